"""Small files to send in: real ones, made here, and some that have to be refused."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfWriter


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file by its name and its bytes."""

    name: str
    content: bytes
    media_type: str


def sample(name: str) -> SampleFile:
    """A file that its name describes: `encrypted`, `empty` and `fake` ones are what they say.

    Two files of different names have different content.
    """
    suffix = name.rpartition(".")[2]
    if name.startswith("empty"):
        return SampleFile(name, b"", "application/pdf")
    if name.startswith("fake"):
        return SampleFile(name, f"Dette er {name}\n".encode(), "application/pdf")
    match suffix:
        case "pdf":
            return SampleFile(name, _pdf(name, name.startswith("encrypted")), "application/pdf")
        case "png":
            return SampleFile(name, _png(name), "image/png")
        case "jpg":
            return SampleFile(name, _JPEG, "image/jpeg")
        case _:
            return SampleFile(name, f"Dette er {name}\n".encode(), "text/plain")


def _pdf(title: str, encrypted: bool) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": title})
    if encrypted:
        writer.encrypt("hemmelig", algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _png(text: str) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            chunk(b"IHDR", header),
            chunk(b"tEXt", b"Title\x00" + text.encode("latin-1", "replace")),
            chunk(b"IDAT", zlib.compress(b"\x00\x00")),
            chunk(b"IEND", b""),
        )
    )


# The smallest whole picture: one grey point.
_JPEG = bytes.fromhex(
    "ffd8ffdb004300" + "01" * 64 + "ffc0000b080001000101011100"
    "ffc40014000100000000000000000000000000000009"
    "ffc40014100100000000000000000000000000000000"
    "ffda0008010100003f0054dfffd9"
)
