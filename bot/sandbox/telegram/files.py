"""Files as Telegram keeps them: an id for each sending, a unique id for each content."""

import hashlib
import mimetypes
import secrets
from pathlib import PurePosixPath

from ..store import Json
from .state import StoredFile, TelegramState

DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""The largest file, in bytes, that getFile serves (Bot API)."""

UPLOAD_LIMIT = 50 * 1024 * 1024
"""The largest document, in bytes, that a bot may send (Bot API)."""


def keep(
    state: TelegramState,
    name: str,
    mime: str,
    content: bytes,
    folder: str = "documents",
    declared_size: int | None = None,
) -> StoredFile:
    """Store a file; ``declared_size`` claims a size in bytes without having that many."""
    number = state.next("file", 1)
    suffix = PurePosixPath(name).suffix or mimetypes.guess_extension(mime) or ""
    file = StoredFile(
        file_id=f"BQACAgQ{secrets.token_hex(16)}_{number}",
        unique_id=f"AgAD{hashlib.sha256(content).hexdigest()[:16]}",
        path=f"{folder}/file_{number}{suffix}",
        name=name,
        mime=mime,
        size=len(content) if declared_size is None else declared_size,
    )
    state.add_file(file, content)
    return file


def as_document(file: StoredFile) -> Json:
    """The Bot API's Document."""
    return {"file_name": file.name, "mime_type": file.mime, **file.pointer()}


def as_photo(file: StoredFile) -> list[Json]:
    """The Bot API's list of sizes of a photo; here one."""
    return [{"width": 1280, "height": 960, **file.pointer()}]
