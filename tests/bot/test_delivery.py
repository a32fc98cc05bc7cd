"""Delivery: in order, at least once, later when it has to be, and never silently not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channel import FileTooLargeError, RefusedError, TryLaterError
from bot.courier import MAX_ATTEMPTS
from dialogs.effects import (
    SCREEN,
    DeleteMessage,
    FetchFile,
    PostAttachment,
    PostDossier,
    PostToThread,
    RefreshCard,
    RefreshInquiry,
    SendCopy,
    Step,
    Tell,
)
from dialogs.events import Blocked, Event, FileFetched, FileRefused, Refusal, UpdateSetAside
from dialogs.messages import say
from dialogs.state import Answer, Attachment, CaseState, RemoteFile, State
from knowledge.model import Language
from storage.outbox_rows import RowStatus
from storage.work import Work
from tests.bot.stage import KARI, NOON, OLA, PDF, Stage, set_up

HELP = say("help.commands")
HELLO = say("start.hello")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with set_up(tmp_path) as stage:
        yield stage


@asynccontextmanager
async def delivering(stage: Stage, **how: float) -> AsyncIterator[None]:
    delivery = stage.delivery(**how)
    await delivery.start()
    try:
        yield
    finally:
        await delivery.stop()


async def aside(stage: Stage) -> list[tuple[str, RowStatus, str]]:
    rows = await stage.database.read(lambda work: work.outbox.put_aside())
    return [(row.kind, row.status, row.last_error) for row in rows]


# --- order and hand-over -------------------------------------------------------------------------


async def test_a_turns_row_goes_out_at_once_without_looking(stage: Stage) -> None:
    async with delivering(stage, look_seconds=60.0):
        await stage.send(Tell(KARI, HELLO), Tell(KARI, HELP))
        await stage.drained()
    assert stage.telegram.keys == [HELLO.key, HELP.key]
    assert [attempt for _, attempt in stage.telegram.attempts] == [1, 1]


async def test_rows_from_elsewhere_are_found_by_looking(stage: Stage) -> None:
    await stage.send(Tell(KARI, HELLO))
    async with delivering(stage):
        await stage.drained()
    assert stage.telegram.keys == [HELLO.key]


async def test_one_chat_that_hangs_does_not_hold_up_another(stage: Stage) -> None:
    stage.telegram.gate = asyncio.Event()
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO))
        await stage.until(lambda: stage.telegram.attempts)
        gate, stage.telegram.gate = stage.telegram.gate, None
        await stage.send(Tell(OLA, HELP), to=OLA)
        await stage.until(lambda: stage.telegram.keys == [HELP.key])
        gate.set()
        await stage.drained()
    assert stage.telegram.keys == [HELP.key, HELLO.key]


async def test_more_lanes_than_there_is_room_for_all_get_their_turn(stage: Stage) -> None:
    chats = [replace(KARI, chat=str(number)) for number in range(12)]
    async with delivering(stage, lanes=2, look_seconds=60.0):
        await stage.send(*(Tell(chat, HELLO) for chat in chats))
        await stage.drained()
    assert sorted(chat for chat, *_ in stage.telegram.told) == sorted(each.chat for each in chats)


async def test_a_row_that_waited_out_its_lease_is_still_sent_once(stage: Stage) -> None:
    stage.telegram.gate = asyncio.Event()
    async with delivering(stage, lanes=1):
        await stage.send(Tell(KARI, HELLO), Tell(OLA, HELP))
        await stage.until(lambda: stage.telegram.attempts)
        stage.clock.move(60)  # the second row has too little left of its lease
        stage.telegram.gate.set()
        await stage.drained()
    assert stage.telegram.keys == [HELLO.key, HELP.key]
    assert {attempt for _, attempt in stage.telegram.attempts} == {1}


# --- crashes -------------------------------------------------------------------------------------


async def test_a_crash_between_sending_and_closing_sends_again_under_the_same_key(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        delivery = stage.delivery()
        await delivery.start()

        def crash(*_: object) -> None:
            raise OSError

        broken.setattr("storage.outbox.Outbox.close", crash)
        await stage.send(Tell(KARI, HELLO))
        await stage.until(lambda: stage.telegram.told)
        await delivery.stop()
    assert await stage.database.read(lambda work: work.outbox.depth()) == 1

    async with delivering(stage):  # alone, so it need not wait for the lease to end
        await stage.drained()

    (first, second) = stage.telegram.attempts
    assert (first[0], first[1], second[1]) == (second[0], 1, 2)


async def test_stopping_finishes_what_is_in_flight_and_gives_the_rest_back(stage: Stage) -> None:
    stage.telegram.gate = asyncio.Event()
    delivery = stage.delivery(lanes=1)
    await delivery.start()
    await stage.send(Tell(KARI, HELLO), Tell(KARI, HELP), Tell(OLA, HELP))
    await stage.until(lambda: stage.telegram.attempts)

    stopping = asyncio.create_task(delivery.stop())
    await asyncio.sleep(0.02)
    stage.telegram.gate.set()
    await stopping

    assert stage.telegram.keys == [HELLO.key]
    rows = await stage.database.turn(lambda work: work.outbox.claim(NOON, NOON, 10))
    assert [(row.lane, row.attempts) for row in rows] == [
        ("chat:telegram:1001", 1),
        ("chat:telegram:1002", 1),
    ]


# --- trouble -------------------------------------------------------------------------------------


async def test_what_cannot_be_taken_now_is_tried_later_in_order(stage: Stage) -> None:
    stage.telegram.troubles = [TryLaterError("too many requests", seconds=30)]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO), Tell(KARI, HELP))
        await stage.until(lambda: stage.telegram.attempts)
        stage.clock.move(29)
        await asyncio.sleep(0.05)
        assert stage.telegram.keys == []
        stage.clock.move(2)
        await stage.drained()
    assert stage.telegram.keys == [HELLO.key, HELP.key]


async def test_a_flood_of_everybody_pauses_the_whole_channel_and_counts_for_nobody(
    stage: Stage,
) -> None:
    stage.telegram.troubles = [TryLaterError("flood", seconds=30, everybody=True)]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO))
        await stage.until(lambda: not stage.telegram.troubles)
        await stage.send(Tell(OLA, HELP), to=OLA)
        await asyncio.sleep(0.05)
        assert stage.telegram.keys == []
        stage.clock.move(31)
        await stage.drained()
    assert sorted(stage.telegram.keys) == sorted([HELLO.key, HELP.key])
    assert {attempt for _, attempt in stage.telegram.attempts} == {1}


async def test_after_the_last_try_a_row_is_set_aside_and_the_lane_goes_on(stage: Stage) -> None:
    stage.telegram.troubles = [TryLaterError("no network") for _ in range(MAX_ATTEMPTS)]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO), Tell(KARI, HELP))
        async with asyncio.timeout(20):
            while stage.telegram.troubles:
                if not await stage.database.read(_in_flight):
                    stage.clock.move(1000)
                await asyncio.sleep(0.02)
        await stage.drained()
    assert stage.telegram.keys == [HELP.key]
    assert await aside(stage) == [("Tell", RowStatus.SET_ASIDE, "no network")]


def _in_flight(work: Work) -> bool:
    query = "SELECT count(*) FROM outbox WHERE leased_until IS NOT NULL"
    return bool(work._connection.exec_driver_sql(query).scalar())


async def test_what_is_refused_is_set_aside_at_once(stage: Stage) -> None:
    stage.telegram.troubles = [RefusedError("message is too long")]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO), Tell(KARI, HELP))
        await stage.drained()
    assert stage.telegram.keys == [HELP.key]
    assert await aside(stage) == [("Tell", RowStatus.SET_ASIDE, "message is too long")]


async def test_a_chat_that_is_gone_becomes_an_event(stage: Stage) -> None:
    stage.telegram.troubles = [RefusedError("blocked", gone=True)]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO))
        await stage.drained()
    assert stage.script.seen[-1] == Blocked()


async def test_a_text_that_cannot_be_rendered_is_set_aside_and_told_with_a_reference(
    stage: Stage,
) -> None:
    stage.script.say(UpdateSetAside, Tell(KARI, HELP))
    stage.telegram.troubles = [KeyError("no such key")]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO))
        await stage.drained()
    told = stage.script.seen[-1]
    assert isinstance(told, UpdateSetAside)
    assert stage.telegram.keys == [HELP.key]
    assert await aside(stage) == [("Tell", RowStatus.SET_ASIDE, f"{told.reference} KeyError")]


async def test_an_apology_that_cannot_be_rendered_ends_there(stage: Stage) -> None:
    stage.script.say(UpdateSetAside, Tell(KARI, HELP))
    stage.telegram.troubles = [KeyError("x"), KeyError("y")]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO))
        await stage.drained()
    assert stage.telegram.told == []
    assert len(await aside(stage)) == 2


async def test_a_row_of_another_version_is_set_aside(stage: Stage) -> None:
    await stage.send(Tell(KARI, HELLO))
    (row,) = await stage.database.turn(lambda work: work.outbox.claim(NOON, NOON, 1))
    await stage.database.turn(lambda work: _rename(work, row.id))
    async with delivering(stage):
        await stage.drained()
    assert await aside(stage) == [("Fax", RowStatus.SET_ASIDE, "unreadable")]


def _rename(work: Work, row: int) -> None:
    work._connection.exec_driver_sql(
        "UPDATE outbox SET kind = 'Fax', leased_until = NULL WHERE id = ?", (row,)
    )


# --- messages ------------------------------------------------------------------------------------


async def test_a_new_screen_is_remembered_and_the_buttons_before_it_are_dropped(
    stage: Stage,
) -> None:
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO, screen=True))
        await stage.send(Tell(KARI, HELP))  # without buttons: the screen stays
        await stage.send(Tell(KARI, HELLO, screen=True))
        await stage.send(Tell(KARI, HELP, edit=SCREEN, screen=True))
        await stage.drained()
        await stage.until(lambda: stage.telegram.dropped)
    conversation = await stage.database.read(lambda work: work.conversations.find(KARI))
    assert conversation is not None
    assert conversation.screen == "m3"
    assert stage.telegram.dropped == ["m1"]
    assert [edit for _, _, edit, _ in stage.telegram.told] == [None, None, None, "m3"]


async def test_a_message_is_told_in_the_language_of_its_chat_now(stage: Stage) -> None:
    def switch(work: Work) -> None:
        loaded = work.conversations.load(KARI)
        work.conversations.save(replace(loaded, revision=loaded.revision + 1, language=Language.NN))

    await stage.send(Tell(KARI, HELLO))
    await stage.database.turn(switch)
    async with delivering(stage):
        await stage.drained()
    assert [language for *_, language in stage.telegram.told] == [Language.NN]


async def test_a_message_of_the_applicants_is_deleted(stage: Stage) -> None:
    async with delivering(stage):
        await stage.send(DeleteMessage(KARI, "9"))
        await stage.drained()
    assert stage.telegram.dropped == ["deleted 9"]


# --- files ---------------------------------------------------------------------------------------


async def draft_with_file(stage: Stage) -> FetchFile:
    draft, _ = await stage.database.turn(lambda work: work.dossiers.open_draft(KARI, "t", NOON))
    return FetchFile(KARI, draft.id, "C1", "u1", RemoteFile("id", "u1", "skatt.pdf"))


def keep_file(stage: Stage) -> None:
    def keep(state: State, event: Event) -> Step:
        assert isinstance(event, FileFetched)
        assert state.dossier is not None
        answers = {event.item: Answer("", NOON, files=(event.file,))}
        revision = state.dossier.revision + 1
        kept = replace(state.dossier, answers=answers, revision=revision)
        return Step(State(state.conversation, kept), (Tell(KARI, HELP),))

    stage.script.on(FileFetched, keep)


async def test_a_fetched_file_is_stored_in_the_transaction_of_its_turn(stage: Stage) -> None:
    fetch = await draft_with_file(stage)
    keep_file(stage)
    async with delivering(stage, look_seconds=60.0):
        await stage.send(fetch)
        await stage.until(lambda: stage.telegram.told)
        await stage.drained()
    dossier = await stage.database.read(lambda work: work.dossiers.load(fetch.dossier))
    assert dossier is not None
    (file,) = dossier.answers["C1"].files
    assert (file.name, file.size, file.media_type) == ("skatt.pdf", len(PDF), "application/pdf")
    assert await stage.database.read(lambda work: work.files.read(file.sha256)) == PDF


async def test_a_file_that_the_core_has_no_use_for_is_not_kept(stage: Stage) -> None:
    fetch = await draft_with_file(stage)
    async with delivering(stage):
        await stage.send(fetch)
        await stage.drained()
    event = stage.script.seen[-1]
    assert isinstance(event, FileFetched)
    with pytest.raises(KeyError):
        await stage.database.read(lambda work: work.files.read(event.file.sha256))


@pytest.mark.parametrize(
    ("trouble", "content", "reason"),
    [
        (FileTooLargeError(), PDF, Refusal.TOO_LARGE),
        (RefusedError("file is gone"), PDF, Refusal.UNAVAILABLE),
        (KeyError("a mistake of ours"), PDF, Refusal.UNAVAILABLE),
        (None, b"", Refusal.EMPTY),
    ],
)
async def test_a_file_that_cannot_be_had_is_refused(
    stage: Stage, trouble: Exception | None, content: bytes, reason: Refusal
) -> None:
    fetch = await draft_with_file(stage)
    stage.telegram.troubles = [trouble] if trouble else []
    stage.telegram.content = content
    async with delivering(stage):
        await stage.send(fetch)
        await stage.drained()
    assert stage.script.seen[-1] == FileRefused(fetch.dossier, "C1", "u1", "skatt.pdf", reason)


async def test_a_file_of_a_deleted_draft_is_not_fetched(stage: Stage) -> None:
    fetch = await draft_with_file(stage)
    await stage.send(fetch)
    await stage.database.turn(lambda work: work.dossiers.erase_drafts(KARI))
    async with delivering(stage):
        await stage.drained()
    assert not any(isinstance(event, FileFetched | FileRefused) for event in stage.script.seen)


# --- the secretariat -----------------------------------------------------------------------------


async def a_case(stage: Stage) -> int:
    def make(work: Work) -> int:
        draft, _ = work.dossiers.open_draft(KARI, "t", NOON)
        digest = work.files.put(PDF, NOON)
        file = Attachment("u1", "x.pdf", "application/pdf", len(PDF), digest)
        answers = {
            "A2": Answer("Eksempel AS", NOON),
            "C1": Answer("", NOON, files=(file,)),
        }
        case = replace(
            draft,
            revision=1,
            state=CaseState.SUBMITTED,
            reference="GC-2026-0001",
            answers=answers,
        )
        work.dossiers.save(case)
        return case.id

    return await stage.database.turn(make)


async def test_a_case_goes_into_one_thread_in_order(stage: Stage) -> None:
    case = await a_case(stage)
    async with delivering(stage):
        await stage.send(
            RefreshCard(case),
            PostDossier(case, 1),
            PostAttachment(case, "C1", "u1"),
            PostToThread(case, HELP),
            RefreshCard(case),
            SendCopy(KARI, case),
        )
        await stage.drained()
    assert stage.slack.thread == [
        "C1:1.1 GC-2026-0001_soknad.pdf",
        "C1:1.1 GC-2026-0001_C1_skatteattest.pdf",
        "C1:1.1 help.commands",
    ]
    assert stage.slack.cards[0][1] is None
    assert [parcel.name for parcel in stage.telegram.files] == ["GC-2026-0001_soknad.pdf"]


async def test_edits_of_a_card_that_wait_together_are_one(stage: Stage) -> None:
    case = await a_case(stage)
    await stage.send(*(RefreshCard(case) for _ in range(10)))
    async with delivering(stage):
        await stage.drained()
    assert len(stage.slack.cards) == 1


async def test_an_edit_that_is_asked_for_while_the_card_is_sent_is_not_lost(stage: Stage) -> None:
    case = await a_case(stage)
    stage.slack.gate = asyncio.Event()
    async with delivering(stage):
        await stage.send(RefreshCard(case))
        await asyncio.sleep(0.1)  # the content is read, the sending hangs
        await stage.send(RefreshCard(case))
        stage.slack.gate.set()
        await stage.drained()
    assert [card for _, card in stage.slack.cards] == [None, "C1:1.1"]


async def test_a_card_that_is_set_aside_holds_its_thread_until_it_is_sent_again(
    stage: Stage,
) -> None:
    case = await a_case(stage)
    stage.slack.troubles = [RefusedError("channel_not_found")]
    async with delivering(stage):
        await stage.send(RefreshCard(case), PostToThread(case, HELP))
        async with asyncio.timeout(10):
            while not await aside(stage):
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        assert stage.slack.thread == []
        (row,) = await stage.database.read(lambda work: work.outbox.put_aside())
        assert row.status is RowStatus.HOLDING
        await stage.database.turn(lambda work: work.outbox.send_again(row.id, NOON))
        await stage.drained()
    assert stage.slack.thread == ["C1:1.1 help.commands"]


async def test_an_inquiry_is_posted_once_and_then_edited(stage: Stage) -> None:
    case = await a_case(stage)
    number = await stage.database.turn(lambda work: work.inquiries.open(KARI, "Hei?", case, NOON))
    async with delivering(stage):
        await stage.send(RefreshInquiry(number))
        await stage.drained()
        await stage.send(RefreshInquiry(number), RefreshInquiry(404))
        await stage.drained()
    assert [(each.asker_name, each.reference, post) for each, post in stage.slack.inquiries] == [
        ("Eksempel AS", "GC-2026-0001", None),
        ("Eksempel AS", "GC-2026-0001", "C1:2.2"),
    ]
