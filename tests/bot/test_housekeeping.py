"""What is old goes, what may be needed stays, and the database stays as large as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channel import RefusedError
from bot.clock import PURGE, TimerClock
from bot.housekeeping import (
    BATCH,
    CLOSED_KEPT,
    EVERY,
    FAILED_KEPT,
    JOURNAL_KEPT,
    TALLY_KEPT,
    UNSENT_KEPT,
    WAITS,
    tidy,
)
from dialogs.effects import RefreshCard, Tell
from dialogs.lessons import Cause, Outcome, Waiting
from dialogs.messages import say
from dialogs.state import Person
from knowledge.model import Language
from storage.set_aside import FailedEvent
from storage.timers import Timer
from storage.work import Work
from tests.bot.stage import KARI, NOON, OLA, Stage, delivering, set_up

MOMENT = timedelta(seconds=1)
DAY = timedelta(days=1)
QUESTION = Waiting("Gjelder det chatboter?", Cause.UNKNOWN, Language.NB)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with set_up(tmp_path) as stage:
        yield stage


async def run(stage: Stage, after: timedelta) -> None:
    """Do the housekeeping so long after noon."""
    now = NOON + after
    timer = Timer("journal", PURGE, now)
    await stage.database.turn(lambda work: tidy(work, timer, now))


async def test_an_event_is_known_as_long_as_anybody_may_repeat_it(stage: Stage) -> None:
    await stage.database.turn(lambda work: work.journal.record("e1", NOON))
    await run(stage, JOURNAL_KEPT - MOMENT)
    assert await stage.database.read(lambda work: work.journal.knows("e1"))
    await run(stage, JOURNAL_KEPT + MOMENT)
    assert not await stage.database.read(lambda work: work.journal.knows("e1"))
    assert timedelta(hours=24) < JOURNAL_KEPT  # Telegram keeps what was not confirmed for so long


async def test_the_trace_of_a_failure_goes_when_nobody_asks_any_more(stage: Stage) -> None:
    failed = FailedEvent("e1", "F-AAAAAA", 3, "KeyError", NOON)
    await stage.database.turn(lambda work: work.set_aside.add(failed))
    await run(stage, FAILED_KEPT - MOMENT)
    assert await stage.database.read(lambda work: work.set_aside.all()) == (failed,)
    await run(stage, FAILED_KEPT + MOMENT)
    assert await stage.database.read(lambda work: work.set_aside.all()) == ()


async def test_what_could_not_be_sent_goes_but_a_card_that_holds_its_lane_stays(
    stage: Stage,
) -> None:
    await stage.database.turn(lambda work: work.dossiers.open_draft(KARI, "1", NOON))
    stage.telegram.troubles = [RefusedError("x")]
    stage.slack.troubles = [RefusedError("x")]
    async with delivering(stage):
        await stage.send(Tell(KARI, say("help.commands")), RefreshCard(1))
        await stage.drained()
    await run(stage, UNSENT_KEPT - MOMENT)
    assert len(await stage.database.read(lambda work: work.outbox.put_aside())) == 2
    await run(stage, UNSENT_KEPT + MOMENT)
    (left,) = await stage.database.read(lambda work: work.outbox.put_aside())
    assert left.kind == "RefreshCard"


async def test_the_tally_goes_after_a_year_and_a_month(stage: Stage) -> None:
    today = NOON.date()
    await stage.database.turn(lambda work: work.asked.count(Outcome.ANSWERED, "fee", today))

    async def counted() -> int:
        summary = await stage.database.read(lambda work: work.asked.summary(today, today + DAY))
        return summary.asked

    await run(stage, TALLY_KEPT - DAY)
    assert await counted() == 1
    await run(stage, TALLY_KEPT + DAY)
    assert await counted() == 0


async def test_who_asked_is_forgotten_within_the_hour_and_the_question_waits_on(
    stage: Stage,
) -> None:
    number = await stage.database.turn(lambda work: work.backlog.keep(KARI, QUESTION, NOON))
    assert number is not None
    later = NOON + DAY
    await stage.database.turn(lambda work: work.backlog.keep(OLA, QUESTION, later))
    await run(stage, WAITS + MOMENT)
    waiting = await stage.database.read(lambda work: work.backlog.waiting(number))
    assert [address for address, _ in waiting] == [OLA]


async def test_a_closed_question_goes_in_its_time(stage: Stage) -> None:
    number = await stage.database.turn(lambda work: work.backlog.keep(KARI, QUESTION, NOON))
    assert number is not None
    siri = Person("U1", "Siri")
    await stage.database.turn(lambda work: work.backlog.dismiss(number, siri, NOON))
    await run(stage, CLOSED_KEPT - MOMENT)
    assert await stage.database.read(lambda work: work.backlog.load(number)) is not None
    await run(stage, CLOSED_KEPT + MOMENT)
    assert await stage.database.read(lambda work: work.backlog.load(number)) is None


async def test_a_large_backlog_is_purged_in_batches_soon_after_one_another(stage: Stage) -> None:
    def fill(work: Work) -> None:
        for number in range(BATCH + 1):
            work.journal.record(f"e{number}", NOON)

    await stage.database.turn(fill)
    now = NOON + JOURNAL_KEPT + MOMENT
    timer = Timer("journal", PURGE, now)
    assert await stage.database.turn(lambda work: tidy(work, timer, now)) == now + MOMENT
    assert await stage.database.turn(lambda work: tidy(work, timer, now)) == now + EVERY


async def test_with_its_purges_the_database_does_not_grow(stage: Stage) -> None:
    """Three rounds of updates and messages, each purged: the later ones live where it lived."""
    clock = TimerClock(stage.database, stage.clock, {PURGE: tidy}, 0.01)
    sizes = []
    for number in range(3):
        await stage.send(*(Tell(KARI, say("help.commands")) for _ in range(300)))
        async with delivering(stage):
            await stage.drained()
        first = number * 1000
        for update in range(first, first + 300):
            await stage.database.turn(lambda work, u=update: _take(work, stage, u))  # type: ignore[misc]
        due = Timer("journal", PURGE, stage.clock.now)
        stage.clock.move((JOURNAL_KEPT + MOMENT).total_seconds())
        await stage.database.turn(lambda work, due=due: work.timers.set(due))  # type: ignore[misc]
        assert await clock.run_due() >= 1
        sizes.append(await stage.database.read(_pages))
    assert sizes[1] == sizes[2]
    assert sizes[2] <= sizes[0] * 1.1


def _take(work: Work, stage: Stage, update: int) -> None:
    event_id = f"tg:1:{update}:{'x' * 100}"
    work.journal.record(event_id, stage.clock.now)
    work.set_aside.count_attempt(event_id, stage.clock.now)


def _pages(work: Work) -> int:
    return int(work._connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)
