"""Teaching through a real Socket Mode connection: presses, searches, submits and lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.channel import Sending
from bot.sandbox.client_secretariat import GUEST
from bot.slack import permission
from bot.slack.names import Field, LessonButton
from bot.slack.teaching import matching
from bot.slack.texts import Texts
from dialogs.lesson_events import Dismissed, Instructed, Revised
from dialogs.lessons import (
    ChangeEntry,
    ChangePhrasing,
    Lesson,
    NewAnswer,
    QuestionState,
    RemoveEntry,
    RemovePhrasing,
)
from knowledge.model import Entry, EntryKind, Taught
from tests.bot.slack.office import Office
from tests.bot.slack.samples import NOW, OLAV, SIRI
from tests.bot.slack.test_questions import ENTRY, QUESTION, WAY

NATIONAL_ID = "01017000027"
NEW: dict[str, object] = {
    Field.TITLE: "Gjelder det chat?",
    Field.NEW_ANSWER: "Nei.",
    Field.SOURCE: "Sekretariatet",
}
KNOWN = [("fee-first", "Hva koster første søknad?"), ("valid", "Hvor lenge gjelder det?")]


@pytest.fixture
async def teaching(at_work: Office) -> Office:
    """A question in the channel, and something that was taught before."""
    at_work.shell.questions[QUESTION.id] = QUESTION
    at_work.shell.learnt = Taught(2, (ENTRY,), (WAY,))
    at_work.shell.known = KNOWN
    await at_work.channel.put_question(QUESTION, None, Sending("question-3", 1))
    return at_work


def events(office: Office) -> list[object]:
    return [each.event for each in office.shell.taken]


async def test_a_new_answer_is_taught(teaching: Office) -> None:
    people = teaching.sandbox.secretariat
    await people.press(LessonButton.TEACH)

    report = await people.submit_modal(NEW)

    assert report == {"acked": True}
    new = NewAnswer("Gjelder det chat?", "Nei.", "Sekretariatet")
    assert events(teaching) == [Instructed(Lesson(3, QUESTION.text, "", new), SIRI)]


async def test_an_entry_is_searched_for_and_picked(teaching: Office) -> None:
    people = teaching.sandbox.secretariat
    await people.press(LessonButton.TEACH)

    assert await people.search_in_modal(Field.ENTRY, "") == [title for _, title in KNOWN]
    assert await people.search_in_modal(Field.ENTRY, "koster") == ["Hva koster første søknad?"]
    report = await people.submit_modal({Field.ENTRY: "fee-first", Field.WORDING: "Hva koster det"})

    assert report == {"acked": True}
    assert events(teaching) == [Instructed(Lesson(3, "Hva koster det", "fee-first"), SIRI)]


async def test_somebody_who_may_not_act_finds_nothing_and_teaches_nothing(
    teaching: Office, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permission, "REMEMBERED", 0.0)
    people = teaching.sandbox.secretariat
    await people.press(LessonButton.TEACH, by=GUEST)
    note = await people.wait_for_ephemeral(by=GUEST)
    assert note.shown == texts.mrkdwn("slack.denied.guest")
    assert await people.modal(by=GUEST) is None

    await people.press(LessonButton.TEACH)
    await people.change_user(SIRI.id, is_restricted=True)
    assert await people.search_in_modal(Field.ENTRY, "") == []
    await people.submit_modal(NEW)

    assert events(teaching) == []


@pytest.mark.parametrize(
    ("values", "field", "key"),
    [
        ({}, Field.ENTRY, "slack.error.entry_or_answer"),
        ({**NEW, Field.ENTRY: "valid"}, Field.ENTRY, "slack.error.entry_or_answer"),
        ({**NEW, Field.SOURCE: ""}, Field.SOURCE, "slack.error.text_missing"),
        ({**NEW, Field.WORDING: "Ring 95 98 25 40"}, Field.WORDING, "slack.error.personal"),
        ({**NEW, Field.WORDING: "kari@example.no?"}, Field.WORDING, "slack.error.personal"),
        ({**NEW, Field.WORDING: "?!"}, Field.WORDING, "slack.error.text_missing"),
        ({**NEW, Field.TITLE: f"Om {NATIONAL_ID}"}, Field.TITLE, "slack.error.national_id"),
        ({**NEW, Field.TITLE: "Ring 95982540"}, Field.TITLE, "slack.error.personal"),
        ({**NEW, Field.NEW_ANSWER: NATIONAL_ID}, Field.NEW_ANSWER, "slack.error.national_id"),
    ],
)
async def test_what_cannot_be_learnt_is_shown_beside_its_field(
    teaching: Office, texts: Texts, values: dict[str, object], field: Field, key: str
) -> None:
    people = teaching.sandbox.secretariat
    await people.press(LessonButton.TEACH)
    await people.search_in_modal(Field.ENTRY, "")

    report = await people.submit_modal(values)

    assert report["errors"] == {field: texts.plain(key)}
    assert events(teaching) == []


async def test_an_answer_may_name_the_secretariats_own_phone(teaching: Office) -> None:
    people = teaching.sandbox.secretariat
    await people.press(LessonButton.TEACH)

    report = await people.submit_modal({**NEW, Field.NEW_ANSWER: "Ring 95 98 25 40."})

    assert report == {"acked": True}


async def test_a_question_that_a_colleague_dealt_with_is_not_opened(
    teaching: Office, texts: Texts
) -> None:
    closed = replace(QUESTION, state=QuestionState.LEARNT, closed_by=OLAV, closed_at=NOW)
    teaching.shell.questions[QUESTION.id] = closed

    await teaching.sandbox.secretariat.press(LessonButton.TEACH)

    note = await teaching.sandbox.secretariat.wait_for_ephemeral()
    assert note.shown == texts.mrkdwn("slack.notice.answered", by=OLAV.name)


async def test_a_question_is_put_away(teaching: Office) -> None:
    await teaching.sandbox.secretariat.press(LessonButton.DISMISS)

    assert events(teaching) == [Dismissed(QUESTION.id, SIRI)]


async def test_the_queue_is_a_list_with_buttons(teaching: Office) -> None:
    people = teaching.sandbox.secretariat

    await people.command("/godkjent kø")
    listed = await people.wait_for_ephemeral(QUESTION.text)
    await people.press(LessonButton.TEACH, post=listed)

    assert await people.modal() is not None
    assert teaching.shell.taken == []


async def test_what_was_taught_is_changed_and_taken_back_from_its_list(teaching: Office) -> None:
    people = teaching.sandbox.secretariat
    await people.command("/godkjent lært")
    listed = await people.wait_for_ephemeral(ENTRY.title)

    await people.press(LessonButton.EDIT_ENTRY, post=listed)
    await people.submit_modal({Field.NEW_ANSWER: "Jo."})
    await people.press(LessonButton.EDIT_PHRASING, post=listed)
    await people.search_in_modal(Field.ENTRY, "lenge")
    await people.submit_modal({Field.WORDING: "Hvor lenge?", Field.ENTRY: "valid"})
    await people.press(LessonButton.REMOVE_ENTRY, post=listed)
    await people.press(LessonButton.REMOVE_PHRASING, post=listed)

    assert events(teaching) == [
        Revised(ChangeEntry(4, NewAnswer(ENTRY.title, "Jo.", ENTRY.source)), SIRI),
        Revised(ChangePhrasing(5, "Hvor lenge?", "valid"), SIRI),
        Revised(RemoveEntry(4), SIRI),
        Revised(RemovePhrasing(5), SIRI),
    ]


async def test_what_was_taken_back_meanwhile_is_not_opened(teaching: Office, texts: Texts) -> None:
    people = teaching.sandbox.secretariat
    await people.command("/godkjent lært")
    listed = await people.wait_for_ephemeral(ENTRY.title)
    teaching.shell.learnt = Taught(3)

    await people.press(LessonButton.EDIT_ENTRY, post=listed)

    note = await people.wait_for_ephemeral(after=listed.revision)
    assert note.shown == texts.mrkdwn("slack.notice.gone")


async def test_what_is_overdue_is_listed(teaching: Office) -> None:
    day = date(2026, 11, 1)
    teaching.shell.late = [Entry("fee-first", EntryKind.ANSWER, (), None, review_by=day)]

    await teaching.sandbox.secretariat.command("/godkjent frister")

    await teaching.sandbox.secretariat.wait_for_ephemeral("1. november 2026")


async def test_a_guest_sees_no_list(teaching: Office, texts: Texts) -> None:
    people = teaching.sandbox.secretariat

    await people.command("/godkjent kø", by=GUEST)

    note = await people.wait_for_ephemeral(by=GUEST)
    assert note.shown == texts.mrkdwn("slack.denied.guest")


def test_a_search_finds_words_in_any_order_and_what_is_nearly_typed() -> None:
    assert matching("søknad første", KNOWN) == [KNOWN[0]]
    assert matching("første søknda", KNOWN)[0] == KNOWN[0]
    assert matching("pizza i Tromsø", KNOWN) == []
