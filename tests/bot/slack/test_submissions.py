"""Submitted modals through a real Socket Mode connection to a sandbox."""

from __future__ import annotations

from datetime import date

import pytest

from bot.channel import Sending
from bot.slack.texts import Texts
from dialogs.events import Decided, ReceiveFee, RecordDecision, Replied, RequestChanges
from dialogs.state import CaseState, Verdict
from tests.bot.slack.office import Office
from tests.bot.slack.samples import OWNER, SIRI, dossier, inquiry

FILLED_IN = {
    "verdict": "approved",
    "decided_on": "2026-11-20",
    "valid_from": "2026-12-01",
    "valid_to": "2029-12-01",
    "reason": "Alt i orden.",
}
APPROVAL = RecordDecision(
    Verdict.APPROVED, date(2026, 11, 20), "Alt i orden.", date(2026, 12, 1), date(2029, 12, 1)
)


async def test_the_fee_is_asked_for_and_received(at_work: Office) -> None:
    await at_work.post_card()
    people = at_work.sandbox.secretariat

    await people.press("Gebyret er betalt")
    await people.wait_for_modal("Gebyret")
    tomorrow = await people.submit_modal({"paid_on": "2026-11-24"})
    report = await people.submit_modal({"paid_on": "2026-11-20"})

    assert list(tomorrow["errors"]) == ["paid_on"]
    assert report == {"acked": True}
    assert [each.event for each in at_work.shell.taken] == [
        Decided(7, ReceiveFee(date(2026, 11, 20)), SIRI, 1)
    ]
    assert await people.modal() is None


async def test_more_is_asked_for_with_items_and_a_text(at_work: Office) -> None:
    await at_work.post_card()
    people = at_work.sandbox.secretariat

    await people.press("Be om mer")
    await people.wait_for_modal()
    nothing = await people.submit_modal({"note": "Mangler side 2."})
    await people.submit_modal({"items": ["B2", "B5"], "note": "Mangler side 2."})

    assert list(nothing["errors"]) == ["items"]
    assert [each.event for each in at_work.shell.taken] == [
        Decided(7, RequestChanges(("B2", "B5"), "Mangler side 2."), SIRI, 1)
    ]


async def test_an_identity_number_is_refused_beside_its_field(
    at_work: Office, texts: Texts
) -> None:
    await at_work.post_card()
    people = at_work.sandbox.secretariat

    await people.press("Be om mer")
    await people.wait_for_modal()
    report = await people.submit_modal({"items": ["B2"], "note": "Hvem er 010170 00027?"})

    assert report["errors"] == {"note": texts.plain("slack.error.national_id")}
    assert at_work.shell.taken == []


async def test_a_decision_is_registered_only_by_the_second_step(at_work: Office) -> None:
    await at_work.post_card(dossier(CaseState.BEFORE_COMMITTEE))
    people = at_work.sandbox.secretariat

    await people.press("Registrer vedtak")
    await people.wait_for_modal("Nemndas")
    await people.submit_modal(FILLED_IN)
    summary = await people.wait_for_modal("Stemmer")
    before = list(at_work.shell.taken)
    await people.submit_modal()

    assert before == []
    assert "1. desember 2029" in summary.shown
    assert [each.event for each in at_work.shell.taken] == [Decided(7, APPROVAL, SIRI, 1)]


async def test_who_left_the_channel_before_the_submit_may_not(
    at_work: Office, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.permission.REMEMBERED", 0.0)
    await at_work.post_card()
    people = at_work.sandbox.secretariat
    await people.press("Gebyret er betalt")
    await people.wait_for_modal()

    await people.set_member(SIRI.id, False)
    await people.submit_modal({"paid_on": "2026-11-20"})

    notice = await people.wait_for_modal("Ikke gjort")
    assert notice.shown == texts.mrkdwn("slack.denied.not_member")
    assert at_work.shell.taken == []


async def test_an_inquiry_is_answered(at_work: Office) -> None:
    asked = inquiry("Når får vi svar?")
    at_work.shell.inquiries[asked.id] = asked
    await at_work.channel.put_inquiry(asked, None, Sending("inquiry-4", 1))
    people = at_work.sandbox.secretariat

    await people.press("Svar")
    modal = await people.wait_for_modal("Svar")
    await people.submit_modal({"answer": "Om to uker."})

    assert "Når får vi svar?" in modal.shown
    assert [each.event for each in at_work.shell.taken] == [Replied(4, OWNER, "Om to uker.", SIRI)]
