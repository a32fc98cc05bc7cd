"""Which phrases the program asks for: the core's, the Slack cards', the PDF's."""

from __future__ import annotations

from collections.abc import Mapping

from bot.documents.texts import PDF_TEXTS
from bot.slack.texts import TEXTS
from dialogs.messages import MESSAGES


def expected_phrases() -> Mapping[str, tuple[str, ...]]:
    """Every phrase key with the names of its parameters; the loader checks the content by it."""
    return {**MESSAGES, **TEXTS, **PDF_TEXTS}
