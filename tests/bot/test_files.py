"""Files are known by their content, and odd ones are refused with the right reason, in time."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from bot.files import ACCEPTED, DOCX, JPEG, MAX_FILE_BYTES, PDF, PNG, inspect
from dialogs.events import Refusal

WORD_TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def pdf(user: str | None = None, owner: str = "owner") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if user is not None:
        writer.encrypt(user, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str | bytes = "<w:document>Hei</w:document>", types: str = WORD_TYPES) -> bytes:
    return zipped(**{"[Content_Types].xml": types, "word/document.xml": body})


def encrypted_zip() -> bytes:
    content = bytearray(docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at != -1:
            content[at + offset] |= 0x1
            at = content.find(signature, at + 4)
    return bytes(content)


def ole(*streams: str) -> bytes:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return header + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def jpeg() -> bytes:
    thumbnail = b"Exif\0\0" + b"\xff\xd8\xff\xda\x00\x02..\xff\xd9"
    scan = segment(0xDA, bytes(10)) + b"\x12\x34\xff\x00\x56" * 20 + b"\xff\xd9"
    return b"\xff\xd8" + segment(0xE1, thumbnail) + segment(0xC0, bytes(15)) + scan


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png() -> bytes:
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    picture = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + picture + chunk(b"IEND")


GOOD = {PDF: pdf(), DOCX: docx(), JPEG: jpeg(), PNG: png()}


@pytest.mark.parametrize("media_type", ACCEPTED)
@pytest.mark.parametrize("name", ["attest.pdf", "attest", "bilde.exe", ""])
def test_a_good_file_is_known_by_its_content_whatever_its_name(media_type: str, name: str) -> None:
    assert inspect(GOOD[media_type], name) == media_type


def test_a_pdf_with_something_before_it_is_still_a_pdf() -> None:
    assert inspect(b"\r\n\r\n" + pdf(), "a.pdf") == PDF


def test_a_pdf_with_a_line_behind_it_is_still_a_pdf() -> None:
    assert inspect(pdf() + b"\r\n<!-- served by a mail gateway -->" + bytes(9000), "a.pdf") == PDF


def test_an_empty_file_is_empty() -> None:
    assert inspect(b"", "a.pdf") is Refusal.EMPTY


def test_a_file_over_the_limit_is_too_large() -> None:
    assert inspect(bytes(MAX_FILE_BYTES + 1), "a.pdf") is Refusal.TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"MZ\x90\0\x03" + bytes(100), id="program"),
        pytest.param("Hei, dette er tekst æøå".encode(), id="text"),
        pytest.param(b"<html><body>Attest</body></html>", id="page"),
        pytest.param(b"GIF89a" + bytes(50), id="gif"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50), id="heic"),
        pytest.param(b"BM" + bytes(60), id="bmp"),
        pytest.param(zipped(readme="Hei"), id="zip"),
        pytest.param(docx(types="<Types>spreadsheetml.sheet.main+xml</Types>"), id="xlsx"),
        pytest.param(docx(types="<Types>word.document.macroEnabled.main+xml</Types>"), id="docm"),
        pytest.param(ole("Root Entry", "WordDocument"), id="doc"),
    ],
)
def test_another_type_is_wrong_and_a_name_that_hides_it_is_told(content: bytes) -> None:
    assert inspect(content, "attest.xyz") is Refusal.WRONG_TYPE
    assert inspect(content, "attest.PDF") is Refusal.MISNAMED


def test_a_right_type_under_another_right_name_is_accepted() -> None:
    assert inspect(png(), "attest.pdf") == PNG


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pdf(user="hemmelig"), id="pdf"),
        pytest.param(encrypted_zip(), id="zip"),
        pytest.param(ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), id="office"),
    ],
)
def test_a_file_that_asks_for_a_password_is_encrypted(content: bytes) -> None:
    assert inspect(content, "attest.pdf") is Refusal.ENCRYPTED


def test_a_pdf_that_is_only_locked_against_changes_is_accepted() -> None:
    assert inspect(pdf(user=""), "attest.pdf") == PDF


@pytest.mark.parametrize("media_type", ACCEPTED)
def test_a_file_that_did_not_arrive_whole_is_damaged(media_type: str) -> None:
    content = GOOD[media_type]
    assert inspect(content[: len(content) * 2 // 3], "attest") is Refusal.DAMAGED


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"%PDF-1.7\nstartxref\n0\n%%EOF", id="pdf without content"),
        pytest.param(pdf().replace(b"/Pages 2 0 R", b"/Pages 9 0 R"), id="pdf with lost pages"),
        pytest.param(pdf() + b"%" * 5000, id="pdf that goes on behind its end"),
        pytest.param(pdf().replace(b"/Pages", b"/Pests"), id="pdf without pages"),
        pytest.param(png().replace(b"IDAT", b"IDAU"), id="png with a wrong checksum"),
        pytest.param(png().replace(chunk(b"IDAT", zlib.compress(b"\0\0")), b""), id="empty png"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x00", id="jpeg that stands still"),
        pytest.param(docx(body=""), id="docx without text"),
        pytest.param(zipped(**{"[Content_Types].xml": WORD_TYPES}), id="docx without document"),
        pytest.param(b"PK\x03\x04" + bytes(100), id="zip without directory"),
        pytest.param(bytes(1000), id="nothing but zeros"),
    ],
)
def test_a_broken_file_is_damaged(content: bytes) -> None:
    assert inspect(content, "attest.pdf") is Refusal.DAMAGED


def test_a_docx_with_a_wrong_checksum_is_damaged() -> None:
    content = bytearray(docx(body="x" * 500))
    at = content.find(b"PK\x01\x02", content.find(b"PK\x01\x02") + 4)
    content[at + 16] ^= 0xFF  # the checksum in the directory's second entry
    assert inspect(bytes(content), "attest.docx") is Refusal.DAMAGED


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a zip that unpacks to 200 MB": lambda: docx(body=bytes(200_000_000)),
    "a zip with 50 000 entries": lambda: zipped(**{f"{n}": "" for n in range(50_000)}),
    "a jpeg of millions of segments": lambda: b"\xff\xd8" + b"\xff\xe0\x00\x02" * 4_000_000,
    "a png of a million chunks": lambda: png()[:33] + chunk(b"tEXt") * 1_000_000,
    "a pdf whose tables point in a circle": lambda: (
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Prev 9>>\n"
        b"startxref\n9\n%%EOF"
    ),
    "a pdf of a million objects": lambda: (
        b"%PDF-1.7\n" + b"1 0 obj\n<<>>\nendobj\n" * 900_000 + b"startxref\n5\n%%EOF"
    ),
    "a pdf of brackets": lambda: b"%PDF-1.7\ntrailer\n" + b"[" * 1_000_000 + b"\nstartxref\n9\n",
    "a pdf of dictionaries in dictionaries": lambda: (
        b"%PDF-1.7\ntrailer\n" + b"<</A" * 1_000_000 + b"\nstartxref\n9\n%%EOF"
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_within_seconds(kind: str) -> None:
    content = HOSTILE[kind]()
    start = time.process_time()  # what another program takes meanwhile is not ours
    verdict = inspect(content, "attest.pdf")
    assert time.process_time() - start < 30
    assert isinstance(verdict, Refusal)


@settings(max_examples=300)
@given(st.sampled_from(list(GOOD.values())), st.data())
def test_no_damage_at_all_makes_looking_raise(content: bytes, data: st.DataObject) -> None:
    broken = bytearray(content)
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        broken[at] = data.draw(st.integers(0, 255))
    verdict = inspect(bytes(broken[: data.draw(st.integers(0, len(content)))]), "attest.pdf")
    assert verdict in {*ACCEPTED, *Refusal}


@given(st.sampled_from([b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"]))
def test_no_beginning_makes_looking_raise(head: bytes) -> None:
    assert inspect(head + bytes(range(256)), "attest.pdf") in set(Refusal)
