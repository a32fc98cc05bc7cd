"""What a file is, by its content: accepted with its media type, or refused with the reason.

A file's name is whatever somebody called it, and it is never why a file is accepted. The content
comes from strangers: nothing here raises, no page is rendered, and every look has an end. It is
plain computing, so call it in a thread (`asyncio.to_thread`).
"""

from __future__ import annotations

import io
import logging
import time
import zipfile
import zlib
from pathlib import PurePath

import puremagic
from pypdf import PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import DictionaryObject

from dialogs.events import Refusal

MAX_FILE_BYTES = 20 * 1024 * 1024
"""The largest file that is taken: what the Bot API gives a bot ("up to 20MB in size"), counted as
Telegram's server counts it."""

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JPEG = "image/jpeg"
PNG = "image/png"

ACCEPTED = {PDF: ".pdf", DOCX: ".docx", JPEG: ".jpg", PNG: ".png"}
"""Media type -> ending. The four that V-FIL in the checklist's source names; they are what offices
send, and every reviewer can open them."""

PDF_SECONDS = 15.0
"""How long a PDF's structure may take to read; an honest one of 20 MB and 150 000 objects, which
is as dense as they get, took 4.5 s on one slow core."""

PDF_TAIL = 4096
"""Bytes in which a PDF's end is looked for. Readers want it in the last 1024; some programs and
servers leave something behind it."""

MAX_STEPS = 20_000
"""Segments of a JPEG or chunks of a PNG; a real 20 MB picture has under 3000."""

MAX_PART_BYTES = 50_000_000
"""How far a part of a DOCX is unpacked. A zip of 20 MB can unpack to 20 GB."""

# The parser logs a line for each oddity, with what stands there: content, and millions of lines.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_ENDINGS = {*ACCEPTED.values(), ".jpeg"}


def inspect(content: bytes, name: str) -> str | Refusal:
    """The media type of an accepted file, or why it is refused.

    `Refusal` is a string too: look for it first. The name only tells why a wrong type came as a
    surprise: it promises a right one, or the content is like nothing that is known.
    """
    verdict = _by_content(content)
    if verdict is not Refusal.WRONG_TYPE or PurePath(name).suffix.casefold() not in _ENDINGS:
        return verdict
    return Refusal.DAMAGED if _is_like_nothing(content) else Refusal.MISNAMED


def _by_content(content: bytes) -> str | Refusal:
    if not content:
        return Refusal.EMPTY
    if len(content) > MAX_FILE_BYTES:
        return Refusal.TOO_LARGE
    if b"%PDF-" in content[:1024]:  # readers allow that much before it
        return _pdf(content)
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG if _jpeg_is_whole(content) else Refusal.DAMAGED
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG if _png_is_whole(content) else Refusal.DAMAGED
    if content.startswith(b"PK\x03\x04"):
        return _zip(content)
    if content.startswith(_OLE):
        return Refusal.ENCRYPTED if _ENCRYPTED_OFFICE in content else Refusal.WRONG_TYPE
    return Refusal.WRONG_TYPE


class _OutOfTime(BaseException):
    """A file takes longer to read than a file may.

    Not an `Exception`: the parser catches those and goes on with the next object.
    """


class _Stream(io.BytesIO):
    """Content that can be read for a while. A parser that runs in circles reads in circles."""

    def __init__(self, content: bytes, seconds: float) -> None:
        super().__init__(content)
        self._end = time.monotonic() + seconds

    def read(self, size: int | None = -1, /) -> bytes:
        if time.monotonic() > self._end:
            raise _OutOfTime
        return super().read(size)


def _pdf(content: bytes) -> str | Refusal:
    if b"startxref" not in content.rstrip(b"\x00\t\r\n ")[-PDF_TAIL:]:  # the end did not arrive
        return Refusal.DAMAGED
    try:
        reader = PdfReader(_Stream(content, PDF_SECONDS), root_object_recovery_limit=100)
        # Many PDFs are only locked against changes: the empty password opens them for reading.
        if reader.is_encrypted and not reader.decrypt(""):
            return Refusal.ENCRYPTED
        whole = isinstance(reader.root_object["/Pages"], DictionaryObject)
    except DependencyError:  # AES, which needs a package that is not there: nobody can tell
        return Refusal.ENCRYPTED
    except (Exception, _OutOfTime):  # odd files bring out every error there is
        return Refusal.DAMAGED
    return PDF if whole else Refusal.DAMAGED


def _zip(content: bytes) -> str | Refusal:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(entry.flag_bits & 0x1 for entry in archive.infolist()):
                return Refusal.ENCRYPTED
            types = _part(archive, "[Content_Types].xml")
            if types is None or b"wordprocessingml.document.main+xml" not in types:
                return Refusal.WRONG_TYPE
            body = _part(archive, "word/document.xml")
    except Exception:  # not a whole zip, in one of the many ways in which it can be broken
        return Refusal.DAMAGED
    return DOCX if body else Refusal.DAMAGED


def _part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(entry) as part:
        content = part.read(MAX_PART_BYTES + 1)  # read to its end, its checksum is compared too
    if len(content) > MAX_PART_BYTES:
        raise zipfile.BadZipFile("a part unpacks to more than a document has")
    return content


def _jpeg_is_whole(content: bytes) -> bool:
    at = 2
    for _ in range(MAX_STEPS):
        if content[at : at + 1] != b"\xff":
            return False
        marker = content[at + 1 : at + 2]
        if marker == b"\xff":  # padding before a marker
            at += 1
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < 2:
            return False
        at += 2 + length
        if marker == b"\xda":  # the picture itself begins; thumbnails, with ends, lie before it
            return content.find(b"\xff\xd9", at) != -1
    return False


def _png_is_whole(content: bytes) -> bool:
    at, has_picture = 8, False
    for _ in range(MAX_STEPS):
        length = int.from_bytes(content[at : at + 4], "big")
        end = at + 8 + length
        kind, checksum = content[at + 4 : at + 8], content[end : end + 4]
        if len(checksum) < 4:
            return False
        if zlib.crc32(memoryview(content)[at + 4 : end]) != int.from_bytes(checksum, "big"):
            return False
        has_picture = has_picture or kind == b"IDAT"
        if kind == b"IEND":
            return has_picture
        at = end + 4
    return False


def _is_like_nothing(content: bytes) -> bool:
    if not content.strip(b"\x00"):  # what a full disk or a broken transfer leaves behind
        return True
    try:
        puremagic.from_string(content)
    except (puremagic.PureError, ValueError):
        return b"\x00" in content[:4096]  # text of any kind has no NUL
    return False
