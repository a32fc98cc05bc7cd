"""Whatever an applicant wrote stands in the document as it was written, and breaks nothing."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.documents import DossierDocument
from dialogs.state import Answer
from knowledge.model import Language
from tests.bot.documents.sample import (
    CHECKLIST,
    FILES,
    SENT,
    TODAY,
    VALUES,
    SampleRenderer,
    dossier,
    text_of,
)

_NB = Language.NB


def _text(document: DossierDocument, values: dict[str, str]) -> str:
    return text_of(document.make(dossier(values), _NB, TODAY))


@pytest.mark.parametrize(
    "written",
    [
        '#set page(fill: red) #panic("x")',
        "$ x^2 $ and @reference and *bold* and _emphasis_ and `raw`",
        'back\\slash \\u{1F600} "quotes" -- --- ... ~ <label> // comment /* more */',
        "https://example.no/#anker [content] {code} = heading - list + enum / term: x",
        "æøå ÆØÅ éèüß ẞ ŋ š Ω Ж",
        "{page} {pages} {{ jinja }} {% if %}",
    ],
)
def test_what_was_written_stands_there_literally(document: DossierDocument, written: str) -> None:
    assert f"Question-A1? {written} A2" in _text(document, VALUES | {"A1": written})


def test_lines_stay_lines(document: DossierDocument) -> None:
    pdf = document.make(dossier(VALUES | {"A1": "first\nsecond\r\nthird\u2028fourth"}), _NB, TODAY)

    lines = [line.strip() for line in PdfReader(BytesIO(pdf)).pages[1].extract_text().splitlines()]
    start = lines.index("first")
    assert lines[start : start + 4] == ["first", "second", "third", "fourth"]


def test_a_character_without_a_glyph_is_a_box_and_is_explained(document: DossierDocument) -> None:
    text = _text(document, VALUES | {"A1": "ja 😀 日本\ufeff\x00"})

    assert "ja □ □□□ A2" in text
    assert "Tegnet □ står der" in text
    assert "Tegnet □" not in _text(document, VALUES)


def test_right_to_left_text_is_in_the_document(document: DossierDocument) -> None:
    text = _text(document, VALUES | {"A1": "שלום", "C2": "\u202eabc\u202c"})

    assert "שלום" in text
    assert "Question-C2? abc" in text


@pytest.mark.parametrize("word", ["W" * 3000, "é" * 400, "https://example.no/" + "a/b-" * 300])
def test_a_very_long_word_stays_inside_the_page(document: DossierDocument, word: str) -> None:
    pdf = document.make(dossier(VALUES | {"A1": word, "B1": word}), _NB, TODAY)

    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert "".join(pages).count(word[-1]) >= 2 * word.count(word[-1])
    # The narrowest of these letters fits 90 times between the margins.
    assert max(len(line) for page in pages for line in page.splitlines()) <= 110


def test_ninety_long_answers_make_a_document_of_a_sensible_length() -> None:
    items = {f"A{n}": replace(CHECKLIST.items["A1"], id=f"A{n}") for n in range(1, 91)}
    checklist = replace(
        CHECKLIST, items=items, sections=("A",), roles={}, name_item="A1", org_number_item="A2"
    )
    long = "Vi har en fast rutine for opplæring av nye medarbeidere. " * 52  # about 3000 characters
    made = dossier(dict.fromkeys(items, long))

    pdf = DossierDocument(checklist, SampleRenderer()).make(made, _NB, TODAY)

    assert 50 <= len(PdfReader(BytesIO(pdf)).pages) <= 120


@settings(max_examples=60)
@given(written=st.text(max_size=300), name=st.text(max_size=80), file=st.text(max_size=80))
def test_no_text_makes_the_document_fail(
    document: DossierDocument, written: str, name: str, file: str
) -> None:
    answers = {
        **dossier(VALUES | {"A1": written, "B1": name, "N5": name}).answers,
        "C1": Answer(written, SENT, kept=True),
        "C3": Answer("", SENT, files=(replace(FILES[0], name=file),)),
    }

    pdf = document.make(dossier(answers=answers), _NB, TODAY)

    assert pdf.startswith(b"%PDF-1.7")
