"""Timers run when they are due, once, and recurring ones set themselves again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import PURGE, Job, TimerClock
from bot.housekeeping import EVERY, JOURNAL_KEPT, at_once, tidy
from storage.timers import Timer
from storage.work import Work
from tests.bot.stage import NOON, Stage, delivering, set_up


@pytest.fixture
async def stage(tmp_path: Path, kind: str) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, kind=kind) as stage:
        yield stage


def timers(stage: Stage, job: Job | None = None) -> TimerClock:
    jobs = {PURGE: tidy} | ({"test": job} if job else {})
    return TimerClock(stage.database, stage.clock, jobs, 0.01, recurring={PURGE: at_once})


async def set_timer(stage: Stage, seconds: float) -> Timer:
    timer = Timer("subject", "test", NOON + timedelta(seconds=seconds))
    await stage.database.turn(lambda work: work.timers.set(timer))
    return timer


async def test_a_timer_runs_once_and_not_before_it_is_due(stage: Stage) -> None:
    ran: list[Timer] = []

    def job(_work: Work, timer: Timer, _now: datetime) -> None:
        ran.append(timer)

    clock = timers(stage, job)
    timer = await set_timer(stage, 60)
    assert await clock.run_due() == 0
    stage.clock.move(61)
    assert [await clock.run_due() for _ in range(2)] == [1, 0]
    assert ran == [timer]


async def test_a_recurring_timer_sets_itself_again(stage: Stage) -> None:
    def job(_work: Work, _timer: Timer, now: datetime) -> datetime:
        return now + timedelta(seconds=10)

    clock = timers(stage, job)
    await set_timer(stage, 0)
    assert await clock.run_due() == 1
    assert await clock.run_due() == 0
    stage.clock.move(10)
    assert await clock.run_due() == 1


async def test_a_timer_whose_job_fails_stays_and_the_others_go_on(stage: Stage) -> None:
    failing = True

    def job(_work: Work, timer: Timer, _now: datetime) -> None:
        if failing and timer.due == NOON:
            raise LookupError

    clock = timers(stage, job)
    await set_timer(stage, 0)
    await set_timer(stage, 1)
    stage.clock.move(2)
    assert await clock.run_due() == 1
    failing = False
    assert await clock.run_due() == 1


async def test_after_a_clock_that_was_ahead_everything_is_due_again_in_time(stage: Stage) -> None:
    ahead = timers(stage)
    stage.clock.move(10 * 365 * 86400)
    await ahead.start()
    await stage.send()
    await ahead.stop()
    stage.clock.now = NOON
    async with delivering(stage):
        again = timers(stage)
        await again.start()
        await again.stop()

    due = await stage.database.read(lambda work: work.timers.due(NOON + EVERY, 10))
    assert [timer.kind for timer in due] == [PURGE]
    assert await stage.database.read(lambda work: work.journal.newest()) == NOON


async def test_a_timer_of_an_unknown_kind_is_left_alone(stage: Stage) -> None:
    timer = await set_timer(stage, 0)
    assert await timers(stage).run_due() == 0
    assert await stage.database.read(lambda work: work.timers.due(NOON, 9)) == (timer,)


async def test_the_journal_is_purged_every_hour_while_the_bot_runs(stage: Stage) -> None:
    await stage.database.turn(lambda work: work.journal.record("old", NOON))
    stage.clock.move((JOURNAL_KEPT + timedelta(seconds=1)).total_seconds())
    await stage.database.turn(lambda work: work.journal.record("new", stage.clock.now))
    clock = timers(stage)

    other = timers(stage)
    await other.start()  # of a second process: still one timer
    await clock.start()
    await stage.until_stored(lambda work: not work.journal.knows("old"))
    await clock.stop()
    await other.stop()

    assert await stage.database.read(lambda work: work.journal.knows("new"))
    (again,) = await stage.database.read(lambda work: work.timers.due(stage.clock.now + EVERY, 9))
    assert (again.kind, again.due) == (PURGE, stage.clock.now + EVERY)
