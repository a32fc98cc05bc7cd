"""One exchange: once, whole, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channel import Inbound
from dialogs import router
from dialogs.effects import (
    AllocateReference,
    EraseDrafts,
    FetchFile,
    ListCases,
    OpenDraft,
    OpenInquiry,
    RecogniseCentre,
    SearchRegister,
    Step,
    Tell,
    Toast,
)
from dialogs.events import (
    Action,
    CasesListed,
    CentreRecognised,
    Commanded,
    CommandName,
    Decided,
    DraftOpened,
    DraftsErased,
    Event,
    FileFetched,
    InquiryOpened,
    Op,
    Pressed,
    ReferenceAllocated,
    RegisterSearched,
    Said,
    TakeCase,
)
from dialogs.messages import say
from dialogs.state import (
    Answer,
    Attachment,
    CaseState,
    Decision,
    Found,
    Person,
    RemoteFile,
    State,
    Verdict,
)
from knowledge.model import Language
from storage.outbox_rows import OutboxRow
from tests.bot.stage import KARI, NOON, OLA, Stage, set_up
from tests.databases import statements

HELLO = Said("Hei", "1")
HELP = say("help.commands")


@pytest.fixture
async def stage(tmp_path: Path, kind: str) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, kind=kind) as stage:
        yield stage


def inbound(event: Event = HELLO, event_id: str = "e1") -> Inbound:
    return Inbound(event_id, event, KARI, Language.EN)


async def queued(stage: Stage) -> int:
    return await stage.database.read(lambda work: work.outbox.depth())


async def test_the_first_sight_of_a_chat_makes_its_conversation(stage: Stage) -> None:
    result = await stage.turn(inbound())
    conversation = await stage.database.read(lambda work: work.conversations.find(KARI))
    assert conversation is not None
    assert (conversation.language, result.language) == (Language.EN, Language.EN)


async def test_a_repeated_event_does_nothing(stage: Stage) -> None:
    stage.script.say(Said, Tell(KARI, HELP), Toast(HELP))

    first = await stage.turn(inbound())
    second = await stage.turn(inbound())

    assert (first.ephemerals, first.repeated) == ((Toast(HELP),), False)
    assert (second.ephemerals, second.repeated) == ((), True)
    assert await queued(stage) == 1


async def test_an_event_that_raises_leaves_nothing_and_can_come_again(stage: Stage) -> None:
    def fail(state: State, _event: Event) -> Step:
        raise LookupError

    stage.script.on(Said, fail)
    with pytest.raises(LookupError):
        await stage.turn(inbound())
    assert await stage.database.read(lambda work: work.conversations.find(KARI)) is None

    stage.script.say(Said, Tell(KARI, HELP))
    assert not (await stage.turn(inbound())).repeated
    assert await queued(stage) == 1


async def test_queries_are_answered_with_the_new_state_and_in_order(stage: Stage) -> None:
    states: list[State] = []

    def ask(state: State, _event: Event) -> Step:
        assert state.conversation is not None
        counted = replace(state.conversation, revision=1, dossier=77)
        queries = (
            OpenDraft(KARI),
            SearchRegister("Nordlys"),
            RecogniseCentre("Nordlys"),
            ListCases(KARI),
            AllocateReference(2026),
            OpenInquiry(KARI, "Hei"),
        )
        return Step(replace(state, conversation=counted), (Tell(KARI, HELP), *queries))

    def note(state: State, _event: Event) -> Step:
        states.append(state)
        return Step(state, (Toast(HELP),))

    stage.script.on(Said, ask)
    for kind in (
        DraftOpened,
        RegisterSearched,
        CentreRecognised,
        CasesListed,
        ReferenceAllocated,
        InquiryOpened,
    ):
        stage.script.on(kind, note)
    result = await stage.turn(inbound())

    _, opened, searched, recognised, listed, allocated, inquiry = stage.script.seen
    assert isinstance(opened, DraftOpened)
    assert isinstance(searched, RegisterSearched)
    assert searched.result.found is Found.CANNOT_CONFIRM
    assert recognised == CentreRecognised("Nordlys", "", None)
    assert isinstance(listed, CasesListed)
    assert [case.dossier for case in listed.cases] == [opened.dossier.id]
    assert isinstance(allocated, ReferenceAllocated)
    assert allocated.reference == "GC-2026-0001"
    assert inquiry == InquiryOpened(1)
    assert {state.conversation.dossier for state in states if state.conversation} == {77}
    assert len(result.ephemerals) == 6
    assert await queued(stage) == 1


async def test_a_core_that_asks_without_end_is_stopped(stage: Stage) -> None:
    stage.script.say(Said, ListCases(KARI))
    stage.script.say(CasesListed, ListCases(KARI))
    with pytest.raises(RuntimeError, match="without end"):
        await stage.turn(inbound())


async def test_an_erased_draft_is_not_handed_to_the_core_again(stage: Stage) -> None:
    seen: list[State] = []

    def note(state: State, _event: Event) -> Step:
        seen.append(state)
        return Step(state)

    draft, _ = await stage.database.turn(lambda work: work.dossiers.open_draft(KARI, "t", NOON))
    stage.script.say(Pressed, EraseDrafts(KARI))
    stage.script.on(DraftsErased, note)
    await stage.turn(inbound(Pressed(Action(Op.DELETE, dossier=draft.id), "1")))

    assert seen[0].dossier is None
    assert stage.script.seen[-1] == DraftsErased(1, 0)


# --- which dossier -------------------------------------------------------------------------------


async def test_an_event_that_names_a_dossier_gets_it(stage: Stage) -> None:
    mine, _ = await stage.database.turn(lambda work: work.dossiers.open_draft(KARI, "t", NOON))
    theirs, _ = await stage.database.turn(lambda work: work.dossiers.open_draft(OLA, "t", NOON))
    given: list[int | None] = []

    def note(state: State, _event: Event) -> Step:
        given.append(state.dossier.id if state.dossier else None)
        return Step(state)

    for kind in (Pressed, Decided, FileFetched, Said):
        stage.script.on(kind, note)
    file = Attachment("u", "a.pdf", "application/pdf", 1, "0" * 64)
    by = Person("U1", "Siri Test")
    await stage.turn(inbound(Pressed(Action(Op.SKIP, dossier=mine.id), "1"), "e1"))
    await stage.turn(inbound(Pressed(Action(Op.SKIP, dossier=theirs.id), "1"), "e2"))
    await stage.turn(inbound(Pressed(None, "1"), "e3"))
    await stage.turn(inbound(FileFetched(mine.id, "C1", file), "e4"))
    await stage.turn(Inbound("e5", Decided(theirs.id, TakeCase(), by, 0)))
    await stage.turn(inbound(Said("Hei", "1"), "e6"))

    assert given == [mine.id, None, None, mine.id, theirs.id, None]


async def test_an_approval_is_projected_into_the_register_and_an_undone_one_is_not(
    stage: Stage,
) -> None:
    draft, _ = await stage.database.turn(lambda work: work.dossiers.open_draft(KARI, "t", NOON))
    by = Person("U1", "Siri Test")
    today = NOON.date()
    decision = Decision(Verdict.APPROVED, today, by, "", today, today)
    named = {"A2": Answer("Fjordlyd AS", NOON)}

    def approve(state: State, _event: Event) -> Step:
        assert state.dossier is not None
        changes = {"state": CaseState.APPROVED, "decision": decision, "answers": named}
        revision = state.dossier.revision + 1
        return Step(State(dossier=replace(state.dossier, revision=revision, **changes)))  # type: ignore[arg-type]

    def undo(state: State, _event: Event) -> Step:
        assert state.dossier is not None
        revision = state.dossier.revision + 1
        undone = replace(state.dossier, revision=revision, state=CaseState.IN_REVIEW, decision=None)
        return Step(State(dossier=undone))

    stage.script.on(Decided, approve)
    await stage.turn(Inbound("e1", Decided(draft.id, TakeCase(), by, 0)))
    listed = await stage.database.read(lambda work: work.register.export())
    stage.script.on(Decided, undo)
    await stage.turn(Inbound("e2", Decided(draft.id, TakeCase(), by, 1)))

    assert [entry.name for entry in listed] == ["Fjordlyd AS"]
    assert await stage.database.read(lambda work: work.register.export()) == ()


# --- what follows --------------------------------------------------------------------------------


async def test_rows_at_the_head_of_their_lane_are_handed_over_leased(stage: Stage) -> None:
    handed: list[OutboxRow] = []
    stage.turn.hand_to(handed.extend)
    fetch = FetchFile(KARI, 1, "C1", "u1", RemoteFile("id", "u1", "a.pdf"))
    stage.script.say(Said, Tell(KARI, HELP), fetch, Tell(KARI, HELP))

    await stage.turn(inbound())

    assert [(row.kind, row.leased_until is not None) for row in handed] == [
        ("Tell", True),
        ("FetchFile", True),
        ("Tell", False),
    ]


async def test_turns_of_one_chat_keep_their_order(stage: Stage) -> None:
    order: list[str] = []

    def note(state: State, event: Event) -> Step:
        assert isinstance(event, Said)
        order.append(event.text)
        return Step(state)

    stage.script.on(Said, note)
    await asyncio.gather(
        *(stage.turn(inbound(Said(str(number), "1"), f"e{number}")) for number in range(20))
    )

    assert order == [str(number) for number in range(20)]


async def test_a_short_answer_takes_few_statements(tmp_path: Path, kind: str) -> None:
    async with set_up(tmp_path, router.step, kind) as stage:

        async def take(event_id: str, event: Event) -> None:
            await stage.turn(Inbound(event_id, event, KARI, Language.NB))

        await take("e1", Commanded(CommandName.APPLY))
        await take("e2", Pressed(Action(Op.BEGIN, dossier=1, revision=0), "1"))
        await stage.database.turn(lambda work: work.conversations.show(KARI, "10"))
        with statements(stage.database) as run:
            await take("e3", Pressed(Action(Op.ANSWER, "A1.first", 1, 0), "10"))
        dossier = await stage.database.read(lambda work: work.dossiers.load(1))

    assert dossier is not None
    assert dossier.answers["A1"].value == "first"
    # BEGIN, the event, three looks, three changes, the row to send. On PostgreSQL the driver says
    # BEGIN itself, and the end of the lane is locked.
    assert len(run) == 9, run
