"""Presses, submits and commands through a real Socket Mode connection to a sandbox."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import date

import pytest

from bot.channel import Sending, TurnResult
from bot.slack import desk as room
from bot.slack.texts import Texts
from dialogs.effects import Whisper
from dialogs.events import (
    Decided,
    ReceiveFee,
    RecordDecision,
    Replied,
    RequestChanges,
    SlashCommanded,
    TakeCase,
)
from dialogs.messages import say
from dialogs.state import CaseState, Dossier, Verdict
from tests.bot.slack.office import CHANGED, Office
from tests.bot.slack.samples import NOW, OLAV, OWNER, SIRI, dossier, inquiry

GUEST, STRANGER = "U0SANDGJES1", "U0SANDANNE1"


@pytest.fixture
async def at_work(office: Office) -> Office:
    await office.socket.start()
    return office


async def _card(office: Office, case: Dossier | None = None) -> Dossier:
    shown = case or dossier()
    office.shell.dossiers[shown.id] = shown
    await office.channel.put_card(shown, None, Sending(f"card-{shown.revision}", 1))
    return shown


async def test_a_press_is_acknowledged_after_its_turn(at_work: Office) -> None:
    await _card(at_work)

    report = await at_work.sandbox.secretariat.press("Ta saken")

    assert report == {"acked": True}
    assert [each.event for each in at_work.shell.taken] == [Decided(7, TakeCase(), SIRI, 3)]


async def test_a_press_delivered_twice_is_one_act(at_work: Office) -> None:
    await _card(at_work)

    await at_work.sandbox.secretariat.press("Ta saken")
    report = await at_work.sandbox.secretariat.redeliver()

    assert report == {"acked": True}
    assert len(at_work.shell.taken) == 1


@pytest.mark.parametrize(
    ("by", "key"),
    [(GUEST, "slack.denied.guest"), (STRANGER, "slack.denied.other_workspace")],
)
async def test_guests_and_other_workspaces_are_told_why_not(
    at_work: Office, texts: Texts, by: str, key: str
) -> None:
    await _card(at_work)

    report = await at_work.sandbox.secretariat.press("Ta saken", by=by)

    note = await at_work.sandbox.secretariat.wait_for_ephemeral(by=by)
    assert report == {"acked": True}
    assert note.shown == texts.mrkdwn(key)
    assert at_work.shell.taken == []


async def test_the_slower_of_two_colleagues_gets_a_note(at_work: Office, texts: Texts) -> None:
    case = await _card(at_work)
    people = at_work.sandbox.secretariat
    card = await people.card()

    await people.press("Ta saken", by=SIRI.id, post=card)
    at_work.shell.dossiers[case.id] = replace(case, revision=4, state=CaseState.IN_REVIEW)
    await people.press("Ta saken", by=OLAV.id, post=card)

    note = await people.wait_for_ephemeral(by=OLAV.id)
    assert note.shown == texts.message(CHANGED)
    assert [each.event for each in at_work.shell.taken] == [Decided(7, TakeCase(), SIRI, 3)]


async def test_a_turn_that_hangs_is_not_acknowledged(
    at_work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "TURN_SECONDS", 0.05)
    await _card(at_work)
    at_work.shell.seconds = 5.0

    report = await at_work.sandbox.secretariat.press("Ta saken")

    assert report["acked"] is False
    assert at_work.shell.taken == []


async def test_a_turn_that_raises_is_not_acknowledged_and_its_words_are_not_logged(
    at_work: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> TurnResult:
        raise LookupError("hemmelig innhold")

    at_work.shell.answer = fail
    await _card(at_work)

    report = await at_work.sandbox.secretariat.press("Ta saken")

    assert report["acked"] is False
    assert "LookupError" in caplog.text
    assert "hemmelig" not in caplog.text


async def test_nothing_that_people_write_is_logged_even_when_everything_else_is(
    at_work: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = inquiry("Hemmelig spørsmål")
    at_work.shell.inquiries[asked.id] = asked
    await at_work.channel.put_inquiry(asked, None, Sending("inquiry-4", 1))

    await at_work.sandbox.secretariat.press("Svar")
    await at_work.sandbox.secretariat.submit_modal({"answer": "Hemmelig svar"})

    assert len(at_work.shell.taken) == 1
    assert "Hemmelig" not in caplog.text
    assert "xoxb-" not in caplog.text


async def test_the_fee_is_asked_for_and_received(at_work: Office) -> None:
    await _card(at_work)
    people = at_work.sandbox.secretariat

    await people.press("Gebyret er betalt")
    await people.wait_for_modal("Gebyret")
    tomorrow = await people.submit_modal({"paid_on": "2026-11-24"})
    report = await people.submit_modal({"paid_on": "2026-11-20"})

    assert list(tomorrow["errors"]) == ["paid_on"]
    assert report == {"acked": True}
    assert [each.event for each in at_work.shell.taken] == [
        Decided(7, ReceiveFee(date(2026, 11, 20)), SIRI, 3)
    ]
    assert await people.modal() is None


async def test_more_is_asked_for_with_items_and_a_text(at_work: Office) -> None:
    await _card(at_work)
    people = at_work.sandbox.secretariat

    await people.press("Be om mer")
    await people.wait_for_modal()
    nothing = await people.submit_modal({"note": "Mangler side 2."})
    await people.submit_modal({"items": ["B2", "B5"], "note": "Mangler side 2."})

    assert list(nothing["errors"]) == ["items"]
    assert [each.event for each in at_work.shell.taken] == [
        Decided(7, RequestChanges(("B2", "B5"), "Mangler side 2."), SIRI, 3)
    ]


async def test_a_decision_is_registered_only_by_the_second_step(at_work: Office) -> None:
    await _card(at_work, dossier(CaseState.BEFORE_COMMITTEE))
    people = at_work.sandbox.secretariat

    await people.press("Registrer vedtak")
    await people.wait_for_modal("Nemndas")
    await people.submit_modal(
        {
            "verdict": "approved",
            "decided_on": "2026-11-20",
            "valid_from": "2026-12-01",
            "valid_to": "2029-12-01",
            "reason": "Alt i orden.",
        }
    )
    summary = await people.wait_for_modal("Stemmer")
    before = list(at_work.shell.taken)
    await people.submit_modal()

    assert before == []
    assert "1. desember 2029" in summary.shown
    assert [each.event for each in at_work.shell.taken] == [
        Decided(
            7,
            RecordDecision(
                Verdict.APPROVED,
                date(2026, 11, 20),
                "Alt i orden.",
                date(2026, 12, 1),
                date(2029, 12, 1),
            ),
            SIRI,
            3,
        )
    ]


async def test_who_left_the_channel_before_the_submit_may_not(
    at_work: Office, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.permission.REMEMBERED", 0.0)
    await _card(at_work)
    people = at_work.sandbox.secretariat
    await people.press("Gebyret er betalt")
    await people.wait_for_modal()

    await people.set_member(SIRI.id, False)
    await people.submit_modal({"paid_on": "2026-11-20"})

    notice = await people.wait_for_modal("Ikke gjort")
    assert notice.shown == texts.mrkdwn("slack.denied.not_member")
    assert at_work.shell.taken == []


async def test_a_form_that_the_case_no_longer_allows_is_not_opened(
    at_work: Office, texts: Texts
) -> None:
    case = await _card(at_work)
    at_work.shell.dossiers[case.id] = replace(case, state=CaseState.WITHDRAWN, revision=4)
    people = at_work.sandbox.secretariat

    await people.press("Be om mer")

    note = await people.wait_for_ephemeral()
    assert note.shown == texts.mrkdwn("slack.notice.stale")
    assert at_work.shell.refreshed == [case.id]
    assert await people.modal() is None


async def test_a_form_of_a_deleted_case_is_not_opened(at_work: Office, texts: Texts) -> None:
    case = await _card(at_work)
    del at_work.shell.dossiers[case.id]

    await at_work.sandbox.secretariat.press("Gebyret er betalt")

    note = await at_work.sandbox.secretariat.wait_for_ephemeral()
    assert note.shown == texts.mrkdwn("slack.notice.gone")


async def test_a_modal_that_slack_will_not_open_is_explained(at_work: Office, texts: Texts) -> None:
    await _card(at_work)
    await at_work.sandbox.fault("views.open", "500")

    report = await at_work.sandbox.secretariat.press("Gebyret er betalt")

    note = await at_work.sandbox.secretariat.wait_for_ephemeral()
    assert report == {"acked": True}
    assert note.shown == texts.mrkdwn("slack.notice.try_again")


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


async def test_an_answered_inquiry_is_not_asked_for_again(at_work: Office, texts: Texts) -> None:
    asked = inquiry()
    await at_work.channel.put_inquiry(asked, None, Sending("inquiry-4", 1))
    done = replace(asked, answer="Ja.", answered_by=OLAV, answered_at=NOW)
    at_work.shell.inquiries[asked.id] = done

    await at_work.sandbox.secretariat.press("Svar")

    note = await at_work.sandbox.secretariat.wait_for_ephemeral()
    assert note.shown == texts.mrkdwn("slack.notice.answered", by=OLAV.name)


async def test_a_command_is_answered_to_the_one_who_asked(at_work: Office, texts: Texts) -> None:
    message = say("whisper.already_answered")
    at_work.shell.answer = lambda inbound: TurnResult((Whisper(message),))

    report = await at_work.sandbox.secretariat.command("/godkjent status Eksempel AS")

    note = await at_work.sandbox.secretariat.wait_for_ephemeral()
    assert report == {"acked": True}
    assert note.shown == texts.message(message)
    assert [each.event for each in at_work.shell.taken] == [
        SlashCommanded("status", "Eksempel AS", SIRI)
    ]


async def test_a_guests_command_is_answered_with_why_not(at_work: Office, texts: Texts) -> None:
    await at_work.sandbox.secretariat.command("/godkjent status Eksempel AS", by=GUEST)

    note = await at_work.sandbox.secretariat.wait_for_ephemeral(by=GUEST)
    assert note.shown == texts.mrkdwn("slack.denied.guest")
    assert at_work.shell.taken == []


async def test_a_button_of_an_older_version_is_explained(at_work: Office, texts: Texts) -> None:
    await at_work.client.chat_postMessage(
        channel="C0SANDBOX01",
        text="old",
        blocks=[
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "case.fly",
                        "text": {"type": "plain_text", "text": "Fly"},
                    }
                ],
            }
        ],
    )

    report = await at_work.sandbox.secretariat.press("Fly")

    note = await at_work.sandbox.secretariat.wait_for_ephemeral()
    assert report == {"acked": True}
    assert note.shown == texts.mrkdwn("slack.notice.stale")


async def test_two_presses_at_once_are_both_acknowledged(at_work: Office) -> None:
    await _card(at_work)
    people = at_work.sandbox.secretariat
    card = await people.card()

    reports = await asyncio.gather(
        people.press("Ta saken", by=SIRI.id, post=card),
        people.press("Ta saken", by=OLAV.id, post=card),
    )

    assert list(reports) == [{"acked": True}, {"acked": True}]
