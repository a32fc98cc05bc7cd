"""What people write becomes one canonical value, or a reason why it does not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers import Rejected, cautions_for, parse, read_date
from dialogs.state import Answer
from knowledge.model import Item
from tests.dialogs.content import ITEMS, SmallKnowledge

TODAY = date(2026, 11, 23)
BY_ID = {item.id: item for item in ITEMS}
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _parse(item: str, text: str, **answers: str) -> str:
    given_ = {key: Answer(value, NOW) for key, value in answers.items()}
    parsed = parse(BY_ID[item], text, given_, TODAY, SmallKnowledge())
    return parsed.why.key if isinstance(parsed, Rejected) else parsed


@pytest.mark.parametrize(
    ("item", "written", "value"),
    [
        ("A1", "first", "first"),
        ("A1", "2", "continuation"),
        ("A2", "  Testsenteret AS ", "Testsenteret AS"),
        ("A3", "123 456 785", "123456785"),
        ("A3", "NO 123456785 MVA", "123456785"),
        ("A4", "Kari@Testsenteret.Example", "Kari@testsenteret.example"),
        ("A5", "22 33 44 55", "+4722334455"),
        ("A5", "+46 8 123 456 78", "+46812345678"),
        ("A6", "testsenteret.example/a", "https://testsenteret.example/a"),
        ("B1", "Ja!", "yes"),
        ("B1", "nei", "no"),
        ("B2", "1 000", "1000"),
        ("B2", "1.000", "1000"),
        ("B2", "007", "7"),
        ("B4", "3.11.2026", "2026-11-03"),
        ("B4", "3/11/26", "2026-11-03"),
        ("B4", "3. november 2026", "2026-11-03"),
        ("B4", "2026-11-03", "2026-11-03"),
        ("B4", "i dag", "2026-11-23"),
        ("B6", "AB123", "AB123"),
    ],
)
def test_right_forms_become_one_value(item: str, written: str, value: str) -> None:
    assert _parse(item, written) == value


@pytest.mark.parametrize(
    ("item", "written", "why"),
    [
        ("A1", "3", "error.choice"),
        ("A2", " ", "error.empty"),
        ("A2", "x", "error.too_short"),
        ("A2", "x" * 101, "error.too_long"),
        ("A3", "123456789", "error.org_number"),
        ("A3", "000000000", "error.org_number"),
        ("A3", "12345678", "error.org_number"),
        ("A4", "kari at example", "error.email"),
        ("A5", "123", "error.phone"),
        ("A5", "ring 22334455", "error.phone"),
        ("A6", "ikke en adresse", "error.url"),
        ("A6", "ftp://example.no", "error.url"),
        ("B1", "kanskje", "error.yes_no"),
        ("B2", "mange", "error.number"),
        ("B2", "-1", "error.number"),
        ("B2", "99999999999", "error.number"),
        ("B4", "31.2.2026", "error.date"),
        ("B4", "3. tulling 2026", "error.date"),
        ("B4", "24.11.2026", "error.date_future"),
        ("B6", "abc", "error.pattern"),
        ("C1", "vedlagt", "error.file_expected"),
    ],
)
def test_wrong_forms_are_refused_with_their_reason(item: str, written: str, why: str) -> None:
    assert _parse(item, written) == why


def test_a_number_may_not_be_above_the_one_that_it_is_a_part_of() -> None:
    assert _parse("B3", "13", B2="12") == "error.number_above"
    assert _parse("B3", "12", B2="12") == "12"
    assert _parse("B3", "13") == "13"


@given(st.sampled_from(ITEMS), st.text(max_size=60))
def test_parsing_never_raises_and_a_value_parses_to_itself(item: Item, text: str) -> None:
    value = parse(item, text, {}, TODAY, SmallKnowledge())

    assert isinstance(value, Rejected) or parse(item, value, {}, TODAY, SmallKnowledge()) == value


@given(st.text(alphabet="0123456789./- ajnuriøæåNOMVA+()@", max_size=25), st.sampled_from(ITEMS))
def test_what_looks_like_a_value_never_raises(text: str, item: Item) -> None:
    value = parse(item, text, {}, TODAY, SmallKnowledge())

    assert isinstance(value, Rejected) or parse(item, value, {}, TODAY, SmallKnowledge()) == value


@given(st.dates())
def test_a_date_is_read_back_from_iso(day: date) -> None:
    assert read_date(day.isoformat(), TODAY) == day


@pytest.mark.parametrize(
    ("value", "old"), [("2026-08-23", False), ("2026-08-22", True), ("2020-01-01", True)]
)
def test_a_date_is_old_after_its_months(value: str, old: bool) -> None:
    found = cautions_for(BY_ID["B4"], Answer(value, NOW), TODAY)

    assert found == (("old",) if old else ())


def test_a_pattern_and_a_choice_call_for_their_cautions() -> None:
    assert cautions_for(BY_ID["B5"], Answer("Midlertidig ansatt", NOW), TODAY) == ("fixed_term",)
    assert cautions_for(BY_ID["C3"], Answer("no", NOW), TODAY) == ("no",)
    assert cautions_for(BY_ID["C3"], Answer("yes", NOW), TODAY) == ()


def test_a_kept_wrong_value_calls_for_no_caution() -> None:
    assert cautions_for(BY_ID["B4"], Answer("i fjor", NOW, kept=True), TODAY) == ()
