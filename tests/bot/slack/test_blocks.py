"""The limits that the pieces of Block Kit hold by themselves."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import blocks


@given(st.text(alphabet="&amp;<>x", max_size=200), st.integers(2, 60))
def test_a_cut_rendered_text_never_ends_inside_an_escaped_character(text: str, limit: int) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    cut = blocks.clip_rendered(escaped, limit)

    assert len(cut) <= limit
    ampersand = cut.rfind("&")
    assert ampersand < 0 or ";" in cut[ampersand:]


@given(st.text(max_size=400), st.integers(2, 100))
def test_pieces_keep_every_letter_and_their_limit(text: str, limit: int) -> None:
    made = blocks.pieces(text, limit)

    assert all(len(piece) <= limit for piece in made)
    assert "".join("".join(made).split()) == "".join(text.split())


@given(st.text(alphabet='"\n\x00a&amp;', max_size=400), st.integers(20, 100))
def test_a_text_is_cut_to_its_weight_as_json(text: str, weight: int) -> None:
    fitted = blocks.fit(text, weight)

    assert len(json.dumps(fitted, ensure_ascii=False)) <= weight
    assert fitted.endswith("…") or fitted == text


def test_a_header_is_cut_to_its_150_characters() -> None:
    text = blocks.header("x" * 200)["text"]["text"]

    assert len(text) == 150
    assert text.endswith("…")


@pytest.mark.parametrize("text", ["<!channel>", "@here", "*fet*", ":skull:"])
def test_quoted_text_is_plain_so_nothing_in_it_has_a_meaning(text: str) -> None:
    (section,) = blocks.quoted(text)

    assert section["text"] == {"type": "plain_text", "text": text, "emoji": False}


def test_quoted_text_hides_nothing() -> None:
    (section,) = blocks.quoted("AS \u202egnilliB")

    assert section["text"]["text"] == "AS gnilliB"
    assert blocks.quoted("\u202e \u200b") == []
