"""Buttons: an action to and from callback data, and a keyboard as Telegram wants it.

Callback data is `1|op|dossier|revision|arg`: it outlives restarts and new versions, so it says
which form it has, and whatever is not in that form is not ours any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit

from dialogs.effects import Keyboard
from dialogs.events import Action, Op
from dialogs.messages import Message

MAX_DATA_BYTES = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
"""64 bytes of UTF-8, by the Bot API."""

MAX_LABEL = 64
"""Characters on a button. Telegram has no published limit; more is unreadable on a phone."""

_VERSION = "1"
_OPS = {op.value: op for op in Op}
# \Z and ASCII digits: "²" and a trailing line break are not numbers; 15 digits fit every database.
_NUMBER = re.compile(r"[0-9]{1,15}\Z")


def encode(action: Action) -> str:
    """The callback data of an action.

    Raises:
        ValueError: it takes more than 64 bytes.
    """
    dossier = "" if action.dossier is None else str(action.dossier)
    revision = "" if action.revision is None else str(action.revision)
    data = "|".join((_VERSION, action.op.value, dossier, revision, action.arg))
    if len(data.encode()) > MAX_DATA_BYTES:
        raise ValueError(f"callback data of {action.op.name} takes over {MAX_DATA_BYTES} bytes")
    return data


def decode(data: str | None) -> Action | None:
    """The action of callback data; None when it is not in today's form."""
    parts = (data or "").split("|", 4)
    if len(parts) != 5 or parts[0] != _VERSION:
        return None
    _, op, dossier, revision, arg = parts
    if op not in _OPS or not (_is_number(dossier) and _is_number(revision)):
        return None
    return Action(_OPS[op], arg, _number(dossier), _number(revision))


def to_markup(keyboard: Keyboard, label: Callable[[Message], str]) -> InlineKeyboardMarkup | None:
    """The keyboard with its labels worded by `label`; None when it has no buttons.

    Raises:
        ValueError: an action does not fit into its button.
    """
    rows = [
        [
            InlineKeyboardButton(shorten(label(button.label)), callback_data=encode(button.action))
            for button in row
        ]
        for row in keyboard
        if row
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def shorten(text: str, limit: int = MAX_LABEL) -> str:
    """`text` on one line in at most `limit` characters, cut between words where possible."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    # A first word that fills more than half of the room is cut inside rather than left alone.
    space = cut.rfind(" ") if text[limit - 1] != " " else limit - 1
    return cut[: space if space > limit // 2 else limit - 1].rstrip(" ,.;:–-") + "…"


def _is_number(text: str) -> bool:
    return text == "" or _NUMBER.match(text) is not None


def _number(text: str) -> int | None:
    return int(text) if text else None
