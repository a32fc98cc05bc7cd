"""Files that no two of are alike: whole PDFs and PNGs, some tens of kilobytes each."""

from __future__ import annotations

import random
import struct
import zlib

from bot.sandbox.client_applicant import File

LARGEST_PADDING = 300_000
"""Bytes. More than one chunk of the database's, so that a file is several rows."""


def paper(name: str, chance: random.Random) -> File:
    """A file of this name with a content of its own; its ending says what it is: pdf or png."""
    padding = chance.randbytes(int(LARGEST_PADDING * chance.random() ** 3) + 500)
    if name.endswith(".png"):
        return File(name, _png(padding), "image/png")
    return File(name, _pdf(padding), "application/pdf")


def _pdf(padding: bytes) -> bytes:
    """One empty page, and a stream that nothing shows."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(padding), padding),
    ]
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(parts) + 1, len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return content + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        start,
    )


def _png(padding: bytes) -> bytes:
    """One black dot, and a comment."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"tEXt", b"Comment\0" + padding.hex().encode()),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
