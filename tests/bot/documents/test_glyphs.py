"""Which characters the document shows, and what stands for the others."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import typst

import knowledge
from bot.documents.glyphs import BOX, Glyphs


@pytest.fixture(scope="module")
def glyphs() -> Glyphs:
    probe = Path(knowledge.__file__).parent / "documents" / "probe.typ"
    return Glyphs(probe, typst.Fonts(include_system_fonts=False))


@pytest.mark.parametrize(
    "text", ["Blåbærsyltetøy", "«sitat» – 50 % … €", "Ελληνικά Русский", "שלום العربية", "→ ✓ ½"]
)
def test_what_has_glyphs_stays_as_it_is(glyphs: Glyphs, text: str) -> None:
    assert glyphs.shown(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a😀b", f"a{BOX}b"),
        ("日本", BOX * 2),
        ("a\x00\x1b\ufffe\ue000\ud800", f"a{BOX * 5}"),
        ("a\u200b\u202eb\u2066\ufeff", "ab"),
        ("tab\there\u2003wide", "tab here wide"),
        ("one\r\ntwo\rthree\x85four", "one\ntwo\nthree\nfour"),
        ("e\u0301", "é"),
    ],
)
def test_what_has_none_is_a_box_and_what_is_unseen_goes(
    glyphs: Glyphs, text: str, shown: str
) -> None:
    assert glyphs.shown(text) == shown


def test_marks_that_no_font_sets_on_their_letter_take_it_with_them(glyphs: Glyphs) -> None:
    assert glyphs.shown("q\u0301") == "q\u0301"
    assert glyphs.shown("日\u0301x") == f"{BOX}x"


def test_a_tower_of_marks_is_a_box(glyphs: Glyphs) -> None:
    assert glyphs.shown("q" + "\u0301" * 40) == BOX


def test_what_was_learnt_before_changes_nothing(glyphs: Glyphs) -> None:
    probe = Path(knowledge.__file__).parent / "documents" / "probe.typ"
    fresh = Glyphs(probe, typst.Fonts(include_system_fonts=False))
    text = "a😀é\u0300Ж日"

    assert fresh.shown(text) == glyphs.shown(text)


def test_every_character_of_many_scripts_is_decided(glyphs: Glyphs) -> None:
    numbers = (*range(0x20, 0xE00), *range(0x1E00, 0x2500))
    assigned = [chr(n) for n in numbers if not unicodedata.category(chr(n)).startswith("C")]

    glyphs.learn(assigned)

    shown = sum(glyphs.shown(c) != BOX for c in assigned)
    assert 2500 < shown < len(assigned)
