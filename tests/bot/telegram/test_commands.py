"""Texts name commands as the menu of their language does."""

from __future__ import annotations

import re

import pytest

from bot.telegram.commands import menu
from knowledge.library import Library
from knowledge.model import Language

# Not in addresses or fractions; /godkjent is Slack's.
_COMMAND = re.compile(r"(?<![\w/.:<])/([a-zæøå]{3,})\b")
_ELSEWHERE = {"godkjent"}


@pytest.mark.parametrize("language", Language)
def test_texts_name_the_commands_of_their_language(
    real_library: Library, language: Language
) -> None:
    ours = {name for _, name in menu(language)} | _ELSEWHERE

    wrong = {
        key: others
        for key, text in real_library.texts.by_language[language].items()
        if (others := set(_COMMAND.findall(text)) - ours)
    }

    assert wrong == {}
