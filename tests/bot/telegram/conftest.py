"""What the tests of the Telegram adapter share: a recorded Bot API and a renderer that is plain."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

import pytest

from bot.channel import Sending
from bot.telegram.client import quiet_libraries
from bot.telegram.errors import Translator
from bot.telegram.outbound import TelegramChannel
from dialogs.state import Address
from knowledge.model import Asked, Language, Markup
from tests.bot.telegram.fake_api import FakeApi, make_fake_bot

CHAT = Address("telegram", "4711")
SENDING = Sending("row-1", 1)


class PlainRenderer:
    """Says what it was asked for: the text parameter if there is one, else key and language."""

    def render(
        self, key: str, params: Mapping[str, object], language: Language, markup: Markup
    ) -> str:
        return str(params["text"]) if "text" in params else f"{key} in {language}"

    def render_message(self, message: Asked, language: Language, markup: Markup) -> str:
        return self.render(message.key, message.params, language, markup)


@pytest.fixture(autouse=True)
def messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of the tests' own, so that no test depends on the product's wording."""
    keys = {"test.text": ("text",), "test.key": ()}
    monkeypatch.setattr("dialogs.messages.MESSAGES", keys)


@pytest.fixture
def quiet() -> Iterator[None]:
    """The libraries' loggers as the program sets them, for one test."""
    loggers = [logging.getLogger(name) for name in ("telegram", "aiohttp.client")]
    levels = [logger.level for logger in loggers]
    quiet_libraries()
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
def channel(api: FakeApi) -> TelegramChannel:
    return TelegramChannel(make_fake_bot(api), PlainRenderer(), Translator())
