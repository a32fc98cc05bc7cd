"""What an update says of a file that it announces, made safe to store and to show."""

from __future__ import annotations

from telegram import Message

from dialogs.national_id import without_national_id
from dialogs.state import RemoteFile

MAX_NAME = 120
"""Characters of a file's name that are kept; its end is, because the type stands there."""


def document_file(message: Message) -> RemoteFile | None:
    """The file sent as a document, under the name that the sender gave it."""
    document = message.document
    if document is None:
        return None
    name = _file_name(document.file_name or "") or f"fil-{message.message_id}"
    return RemoteFile(document.file_id, document.file_unique_id, name, document.file_size or 0)


def photo_file(message: Message) -> RemoteFile | None:
    """The largest of the sizes that Telegram made of a photo. Photos have no name of their own."""
    if not message.photo:
        return None
    photo = max(message.photo, key=lambda size: size.width * size.height)
    name = f"bilde-{message.message_id}.jpg"
    return RemoteFile(photo.file_id, photo.file_unique_id, name, photo.file_size or 0)


def clean(text: str) -> str:
    """`text` without what a database refuses: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _file_name(name: str) -> str:
    base = clean(name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in base if sign.isprintable()).strip()
    # Before it is cut: half of an identity number would not be recognised any more.
    return without_national_id(shown)[-MAX_NAME:]
