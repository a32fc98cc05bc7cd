"""What identifies a person never reaches the backlog; what a question is about does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.national_id import contains_national_id
from dialogs.redaction import MOST, cleaned, identifies, is_usable

NATIONAL_ID = "01017000027"  # right check digits, invented


@pytest.mark.parametrize(
    "secret",
    [
        NATIONAL_ID,
        "010170 00027",
        "95 98 25 40",
        "95982540",
        "959 82 540",
        "+47 959 82 540",
        "0047 95982540",
        "22 05 30 20",
        "+46 8 123 456 78",
        "kari.nordmann@example.no",
        "Kari.Nordmann＠example.no",
        "kari+test@sub.example.co.uk",
    ],
)
@pytest.mark.parametrize(
    "around", ["Kan dere ringe {}?", "({}) hører jeg til", "{}", "svar til:{}, takk"]
)
def test_what_identifies_a_person_is_taken_out(secret: str, around: str) -> None:
    text = around.format(secret)

    assert identifies(text)
    digits = "".join(sign for sign in cleaned(text) if sign.isdigit())
    assert len(digits) < 5
    assert "@" not in cleaned(text)
    assert "＠" not in cleaned(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hva koster det i 2026?",
        "Er 123 456 785 godkjent?",
        "Gebyret er 10 000 kr for medlemmer og 15 000 for andre, stemmer det?",
        "Hva sier NS 8436 punkt 4.2.1?",
        "Kan vi ringe mellom 09.00 og 21.00 på lørdag 12.12.2026?",
    ],
)
def test_what_a_question_is_about_stays(text: str) -> None:
    assert cleaned(text) == text
    assert not identifies(text)


def test_a_text_is_kept_in_one_line_and_not_whole() -> None:
    text = cleaned("Hva gjelder\n\n  her? " + "og så videre " * 100)

    assert text.startswith("Hva gjelder her? og så")
    assert len(text) <= MOST
    assert "\n" not in text


@pytest.mark.parametrize(
    ("text", "usable"),
    [("??", False), ("12 34", False), ("ok", False), ("…", False), ("frist", True)],
)
def test_a_text_that_says_nothing_is_not_usable(text: str, usable: bool) -> None:
    assert is_usable(text) is usable


@pytest.mark.parametrize(
    "text", ["010170\n\n\n00027", "01\n\n\n\n\n01 70 00027", "010170 95982540 00027"]
)
def test_a_number_that_comes_of_the_cleaning_is_taken_out_too(text: str) -> None:
    assert not contains_national_id(cleaned(text))
    assert not identifies(cleaned(text))


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_around_a_number_hides_it(before: str, after: str) -> None:
    text = cleaned(f"{before} {NATIONAL_ID} {after}")

    assert NATIONAL_ID not in text
    assert not contains_national_id(text)


@given(st.text(max_size=200))
def test_what_is_cleaned_is_clean(text: str) -> None:
    assert not identifies(cleaned(text))
