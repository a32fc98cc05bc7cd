"""One raw update, read as far as it can be: nothing that Telegram delivers may stop the loop.

The client reads a batch as a whole and loses all of it when one update is not what it expects, so
updates are read one by one here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from telegram import Update

from bot.channel import Inbound
from bot.telegram.inbound import CHANNEL, event_id, to_inbound
from dialogs.events import MediaKind, SentMedia
from dialogs.state import Address

Raw = Mapping[str, object]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""All kinds that mean something to this bot; Telegram keeps the others to itself."""


@dataclass(frozen=True, slots=True)
class Received:
    """An update under its number.

    `inbound` is None when there is nothing to do; `callback` is the press that waits for an
    answer; with an `error` the update could not be read, and `inbound` only says where it is from.
    """

    number: int
    inbound: Inbound | None = None
    callback: str | None = None
    error: Exception | None = None

    @property
    def lane(self) -> str:
        """What keeps order: the chat, or the update alone when it belongs to none."""
        address = self.inbound.address if self.inbound else None
        return f"chat:{address.chat}" if address else f"update:{self.number}"


def receive(raw: object, bot_id: int, username: str = "") -> Received | None:
    """Read one element of a batch; None when it has no number and so is not an update at all."""
    if not isinstance(raw, Mapping):
        return None
    number = raw.get("update_id")
    if not isinstance(number, int):
        return None
    callback = _text(_inside(raw, "callback_query"), "id")
    try:
        update = Update.de_json(dict(raw), None)
        return Received(number, to_inbound(update, bot_id, username), callback)
    except Exception as error:  # the client checks nothing: any exception may come of odd data
        where = Inbound(event_id(bot_id, number), SentMedia(MediaKind.OTHER, ""), _address(raw))
        return Received(number, where, callback, error)


def _address(raw: Raw) -> Address | None:
    for kind in ALLOWED_UPDATES:
        chat = _inside(_inside(raw, kind), "chat") or _inside(_inside(raw, kind), "message", "chat")
        number = chat.get("id")
        if chat.get("type") == "private" and isinstance(number, int):
            return Address(CHANNEL, str(number))
    return None


def _inside(raw: Raw, *path: str) -> Raw:
    found: object = raw
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(raw: Raw, name: str) -> str | None:
    found = raw.get(name)
    return found if isinstance(found, str) else None
