"""A database that is full, locked or away costs nobody a message, whatever was under way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.channel import Inbound
from bot.clock import TimerClock
from bot.courier import FIRST_PAUSE
from bot.telegram.backoff import Backoff
from bot.telegram.receiving import Received
from bot.telegram.taking import Taker
from dialogs.effects import Tell
from dialogs.events import Said
from dialogs.messages import say
from storage.errors import DatabaseAwayError, DatabaseTroubleError, UnusableDatabaseError
from storage.timers import Timer
from tests.bot.stage import KARI, NOON, Stage, aside, delivering, set_up
from tests.storage.test_trouble import told

TROUBLES = [UnusableDatabaseError("full"), DatabaseAwayError()]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with set_up(tmp_path) as stage:
        yield stage


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda each: type(each).__name__)
async def test_a_row_that_met_it_is_sent_later_and_looked_up_first(
    stage: Stage, trouble: DatabaseTroubleError
) -> None:
    stage.telegram.troubles = [trouble] * 12
    async with delivering(stage):
        await stage.send(Tell(KARI, say("start.hello")))
        while stage.telegram.troubles:
            left = len(stage.telegram.troubles)
            await stage.until(lambda left=left: len(stage.telegram.troubles) < left)  # type: ignore[misc]
            stage.clock.move(FIRST_PAUSE)
        await stage.drained()

    assert stage.telegram.keys == ["start.hello"]
    assert await aside(stage) == []
    assert [attempt for _, attempt in stage.telegram.attempts] == list(range(1, 14))


async def test_an_update_that_does_not_fit_on_a_full_disk_is_not_given_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count of its attempts fits, and the turn does not."""
    monkeypatch.setattr("bot.telegram.taking.Backoff", lambda log: Backoff(log, longest=0.05))
    stage.script.say(Said, Tell(KARI, say("contact.answer", text="x" * 60_000)))
    await stage.send()
    pages = await stage.database.read(_pages)
    stopping = asyncio.Event()
    taker = Taker(stage.turn, _Silent(), stopping)  # type: ignore[arg-type]
    update = Received(1, Inbound("tg:1:1", Said("hei", "5"), KARI))
    with told(stage.database, f"PRAGMA max_page_count = {pages + 2}"):
        taking = asyncio.create_task(taker.take(update))
        await stage.until(lambda: _tries(stage) >= 5)
        assert not taking.done()
    assert await taking

    assert await stage.database.read(lambda work: work.set_aside.all()) == ()
    async with delivering(stage):
        await stage.drained()
    assert stage.telegram.keys == ["contact.answer"]


async def test_it_does_not_keep_delivery_from_ending(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.STOP_SECONDS", 0.02)
    stage.telegram.gate = asyncio.Event()
    async with delivering(stage):
        await stage.send(Tell(KARI, say("start.hello")))
        await stage.until(lambda: stage.telegram.attempts)
        readonly = told(stage.database, "PRAGMA query_only = ON")
        readonly.__enter__()
    readonly.__exit__(None, None, None)

    assert await stage.database.read(lambda work: work.outbox.depth()) == 1


async def test_a_stop_during_a_commit_ends_delivery(stage: Stage) -> None:
    with slow_commit(stage) as commit:
        delivery = stage.delivery()
        await delivery.start()
        stage.turn.hand_to(None)
        await stage.send(Tell(KARI, say("start.hello")))
        commit.arm()  # the next one is the claim of the row
        await commit.begun()
        stopping = asyncio.create_task(delivery.stop())
        await asyncio.sleep(0)
        commit.end()
        async with asyncio.timeout(10):
            await stopping

    assert await stage.database.read(lambda work: work.outbox.depth()) == 1


async def test_a_stop_during_a_timer_ends_the_clock(stage: Stage) -> None:
    ran: list[str] = []
    clock = TimerClock(
        stage.database, stage.clock, {"t": lambda _work, timer, _now: ran.append(timer.subject)}
    )
    await stage.database.turn(
        lambda work: [work.timers.set(Timer(name, "t", NOON)) for name in "ab"]
    )
    await clock.start()
    await stage.until(lambda: len(ran) == 2)
    await clock.stop()
    await stage.database.turn(
        lambda work: [work.timers.set(Timer(name, "t", NOON)) for name in "cd"]
    )
    with slow_commit(stage) as commit:
        clock = TimerClock(stage.database, stage.clock, clock._jobs, look_seconds=0.01)
        running = asyncio.create_task(clock.run_due())
        commit.arm()
        await commit.begun()
        stopping = asyncio.create_task(clock.stop())
        await asyncio.sleep(0)
        commit.end()
        async with asyncio.timeout(10):
            await stopping
            await running

    assert ran == ["a", "b", "c"]


class _Silent:
    async def typing(self, *_: object) -> None: ...


def _pages(work: Any) -> int:
    return int(work._connection.exec_driver_sql("PRAGMA page_count").scalar())


def _tries(stage: Stage) -> int:
    return sum(isinstance(each, Said) for each in stage.script.seen)


class _Commit:
    """Commits of a stage's database; the one after `arm` waits for `end`."""

    def __init__(self) -> None:
        self._armed = False
        self._begun, self._ended = threading.Event(), threading.Event()

    def arm(self) -> None:
        self._armed = True

    async def begun(self) -> None:
        assert await asyncio.to_thread(self._begun.wait, 10)

    def end(self) -> None:
        self._ended.set()

    def __call__(self, _: Connection) -> None:
        if self._armed:
            self._armed = False
            self._begun.set()
            self._ended.wait(10)


@contextmanager
def slow_commit(stage: Stage) -> Iterator[_Commit]:
    commit = _Commit()
    event.listen(stage.database._reading, "commit", commit)
    try:
        yield commit
    finally:
        event.remove(stage.database._reading, "commit", commit)
