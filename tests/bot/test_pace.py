"""The pace: bursts, then a rate; in each place and over all; and delivery at that pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.pace import FORGET_ABOVE, Limit, Limits, Pace, Permit
from dialogs.effects import Tell
from dialogs.messages import say
from tests.bot.stage import KARI, NOON, Stage, delivering, set_up

HELP = say("help.commands")
GO = Permit(0.0, granted=True)


@dataclass
class Seconds:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def pace_of(seconds: Seconds, place: Limit | None, over_all: Limit | None = None) -> Pace:
    return Pace({"telegram": Limits(place, over_all)}, seconds)


def test_without_limits_everything_goes_at_once() -> None:
    pace = Pace()
    assert [pace.ask("telegram", "a") for _ in range(100)] == [GO] * 100
    assert pace.spare("telegram", "a") == 0.0
    assert list(pace.behind(0.0)) == []


def test_a_place_takes_its_burst_and_then_one_a_second() -> None:
    seconds = Seconds()
    pace = pace_of(seconds, Limit(5, 1.0))
    assert [pace.ask("telegram", "a") for _ in range(5)] == [GO] * 5
    assert pace.ask("telegram", "a") == Permit(1.0, granted=False)
    assert pace.ask("telegram", "b") == GO
    seconds.now += 1.0
    assert pace.ask("telegram", "a") == GO
    assert pace.ask("telegram", "a") == Permit(1.0, granted=False)


def test_over_all_each_is_promised_a_moment_of_its_own() -> None:
    pace = pace_of(Seconds(), None, Limit(2, 10.0))
    waits = [pace.ask("telegram", str(chat)).seconds for chat in range(5)]
    assert waits == pytest.approx([0.0, 0.0, 0.1, 0.2, 0.3])
    assert list(pace.behind(0.3)) == ["telegram"]
    assert list(pace.behind(0.5)) == []


def test_who_cannot_wait_so_long_is_promised_nothing() -> None:
    pace = pace_of(Seconds(), None, Limit(1, 1.0))
    assert pace.ask("telegram", "a") == GO
    assert pace.ask("telegram", "b", patience=0.5) == Permit(1.0, granted=False)
    assert pace.ask("telegram", "c", patience=2.0) == Permit(1.0, granted=True)


def test_a_call_that_was_not_asked_for_is_paid_by_the_next() -> None:
    pace = pace_of(Seconds(), Limit(2, 1.0))
    assert pace.ask("telegram", "a") == GO
    pace.spend("telegram", "a")
    pace.spend("telegram", "a")
    assert pace.ask("telegram", "a") == Permit(2.0, granted=False)


def test_what_may_wait_leaves_the_last_token_to_what_may_not() -> None:
    seconds = Seconds()
    pace = pace_of(seconds, Limit(3, 1.0))
    assert pace.spare("telegram", "a") == 0.0
    pace.spend("telegram", "a")
    pace.spend("telegram", "a")
    assert pace.spare("telegram", "a") == 1.0
    assert pace_of(seconds, Limit(1, 1.0)).spare("telegram", "a") == 0.0


def test_a_clock_that_goes_back_gives_and_takes_nothing() -> None:
    seconds = Seconds()
    pace = pace_of(seconds, Limit(1, 1.0))
    assert pace.ask("telegram", "a") == GO
    seconds.now -= 50.0
    assert pace.ask("telegram", "a") == Permit(1.0, granted=False)


def test_rested_places_are_forgotten_and_busy_ones_are_not() -> None:
    seconds = Seconds()
    pace = pace_of(seconds, Limit(1, 1.0))
    for chat in range(FORGET_ABOVE - 1):
        pace.ask("telegram", str(chat))
    seconds.now += 2.0
    pace.ask("telegram", "busy")
    pace.ask("telegram", "new")
    assert len(pace._channels["telegram"].places) == 2
    assert not pace.ask("telegram", "busy").granted


# --- delivery -------------------------------------------------------------------------------------


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with set_up(tmp_path) as stage:
        yield stage


async def test_a_chat_gets_its_messages_in_order_and_no_faster_than_the_limit(
    stage: Stage,
) -> None:
    loop = asyncio.get_running_loop()
    pace = Pace({"telegram": Limits(Limit(2, 20.0))})
    messages = [say("error.set_aside", reference=f"F-{number:06d}") for number in range(8)]
    began = loop.time()
    async with delivering(stage, pace=pace):
        await stage.send(*(Tell(KARI, message) for message in messages))
        await stage.drained()
    assert [message for _, message, _, _ in stage.telegram.told] == messages
    assert {attempt for _, attempt in stage.telegram.attempts} == {1}
    assert loop.time() - began >= (8 - 2) / 20.0


async def test_chats_that_wait_keep_no_other_from_going(stage: Stage) -> None:
    pace = Pace({"telegram": Limits(Limit(1, 0.001))})
    async with delivering(stage, lanes=1, pace=pace):
        await stage.send(Tell(KARI, HELP), Tell(KARI, HELP))
        for number in range(5):
            other = replace(KARI, chat=f"2{number}")
            await stage.send(Tell(other, HELP), to=other)
        await stage.until(lambda: len(stage.telegram.told) == 6)
    chats = [chat for chat, *_ in stage.telegram.told]
    assert sorted(chats) == [KARI.chat, "20", "21", "22", "23", "24"]


async def test_a_wait_longer_than_the_lease_goes_back_to_the_outbox_uncounted(
    stage: Stage,
) -> None:
    pace = Pace({"telegram": Limits(Limit(1, 0.001))})
    async with delivering(stage, pace=pace):
        await stage.send(Tell(KARI, HELP), Tell(KARI, HELP))
        await stage.until_stored(
            lambda work: [row.due > NOON for row in work.outbox.waiting()] == [True]
        )
    stage.clock.move(1001)
    (row,) = await stage.database.turn(
        lambda work: work.outbox.claim(stage.clock.now, stage.clock.now, 9)
    )
    assert row.attempts == 1


async def test_stopping_gives_back_who_waits(stage: Stage) -> None:
    pace = Pace({"telegram": Limits(Limit(1, 0.1))})
    async with delivering(stage, pace=pace) as sending:
        await stage.send(Tell(KARI, HELP), Tell(KARI, HELP))
        await stage.until(lambda: sending._room._kept)
    (row,) = await stage.database.turn(lambda work: work.outbox.claim(NOON, NOON, 9))
    assert row.attempts == 1
