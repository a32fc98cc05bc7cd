"""What was filled in, as an act or as mistakes under their fields."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.slack import decisions, forms, inbound
from bot.slack.forms import Mistakes
from bot.slack.inbound import Submission
from bot.slack.texts import TEXTS, Texts
from dialogs.events import ReceiveFee, RecordDecision, RequestChanges
from dialogs.state import Verdict
from tests.bot.slack.samples import TODAY, view_body

NATIONAL_ID = "010170 00027"  # right check digits, invented


def _form(callback: str = "case.fee", **values: Any) -> Submission:
    made = inbound.submission(view_body(callback, '{"id": 7, "version": 3}', values))
    assert made is not None
    return made


def _day(day: str | None) -> dict[str, Any]:
    return {"type": "datepicker", "selected_date": day}


def _text(text: str | None) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": text}


def _chosen(*items: str) -> dict[str, Any]:
    return {"selected_options": [{"value": item} for item in items]}


def _decision(verdict: str | None = "approved", **changes: Any) -> Submission:
    option = {"value": verdict} if verdict else None
    values = {
        "verdict": {"type": "radio_buttons", "selected_option": option},
        "decided_on": _day("2026-11-20"),
        "valid_from": _day("2026-12-01"),
        "valid_to": _day("2029-12-01"),
        "reason": _text(None),
    }
    return _form("case.decision", **{**values, **changes})


def test_a_fee_is_received_on_a_day() -> None:
    assert forms.fee(_form(paid_on=_day("2026-11-23")), TODAY) == ReceiveFee(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("day", "key"),
    [("2026-11-24", "slack.error.in_the_future"), (None, "slack.error.date_missing")],
)
def test_a_fee_cannot_be_paid_tomorrow_or_never(day: str | None, key: str) -> None:
    assert forms.fee(_form(paid_on=_day(day)), TODAY) == Mistakes({"paid_on": key})


def test_items_of_all_selects_are_asked_for_together() -> None:
    form = _form(
        "case.changes",
        **{"items": _chosen("B2"), "items.2": _chosen("N4"), "note": _text(" Mangler side 2. ")},
    )

    assert forms.changes(form) == RequestChanges(("B2", "N4"), "Mangler side 2.")


def test_asking_for_more_needs_an_item_and_a_text() -> None:
    form = _form("case.changes", items=_chosen(), note=_text("   "))

    assert forms.changes(form) == Mistakes(
        {"items": "slack.error.no_items", "note": "slack.error.text_missing"}
    )


def test_asking_for_more_names_nobody_s_identity_number() -> None:
    form = _form("case.changes", items=_chosen("B2"), note=_text(f"Send {NATIONAL_ID} på nytt"))

    assert forms.changes(form) == Mistakes({"note": "slack.error.national_id"})


def test_an_approval_is_from_to() -> None:
    assert forms.decision(_decision(), TODAY) == RecordDecision(
        Verdict.APPROVED, date(2026, 11, 20), "", date(2026, 12, 1), date(2029, 12, 1)
    )


def test_a_refusal_forgets_the_suggested_dates() -> None:
    form = _decision("refused", reason=_text("Normen følges ikke."))

    assert forms.decision(form, TODAY) == RecordDecision(
        Verdict.REFUSED, date(2026, 11, 20), "Normen følges ikke."
    )


@pytest.mark.parametrize(
    ("verdict", "changes", "expected"),
    [
        (None, {}, {"verdict": "slack.error.no_verdict"}),
        ("maybe", {}, {"verdict": "slack.error.no_verdict"}),
        ("refused", {}, {"reason": "slack.error.reason_missing"}),
        ("refused", {"reason": _text(f"Gjelder {NATIONAL_ID}")},
         {"reason": "slack.error.national_id"}),
        ("approved", {"reason": _text(NATIONAL_ID)}, {"reason": "slack.error.national_id"}),
        (None, {"reason": _text(NATIONAL_ID)},
         {"reason": "slack.error.national_id", "verdict": "slack.error.no_verdict"}),
        ("approved", {"decided_on": _day("2026-11-24")},
         {"decided_on": "slack.error.in_the_future"}),
        ("approved", {"decided_on": _day(None)}, {"decided_on": "slack.error.date_missing"}),
        ("approved", {"valid_from": _day("2030-01-01")}, {"valid_to": "slack.error.valid_order"}),
        ("approved", {"valid_from": _day(None), "valid_to": _day(None)},
         {"valid_from": "slack.error.date_missing", "valid_to": "slack.error.date_missing"}),
    ],
)  # fmt: skip
def test_a_decision_with_mistakes_is_explained_field_by_field(
    verdict: str | None, changes: dict[str, Any], expected: dict[str, str]
) -> None:
    mistakes = forms.decision(_decision(verdict, **changes), TODAY)

    assert mistakes == Mistakes(expected)
    assert set(expected.values()) <= set(TEXTS)


@pytest.mark.parametrize(
    "act",
    [
        RecordDecision(Verdict.REFUSED, TODAY, "Normen følges ikke."),
        RecordDecision(Verdict.APPROVED, TODAY, "", date(2026, 12, 1), date(2029, 12, 1)),
    ],
)
def test_the_second_step_registers_what_the_first_step_checked(
    act: RecordDecision, texts: Texts
) -> None:
    view = decisions.confirm(act, {"id": 7, "version": 3}, texts)

    assert forms.confirmed(json.loads(view["private_metadata"])) == act


def test_an_answer_is_not_empty_and_names_nobody_s_identity_number() -> None:
    assert forms.answer(_form("inquiry.reply", answer=_text(" Ja. "))) == "Ja."
    assert forms.answer(_form("inquiry.reply", answer=_text(None))) == Mistakes(
        {"answer": "slack.error.text_missing"}
    )
    assert forms.answer(_form("inquiry.reply", answer=_text(f"Fnr. {NATIONAL_ID}"))) == Mistakes(
        {"answer": "slack.error.national_id"}
    )
