"""What other people's code writes into the log, without what it was given to work on.

Libraries quote: an address with its ticket, a line of a request with its secret, an error that
repeats somebody's words, a whole body. Our own lines are written with care, so this is for theirs.
"""

from __future__ import annotations

import logging
import re

from bot.places import where

_OURS = frozenset({"bot", "dialogs", "knowledge", "storage"})
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# The query of an address, the token of a Telegram bot or of a Slack app, and whatever is in braces.
_QUOTED = re.compile(r"(?<=\?)[^\s'\")]+|\d+:[\w-]{20,}|\bx(?:ox\w|app)-[\w-]+|(?<=\{).+")


class Discreet(logging.Filter):
    """Lets every record pass, and leaves of it what happened and where."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take out what was quoted. Of an error its name and place stay."""
        text = record.getMessage()
        if record.exc_info and (error := record.exc_info[1]) is not None:
            text = _without_words(text, error)
        record.msg = _QUOTED.sub("…", _first(text))
        record.args = None
        record.exc_info = record.exc_text = record.stack_info = None
        return True


class _DiscreetAboutOthers(Discreet):
    def filter(self, record: logging.LogRecord) -> bool:
        ours = record.name.partition(".")[0] in _OURS
        return ours or super().filter(record)


def discreet(handler: logging.Handler) -> logging.Handler:
    """A handler for the log as a whole, in which libraries quote nothing."""
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.addFilter(_DiscreetAboutOthers())
    return handler


def _without_words(text: str, error: BaseException) -> str:
    words = str(error)
    if words and words in text:
        return text.replace(words, where(error))
    return f"{_first(text)}: {where(error)}"


def _first(text: str) -> str:
    """The first line. Behind it come the representations of objects, and advice with samples."""
    return text.partition("\n")[0]
