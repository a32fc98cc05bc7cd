"""The modals: what they ask, carry and suggest, within Slack's limits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.sandbox.slack.views import check_view
from bot.slack import decisions, frames, modals
from bot.slack.blocks import Json
from bot.slack.names import Field, Modal
from bot.slack.texts import Texts
from dialogs.conditions import relevant
from dialogs.events import RecordDecision
from dialogs.state import Answer, Verdict
from knowledge.model import Checklist
from tests.bot.slack.samples import HOSTILE, NOW, TODAY, dossier, inquiry, shown

APPROVAL = RecordDecision(
    Verdict.APPROVED, TODAY, "Alt i orden.", date(2026, 12, 1), date(2029, 12, 1)
)


def _elements(view: Json) -> dict[str, Json]:
    return {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}


def test_every_modal_is_one_that_slack_opens(texts: Texts, checklist: Checklist) -> None:
    case = dossier()

    check_view(modals.fee(case, checklist, texts, TODAY))
    check_view(modals.changes(case, checklist, texts))
    check_view(decisions.decision(case, checklist, texts, TODAY))
    check_view(decisions.confirm(APPROVAL, {"id": 7, "version": 3}, texts))
    check_view(modals.reply(inquiry(HOSTILE * 60), texts))
    check_view(frames.notice(texts.mrkdwn("slack.notice.stale"), texts))


def test_a_modal_carries_the_case_and_the_version_it_was_made_from(
    texts: Texts, checklist: Checklist
) -> None:
    view = modals.fee(dossier(), checklist, texts, TODAY)

    assert view["callback_id"] == Modal.FEE
    assert json.loads(view["private_metadata"]) == {"id": 7, "version": 1}


def test_the_fee_is_suggested_as_paid_today_or_on_the_known_day(
    texts: Texts, checklist: Checklist
) -> None:
    fresh = modals.fee(dossier(), checklist, texts, TODAY)
    known = modals.fee(dossier(fee_paid_on=date(2026, 11, 2)), checklist, texts, TODAY)

    assert _elements(fresh)[Field.PAID_ON]["initial_date"] == "2026-11-23"
    assert _elements(known)[Field.PAID_ON]["initial_date"] == "2026-11-02"


def test_the_fee_is_suggested_as_paid_on_the_day_that_the_applicant_said(
    texts: Texts, checklist: Checklist
) -> None:
    said = dossier(answers={**dossier().answers, "C5": Answer("2026-11-09", NOW)})
    unclear = dossier(answers={"C5": Answer("i forrige uke", NOW, kept=True)})

    suggested = [
        _elements(modals.fee(case, checklist, texts, TODAY))[Field.PAID_ON]["initial_date"]
        for case in (said, unclear)
    ]

    assert suggested == ["2026-11-09", "2026-11-23"]


def test_several_selects_are_told_apart_by_their_sections(
    texts: Texts, checklist: Checklist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modals, "SELECT_OPTIONS", 30)

    view = modals.changes(dossier(), checklist, texts)

    selects = [each for each in view["blocks"] if each.get("block_id", "").startswith(Field.ITEMS)]
    labels = [each["label"]["text"] for each in selects]
    sections = [
        group["label"]["text"] for each in selects for group in each["element"]["option_groups"]
    ]
    assert len(set(labels)) == len(labels) > 1
    assert labels[0].startswith("Hva skal søkeren svare på igjen? Del A")
    assert len(set(sections)) == len(sections), "no section is split"


def test_exactly_the_items_that_apply_can_be_asked_for_again(
    texts: Texts, checklist: Checklist
) -> None:
    case = dossier()

    view = modals.changes(case, checklist, texts)

    offered = [
        option["value"]
        for element in _elements(view).values()
        for group in element.get("option_groups", ())
        for option in group["options"]
    ]
    assert offered == [item.id for item in relevant(checklist, case.answers)]


def test_more_than_a_hundred_items_are_spread_over_several_selects(
    texts: Texts, checklist: Checklist
) -> None:
    everything = {key: replace(item, when=()) for key, item in checklist.items.items()}
    long = replace(checklist, items=everything)

    view = modals.changes(dossier(), long, texts)

    check_view(view)
    selects = [e for e in _elements(view).values() if e["type"] == "multi_static_select"]
    sizes = [sum(len(group["options"]) for group in e["option_groups"]) for e in selects]
    assert sum(sizes) == len(everything)
    assert max(sizes) <= 100


def test_three_years_are_suggested_for_an_approval(texts: Texts, checklist: Checklist) -> None:
    view = decisions.decision(dossier(), checklist, texts, TODAY)

    elements = _elements(view)
    assert elements[Field.VALID_FROM]["initial_date"] == "2026-11-23"
    assert elements[Field.VALID_TO]["initial_date"] == "2029-11-23"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 11, 23), date(2029, 11, 23)), (date(2028, 2, 29), date(2031, 2, 28))],
)
def test_a_leap_day_has_its_day_before_in_other_years(day: date, expected: date) -> None:
    assert decisions.in_years(day, 3) == expected


def test_the_second_step_shows_the_decision_and_carries_it(texts: Texts) -> None:
    view = decisions.confirm(APPROVAL, {"id": 7, "version": 3}, texts)

    assert "1. desember 2029" in shown(view["blocks"])
    assert "Alt i orden." in shown(view["blocks"])
    carried = json.loads(view["private_metadata"])
    assert (carried["id"], carried["version"], carried["verdict"]) == (7, 3, "approved")


def test_the_longest_reason_still_fits_into_what_a_modal_can_carry(texts: Texts) -> None:
    reason = '"\n' * (decisions.REASON_LENGTH // 2)

    check_view(decisions.confirm(replace(APPROVAL, reason=reason), {"id": 7, "version": 3}, texts))
