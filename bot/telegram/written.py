"""What a person wrote in a message that is neither text nor a file: a caption, a name, a title.

The bot keeps none of it and shows it to nobody. It is read so that a national identity number is
refused wherever it stands in the chat. Not read are a contact's telephone numbers, and a quote,
which belongs to the message that it is from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from telegram import Message
from telegram.constants import MessageType

from bot.telegram.remote_files import clean

_FIELDS = {
    MessageType.CONTACT: ("first_name", "last_name"),
    MessageType.VENUE: ("title", "address"),
    MessageType.POLL: ("question", "description", "explanation"),
    MessageType.CHECKLIST: ("title",),
    MessageType.AUDIO: ("title", "performer", "file_name"),
    MessageType.ANIMATION: ("file_name",),
    MessageType.VIDEO: ("file_name",),
}


def written(message: Message) -> str:
    """All of it, a line each; empty when nothing was written."""
    return _lines(message.caption, *_named(message), *_listed(message))


def written_unread(message: Message) -> str:
    """The same of a message that is newer than this program: every text that is in it."""
    return _lines(message.caption, *_strings(message.api_kwargs))


def _named(message: Message) -> Iterator[str | None]:
    for kind, names in _FIELDS.items():
        if (part := getattr(message, kind)) is not None:
            yield from (getattr(part, name) for name in names)


def _listed(message: Message) -> Iterator[str]:
    if message.poll is not None:
        yield from (option.text for option in message.poll.options)
    if message.checklist is not None:
        yield from (task.text for task in message.checklist.tasks)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _strings(inner)


def _lines(*parts: str | None) -> str:
    return clean("\n".join(part for part in parts if part))
