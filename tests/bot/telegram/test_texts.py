"""Long texts go out whole, in parts that Telegram takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.texts import split, visible_length


def bare(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


@pytest.mark.parametrize(
    ("html", "length"), [("", 0), ("<b>Ja</b>", 2), ("a &amp; b", 5), ("👍", 2), ("1 < 2", 5)]
)
def test_length_counts_what_a_reader_sees(html: str, length: int) -> None:
    assert visible_length(html) == length


def test_a_text_that_fits_is_left_alone() -> None:
    assert split("<b>Ja</b> ", 10) == ["<b>Ja</b> "]


def test_a_long_text_is_cut_between_paragraphs() -> None:
    assert split("Første avsnitt.\n\nAndre avsnitt.\nLinje.", 30) == [
        "Første avsnitt.",
        "Andre avsnitt.\nLinje.",
    ]


def test_a_long_paragraph_is_cut_between_lines_and_else_between_words() -> None:
    assert split("en linje\nto linjer", 12) == ["en linje", "to linjer"]
    assert split("ett to tre fire", 8) == ["ett to", "tre fire"]
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_emphasis_goes_on_over_a_seam() -> None:
    assert split('<b>ett <a href="x">to tre</a></b> fire', 8) == [
        '<b>ett <a href="x">to</a></b>',
        '<b><a href="x">tre</a></b> fire',
    ]


def test_an_entity_is_never_cut() -> None:
    assert split("&amp;&lt;&gt;", 2) == ["&amp;&lt;", "&gt;"]


words = st.lists(
    st.sampled_from(["ord", "<b>", "</b>", "<i>", "</i>", " ", "\n", "\n\n", "&lt;", "👍", "å"])
)


@given(words.map("".join), st.integers(2, 40))
def test_every_part_fits_and_nothing_but_space_is_lost(html: str, limit: int) -> None:
    parts = split(html, limit)
    assert all(visible_length(part) <= limit for part in parts)
    assert "".join(bare("".join(parts)).split()) == "".join(bare(html).split())


@given(st.text(alphabet="<>/&;ba \n"), st.integers(2, 9))
def test_text_that_is_no_html_at_all_is_cut_all_the_same(text: str, limit: int) -> None:
    assert all(visible_length(part) <= limit for part in split(text, limit))


def test_a_very_long_text_is_cut_in_reasonable_time() -> None:
    assert len(split("<b>ord</b> " * 50_000)) == 49
