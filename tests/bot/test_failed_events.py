"""An event that cannot be taken: its attempts are counted, then it is set aside and told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channel import Inbound
from bot.turn import COUNTED_AT_START, Turn
from dialogs.effects import (
    Step,
)
from dialogs.events import (
    Event,
    Said,
    UpdateSetAside,
)
from dialogs.messages import say
from dialogs.state import (
    State,
)
from knowledge.model import Language
from storage.errors import DatabaseAwayError
from tests.bot.stage import KARI, Stage, set_up
from tests.databases import statements
from tests.dialogs.content import SmallKnowledge

HELLO = Said("Hei", "1")
HELP = say("help.commands")


@pytest.fixture
async def stage(tmp_path: Path, kind: str) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, kind=kind) as stage:
        yield stage


def inbound(event: Event = HELLO, event_id: str = "e1") -> Inbound:
    return Inbound(event_id, event, KARI, Language.EN)


async def test_an_event_that_is_set_aside_is_filed_without_its_text_and_told(stage: Stage) -> None:
    secret = "hemmelig 123"
    event = inbound(Said(secret, "1"))
    await stage.turn.count_attempt("e1")

    reference = await stage.turn.set_aside(event, LookupError(secret))

    (failed,) = await stage.database.read(lambda work: work.set_aside.all())
    assert (failed.event_id, failed.reference, failed.error) == ("e1", reference, "LookupError")
    assert stage.script.seen == [UpdateSetAside(reference)]
    assert (await stage.turn(event)).repeated


async def test_setting_an_event_aside_again_gives_the_same_reference(stage: Stage) -> None:
    first = await stage.turn.set_aside(inbound(), LookupError())
    again = await stage.turn.set_aside(inbound(), LookupError())
    assert first == again
    assert len(stage.script.seen) == 1


async def test_an_event_is_set_aside_even_if_its_chat_cannot_be_told(stage: Stage) -> None:
    def fail(state: State, _event: Event) -> Step:
        raise LookupError

    stage.script.on(UpdateSetAside, fail)
    reference = await stage.turn.set_aside(inbound(), ValueError())
    (failed,) = await stage.database.read(lambda work: work.set_aside.all())
    assert failed.reference == reference


async def test_attempts_are_counted_across_restarts(stage: Stage) -> None:
    counts = [await stage.turn.count_attempt("e1") for _ in range(2)]
    started_again = Turn(stage.database, SmallKnowledge(), stage.clock, stage.script)
    counts.append(await started_again.count_attempt("e1"))
    assert counts == [1, 2, 3]


async def test_an_event_that_an_earlier_process_did_not_survive_is_known_as_such(
    stage: Stage,
) -> None:
    await stage.turn.count_attempt("e1")
    assert not await stage.turn.was_begun("e1"), "it is this process that is at it"
    started_again = Turn(stage.database, SmallKnowledge(), stage.clock, stage.script)
    assert await started_again.was_begun("e1")
    assert not await started_again.was_begun("e2")


async def test_an_event_that_was_taken_is_no_attempt(stage: Stage) -> None:
    await stage.turn(inbound())
    assert await stage.turn.count_attempt("e1") == 0


async def test_long_after_a_start_only_second_attempts_are_written_down(stage: Stage) -> None:
    for number in range(COUNTED_AT_START):
        await stage.turn.count_attempt(f"old{number}")
    with statements(stage.database) as run:
        first = await stage.turn.count_attempt("e1")
        silent = list(run)
        second = await stage.turn.count_attempt("e1")
    assert (first, second) == (1, 2)
    assert silent == []
    assert run != []


async def test_a_database_that_is_away_is_no_attempt(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> int:
        raise DatabaseAwayError

    async def attempt() -> None:
        await stage.turn.count_attempt("e1")
        await stage.turn(inbound())

    for trouble in ("storage.set_aside.SetAside.count_attempt", "storage.journal.Journal.record"):
        with monkeypatch.context() as outage:
            outage.setattr(trouble, away)
            for _ in range(4):
                with pytest.raises(DatabaseAwayError):
                    await attempt()
    assert await stage.turn.count_attempt("e1") == 1
