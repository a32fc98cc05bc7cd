"""Each durable effect: what its channel gets, and what is stored when it worked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channel import FileTooLargeError, RefusedError
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
from dialogs.events import Event, FileFetched, FileRefused, Refusal
from dialogs.messages import say
from dialogs.state import Answer, Attachment, CaseState, RemoteFile, State
from knowledge.model import Language
from storage.outbox_rows import RowStatus
from storage.work import Work
from tests.bot.stage import KARI, NOON, PDF, Stage, delivering, set_up

HELP = say("help.commands")
HELLO = say("start.hello")


@pytest.fixture
async def stage(tmp_path: Path, kind: str) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, kind=kind) as stage:
        yield stage


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
        await stage.until(lambda: stage.slack.held)  # the content is read, the sending hangs
        await stage.send(RefreshCard(case))
        stage.slack.gate.set()
        await stage.drained()
    assert [card for _, card in stage.slack.cards] == [None, "C1:1.1"]


async def test_a_card_that_is_set_aside_holds_its_thread_until_it_is_sent_again(
    stage: Stage,
) -> None:
    case = await a_case(stage)
    stage.slack.troubles = [RefusedError("channel_not_found")]
    async with delivering(stage) as looking:
        await stage.send(RefreshCard(case), PostToThread(case, HELP))
        await stage.until_stored(lambda work: work.outbox.put_aside())
        await looking.has_looked()
        assert await stage.tries() == [0]
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
