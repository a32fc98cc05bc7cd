"""Presses and commands through a real Socket Mode connection to a sandbox."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.channel import Sending, TurnResult
from bot.sandbox.slack import socket_mode
from bot.slack import desk as room
from bot.slack.texts import Texts
from dialogs.effects import Whisper
from dialogs.events import Decided, SlashCommanded, TakeCase
from dialogs.messages import say
from dialogs.state import CaseState, Dossier
from tests.bot.slack.office import CHANGED, Office
from tests.bot.slack.samples import NOW, OLAV, SIRI, inquiry, moved_on
from tests.facts import until

GUEST, STRANGER = "U0SANDGJES1", "U0SANDANNE1"


async def test_a_press_is_acknowledged_after_its_turn(at_work: Office) -> None:
    await at_work.post_card()

    report = await at_work.sandbox.secretariat.press("Ta saken")

    assert report == {"acked": True}
    assert [each.event for each in at_work.shell.taken] == [Decided(7, TakeCase(), SIRI, 1)]


async def test_a_press_delivered_twice_is_one_act(at_work: Office) -> None:
    await at_work.post_card()

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
    await at_work.post_card()

    report = await at_work.sandbox.secretariat.press("Ta saken", by=by)

    note = await at_work.sandbox.secretariat.wait_for_ephemeral(by=by)
    assert report == {"acked": True}
    assert note.shown == texts.mrkdwn(key)
    assert at_work.shell.taken == []


async def test_the_slower_of_two_colleagues_gets_a_note(at_work: Office, texts: Texts) -> None:
    case = await at_work.post_card()
    people = at_work.sandbox.secretariat
    card = await people.card()

    await people.press("Ta saken", by=SIRI.id, post=card)
    at_work.shell.dossiers[case.id] = moved_on(case, CaseState.IN_REVIEW)
    await people.press("Ta saken", by=OLAV.id, post=card)

    note = await people.wait_for_ephemeral(by=OLAV.id)
    assert note.shown == texts.message(CHANGED)
    assert [each.event for each in at_work.shell.taken] == [Decided(7, TakeCase(), SIRI, 1)]


async def test_a_turn_that_hangs_is_not_acknowledged(
    at_work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "TURN_SECONDS", 0.05)
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.5)
    await at_work.post_card()
    at_work.shell.seconds = 60.0

    report = await at_work.sandbox.secretariat.press("Ta saken")

    assert report["acked"] is False
    assert at_work.shell.taken == []


async def test_a_turn_that_raises_is_not_acknowledged_and_its_words_are_not_logged(
    at_work: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.5)

    def fail(_: object) -> TurnResult:
        raise LookupError("hemmelig innhold")

    at_work.shell.answer = fail
    await at_work.post_card()

    report = await at_work.sandbox.secretariat.press("Ta saken")

    assert report["acked"] is False
    await until(lambda: "LookupError" in caplog.text)
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


@pytest.mark.parametrize(
    "since",
    [
        lambda case: replace(case, state=CaseState.WITHDRAWN),  # as an older program counted
        lambda case: moved_on(case, CaseState.CHANGES_MADE),
    ],
    ids=["the case no longer allows it", "the card shows an older version"],
)
async def test_a_form_is_not_opened_from_an_outdated_card(
    at_work: Office, texts: Texts, since: Callable[[Dossier], Dossier]
) -> None:
    case = await at_work.post_card()
    at_work.shell.dossiers[case.id] = since(case)
    people = at_work.sandbox.secretariat

    await people.press("Be om mer")

    note = await people.wait_for_ephemeral()
    assert note.shown == texts.mrkdwn("slack.notice.stale")
    assert at_work.shell.refreshed == [case.id]
    assert await people.modal() is None


async def test_a_form_opens_although_the_applicant_has_answered_something_since(
    at_work: Office,
) -> None:
    case = await at_work.post_card()
    at_work.shell.dossiers[case.id] = replace(case, revision=case.revision + 1)

    await at_work.sandbox.secretariat.press("Be om mer")

    assert await at_work.sandbox.secretariat.modal() is not None


async def test_a_form_of_a_deleted_case_is_not_opened(at_work: Office, texts: Texts) -> None:
    case = await at_work.post_card()
    del at_work.shell.dossiers[case.id]

    await at_work.sandbox.secretariat.press("Gebyret er betalt")

    note = await at_work.sandbox.secretariat.wait_for_ephemeral()
    assert note.shown == texts.mrkdwn("slack.notice.gone")


async def test_a_modal_that_slack_will_not_open_is_explained(at_work: Office, texts: Texts) -> None:
    await at_work.post_card()
    await at_work.sandbox.fault("views.open", "500")

    report = await at_work.sandbox.secretariat.press("Gebyret er betalt")

    note = await at_work.sandbox.secretariat.wait_for_ephemeral()
    assert report == {"acked": True}
    assert note.shown == texts.mrkdwn("slack.notice.try_again")


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


async def test_an_answer_about_a_case_links_to_its_card(at_work: Office) -> None:
    case = await at_work.post_card()
    about = ((case.id, "GC-2026-0001"), (99, "GC-2026-0002"))
    message = say("whisper.already_answered")
    at_work.shell.answer = lambda inbound: TurnResult((Whisper(message, about=about),))

    await at_work.sandbox.secretariat.command("/godkjent status GC-2026-0001")

    note = await at_work.sandbox.secretariat.wait_for_ephemeral()
    channel, _, ts = at_work.shell.cards[case.id].partition("/")
    link = f"https://sandbox.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    assert f"Kort: <{link}|GC-2026-0001>" in note.shown
    assert "GC-2026-0002" not in note.shown


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
    await at_work.post_card()
    people = at_work.sandbox.secretariat
    card = await people.card()

    reports = await asyncio.gather(
        people.press("Ta saken", by=SIRI.id, post=card),
        people.press("Ta saken", by=OLAV.id, post=card),
    )

    assert list(reports) == [{"acked": True}, {"acked": True}]


async def test_a_lost_whisper_stops_nothing(at_work: Office) -> None:
    await at_work.post_card()
    await at_work.sandbox.fault("chat.postEphemeral", "500")
    at_work.shell.answer = lambda inbound: TurnResult((Whisper(CHANGED),))

    report = await at_work.sandbox.secretariat.press("Ta saken")

    assert report == {"acked": True}
    assert len(at_work.shell.taken) == 1
