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


# --- who writes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Jeg heter Ola Nordmann i Firmaet AS. Kan vi betale senere?", "Kan vi betale senere?"),
        ("jeg heter ola og lurer på om vi kan betale senere", "lurer på om vi kan betale senere"),
        ("Hei, mitt navn er Ola K. Nordmann. Kan vi betale senere?", "Hei, Kan vi betale senere?"),
        ("Eg heiter Kari og er leiar i Firmaet. Kan me vente?", "Kan me vente?"),
        ("My name is Ann Smith, and we want to wait. Can we?", "we want to wait. Can we?"),
        ("Jeg er Kari Nordmann fra Firmaet AS. Kan vi betale senere?", "Kan vi betale senere?"),
        ("Kan vi vente? Hilsen Kari", "Kan vi vente?"),
        ("Kan vi vente?\nHilsen\nKari Nordmann\nDaglig leder", "Kan vi vente?"),
        ("kan vi vente mvh kari nordmann", "kan vi vente"),
        ("Can we wait? Kind regards, Ann, tel. 95 98 25 40", "Can we wait?"),
        ("Kan vi vente? Med vennlig hilsen Kari, tlf. 95 98 25 40", "Kan vi vente?"),
        ("Jeg heter Kari. Mvh Kari", ""),
    ],
)
def test_what_only_introduces_the_writer_is_not_kept(text: str, kept: str) -> None:
    assert cleaned(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Må selgeren si hva han heter?",
        "Må vi si «jeg heter Kari» når vi ringer?",
        "Jeg er usikker på gebyret. Hva koster det?",
        "Kan vi si hilsen Kari til kunden?",
        "vi sa takk og hilsen til kunden",
        "Kan vi vente? Hilsen Kari. PS: gjelder det alle?",
    ],
)
def test_what_says_more_than_who_writes_stays(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["mvh " + "," * 4000 + "?", "jeg heter a" + " b " * 1300, "hilsen a. " * 400]
)
def test_no_text_takes_long_to_clean(text: str) -> None:
    assert len(cleaned(text)) <= MOST
