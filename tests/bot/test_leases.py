"""Two replicas deliver from one outbox: a row is its sender's while that one lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.turn import LEASE, Turn
from dialogs.effects import Tell
from dialogs.messages import say
from storage.work import Work
from tests.bot.stage import KARI, OLA, FakeTelegram, Stage, delivering, set_up
from tests.databases import POSTGRES
from tests.dialogs.content import SmallKnowledge

HELLO = say("start.hello")
HELP = say("help.commands")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, kind=POSTGRES) as stage:
        yield stage


@pytest.fixture
def other(stage: Stage) -> Stage:
    """A second replica: the same database, a channel of its own."""
    turn = Turn(stage.database, SmallKnowledge(), stage.clock, stage.script)
    return replace(stage, turn=turn, telegram=FakeTelegram(), made=1000)


async def test_a_send_that_takes_longer_than_a_lease_is_left_to_its_sender(
    stage: Stage, other: Stage
) -> None:
    stage.telegram.gate = asyncio.Event()
    async with delivering(stage), delivering(other) as looking:
        await stage.send(Tell(KARI, HELLO))
        await stage.until(lambda: stage.telegram.attempts)
        for _ in range(4):
            stage.clock.move(LEASE.total_seconds() / 2)
            await _renewed(stage)
            await looking.has_looked()
            assert await other.tries() == [1]
        stage.telegram.gate.set()
        await stage.drained()
    assert stage.telegram.keys == [HELLO.key]
    assert other.telegram.keys == []


async def _renewed(stage: Stage) -> None:
    """Wait until the row's lease ends after the present moment by more than half of itself."""

    def look(work: Work) -> bool:
        (row,) = work.outbox.waiting()
        return row.leased_until is not None and row.leased_until > stage.clock.now + LEASE / 2

    await stage.until_stored(look)


async def test_a_dead_replicas_row_is_taken_over_when_its_lease_ends(
    stage: Stage, other: Stage
) -> None:
    stage.turn.hand_to(lambda rows: None)  # it is killed just after the commit: nobody sends
    await stage.send(Tell(KARI, HELLO), Tell(OLA, HELP))
    async with delivering(other) as looking:
        stage.clock.move(LEASE.total_seconds() - 1)
        await looking.has_looked()
        assert await other.tries() == [1, 1]
        stage.clock.move(1)
        await other.drained()
    assert sorted(other.telegram.keys) == sorted([HELLO.key, HELP.key])
    assert [attempt for _, attempt in other.telegram.attempts] == [2, 2]


async def test_each_row_is_sent_by_one_of_two_replicas(stage: Stage, other: Stage) -> None:
    chats = [replace(KARI, chat=str(number)) for number in range(40)]
    for number, chat in enumerate(chats):
        await (stage if number % 2 else other).send(Tell(chat, HELLO))
    async with delivering(stage), delivering(other):
        await stage.drained()
    sent = [chat for each in (stage, other) for chat, *_ in each.telegram.told]
    assert sorted(sent) == sorted(chat.chat for chat in chats)


async def test_a_chats_rows_go_out_in_order_whichever_replica_sends_them(
    stage: Stage, other: Stage
) -> None:
    told: list[str] = []
    for each in (stage, other):
        each.telegram.told = _Shared(told)  # type: ignore[assignment]
    async with delivering(stage), delivering(other):
        for number in range(20):
            sender = stage if number % 2 else other
            await sender.send(Tell(KARI, HELP if number % 3 else HELLO))
        await stage.drained()
    assert told == [HELP.key if number % 3 else HELLO.key for number in range(20)]


class _Shared(list[object]):
    """A list that notes the keys of what is told in another list as well."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__()
        self._keys = keys

    def append(self, told: object) -> None:
        assert isinstance(told, tuple)
        super().append(told)
        self._keys.append(told[1].key)
