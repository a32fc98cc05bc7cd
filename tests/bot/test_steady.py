"""The clock never goes back, and follows the system's as soon as it can."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import TryLaterError
from bot.clock import TimerClock
from bot.delivery import SKEW
from bot.steady import SteadyClock
from dialogs.effects import Tell
from dialogs.messages import say
from storage.timers import Timer
from storage.work import Work
from tests.bot.stage import KARI, NOON, Stage, delivering, set_up

HELP = say("help.commands")
HOUR = 3600.0


@dataclass
class Machine:
    """A machine's two clocks, one of which can be set."""

    wall: datetime = NOON
    up: float = 50.0

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.up += seconds

    def set_back(self, seconds: float) -> None:
        self.wall -= timedelta(seconds=seconds)

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.up)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with set_up(tmp_path) as stage:
        yield stage


def test_it_is_the_systems_time() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.pass_by(10)
    assert clock() == NOON + timedelta(seconds=10)
    machine.set_back(-HOUR)
    assert clock() == machine.wall


def test_set_back_it_goes_on_slowly_until_the_system_has_caught_up() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.set_back(HOUR)
    machine.pass_by(100)
    assert clock() == NOON + timedelta(seconds=50)
    machine.pass_by(2 * HOUR)
    assert clock() == machine.wall


@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(-1e5, 1e5)), max_size=30))
def test_whatever_happens_each_moment_is_later_than_the_one_before(
    steps: list[tuple[float, float]],
) -> None:
    machine = Machine()
    clock = machine.clock()
    moments = [clock()]
    for passed, back in steps:
        machine.pass_by(passed)
        machine.set_back(back)
        moments += [clock(), clock()]
    assert all(later > earlier for earlier, later in itertools.pairwise(moments))


def test_a_clock_that_is_set_back_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.set_back(HOUR)
    for _ in range(3):
        machine.pass_by(1)
        clock()
    assert caplog.text.count("set back by 3600 s") == 1


async def test_set_back_no_lease_is_lost_and_what_waits_is_sent_in_its_time(stage: Stage) -> None:
    machine = Machine()
    steady = machine.clock()
    stage.clock = steady  # type: ignore[assignment]
    stage.turn._clock = steady
    stage.telegram.troubles = [TryLaterError("busy", seconds=10)]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELP), Tell(KARI, HELP))
        await stage.until(lambda: not stage.telegram.troubles)
        machine.set_back(HOUR)
        machine.pass_by(30)
        await stage.drained()
    assert [attempt for _, attempt in stage.telegram.attempts] == [1, 2, 1]


async def test_set_back_a_timer_is_run_in_its_time(stage: Stage) -> None:
    machine = Machine()
    ran: list[Timer] = []

    def job(_work: Work, timer: Timer, _now: datetime) -> None:
        ran.append(timer)

    timers = TimerClock(stage.database, machine.clock(), {"test": job}, 0.01)
    due = Timer("subject", "test", NOON + timedelta(seconds=10))
    await stage.database.turn(lambda work: work.timers.set(due))
    machine.set_back(HOUR)
    machine.pass_by(30)
    assert await timers.run_due() == 1
    assert ran == [due]


async def test_started_after_it_was_set_back_nothing_waits_for_a_moment_that_never_was(
    stage: Stage,
) -> None:
    stage.telegram.troubles = [TryLaterError("busy", seconds=10)]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELP))
        await stage.until(lambda: not stage.telegram.troubles)
    stage.clock.move(-HOUR)
    assert stage.clock.now < NOON - SKEW

    async with delivering(stage):
        await stage.drained()

    assert stage.telegram.keys == [HELP.key]
