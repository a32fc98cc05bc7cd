"""Dates, moments, numbers and sizes as readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from knowledge import formats
from knowledge.model import Language


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (Language.NB, "16. desember 2020, 00:30"),
        (Language.NN, "16. desember 2020 kl. 00:30"),
        (Language.EN, "16 December 2020, 00:30"),
    ],
)
def test_a_moment_is_shown_in_oslo(language: Language, shown: str) -> None:
    moment = datetime(2020, 12, 15, 23, 30, tzinfo=UTC)
    assert formats.moment_in_words(moment, language) == shown
    assert formats.moment_in_words("2020-12-15T23:30:00Z", language) == shown
    assert formats.moment_in_words("2020-12-15T23:30:00", language) == shown


def test_summer_time_is_heeded() -> None:
    assert formats.moment_in_words("2026-07-01T22:30:00Z", Language.NB) == "2. juli 2026, 00:30"


def test_a_day_may_be_a_date_or_its_text() -> None:
    assert formats.in_words(date(2026, 5, 17), Language.NB) == "17. mai 2026"
    assert formats.in_words("2026-05-17", Language.NN) == "17. mai 2026"


@pytest.mark.parametrize("wrong", ["16.12.2020", "2020-13-01", ""])
def test_what_is_not_a_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|month"):
        formats.in_words(wrong, Language.NB)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (999_949, "999,9 kB"),
        (999_950, "1 MB"),
        (20_971_520, "21 MB"),
        (3_000_000_000_000, "3000 GB"),
    ],
)
def test_a_size_has_at_most_one_decimal(count: int, shown: str) -> None:
    assert formats.size(count, Language.NB) == shown


def test_a_number_has_its_languages_separators() -> None:
    assert formats.number(1234567, Language.EN) == "1,234,567"
    assert formats.number("12.5", Language.NB) == "12,5"


@pytest.mark.parametrize("written", ["123456785", "123 456 785", " 123456785 "])
def test_an_organisation_number_stands_in_threes(written: str) -> None:
    assert formats.organisation_number(written) == "123 456 785"


@pytest.mark.parametrize("written", ["12345678", "abc", "", "1234567890"])
def test_what_is_not_an_organisation_number_stays_as_it_is(written: str) -> None:
    assert formats.organisation_number(written) == written


def test_a_phone_number_is_grouped_for_reading() -> None:
    assert formats.phone("+4722000000") == "+47 22 00 00 00"
    assert formats.phone("ring resepsjonen") == "ring resepsjonen"
