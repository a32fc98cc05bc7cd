"""Telegram's refusals as one of the two things that a channel may say: later, or never.

Telegram changes the wording of its errors, so they are matched loosely. Nothing of a response's
body gets into a reason, except Telegram's own description of a bad request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channel import RefusedError, TryLaterError

TOKEN_PAUSE = 60.0
"""Seconds to wait when the token is not accepted: a person has to do something about it."""

_CHAT_IS_GONE = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid")
_UNCHANGED = ("not modified",)
_ALREADY_DELETED = ("message to delete not found", "message_id_invalid", "message not found")
_TOO_BIG = ("file is too big",)


class Translator:
    """Turns the client's exceptions into the channel's, and keeps an eye on floods.

    Telegram does not say whether a 429 is about one chat or about the whole bot. It is taken for
    the chat's, unless it comes while another chat is still waiting for the same reason: then all
    wait. Being wrong costs one more 429, which the row survives.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: dict[str, float] = {}  # chat -> when its wait is over

    @contextmanager
    def translated(self, chat: str) -> Iterator[None]:
        """Raise TryLaterError or RefusedError for whatever the client raises inside."""
        try:
            yield
        except TelegramError as error:
            raise self.translate(error, chat) from error

    def translate(self, error: TelegramError, chat: str) -> TryLaterError | RefusedError:
        """The channel's word for an error of the client, met while doing something for `chat`."""
        match error:  # BadRequest is a NetworkError to the client, so the order matters
            case RetryAfter():
                seconds = seconds_of(error)
                return TryLaterError("too many requests", seconds, self._flood(chat, seconds))
            case Forbidden() | ChatMigrated():
                return RefusedError(error.message, gone=True)
            case BadRequest():
                return RefusedError(error.message, gone=is_gone(error))
            case InvalidToken():
                return TryLaterError("the token is not accepted", TOKEN_PAUSE, everybody=True)
            case _:
                return TryLaterError(type(error.__cause__ or error).__name__)

    def _flood(self, chat: str, seconds: float) -> bool:
        now = self._clock()
        self._waiting = {name: end for name, end in self._waiting.items() if end > now}
        everybody = any(name != chat for name in self._waiting)
        self._waiting[chat] = now + seconds
        return everybody


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def is_gone(error: BadRequest) -> bool:
    """Is the chat itself not there any more?"""
    return _says(error, _CHAT_IS_GONE)


def is_unchanged(error: BadRequest) -> bool:
    """Did an edit ask for what is already shown?"""
    return _says(error, _UNCHANGED)


def is_already_deleted(error: BadRequest) -> bool:
    """Is the message that should go already gone?"""
    return _says(error, _ALREADY_DELETED)


def is_too_big(error: BadRequest) -> bool:
    """Is a file larger than the Bot API gives out?"""
    return _says(error, _TOO_BIG)


def _says(error: TelegramError, signs: tuple[str, ...]) -> bool:
    message = error.message.casefold()
    return any(sign in message for sign in signs)
