"""Delivery: in order, at least once, later when it has to be, and never silently not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channel import Inbound, RefusedError, TryLaterError
from bot.courier import MAX_ATTEMPTS
from bot.delivery import LANDING
from bot.turn import LEASE
from dialogs.effects import Tell
from dialogs.events import Blocked, Said, UpdateSetAside
from dialogs.messages import say
from storage.outbox import Outbox
from storage.outbox_rows import OutboxRow, RowStatus
from storage.work import Work
from tests.bot.stage import KARI, NOON, OLA, Stage, aside, delivering, set_up
from tests.facts import PATIENCE

HELP = say("help.commands")
HELLO = say("start.hello")


@pytest.fixture
async def stage(tmp_path: Path, kind: str) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, kind=kind) as stage:
        yield stage


# --- order and hand-over -------------------------------------------------------------------------


async def test_a_turns_row_goes_out_at_once_without_looking(stage: Stage) -> None:
    async with delivering(stage, look_seconds=60.0):
        await stage.send(Tell(KARI, HELLO), Tell(KARI, HELP))
        await stage.drained()
    assert stage.telegram.keys == [HELLO.key, HELP.key]
    assert [attempt for _, attempt in stage.telegram.attempts] == [1, 1]


async def test_a_text_waits_until_the_question_before_it_stands_in_the_chat(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.SETTLE_SECONDS", 60.0)
    stage.telegram.gate = asyncio.Event()
    stage.script.say(Said)
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO, screen=True))
        await stage.until(lambda: stage.telegram.attempts)
        answering = asyncio.create_task(stage.turn(Inbound("tg:1:2", Said("svar", "9"), KARI)))
        other = Inbound("tg:1:3", Said("annet", "3"), OLA)
        await stage.turn(other)
        assert not answering.done()
        stage.telegram.gate.set()
        await answering
    shown = await stage.database.read(lambda work: work.conversations.find(KARI))
    assert shown is not None
    assert shown.screen == "m1"


async def test_a_text_does_not_wait_for_long_for_a_question_that_hangs(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.SETTLE_SECONDS", 0.01)
    stage.telegram.gate = asyncio.Event()
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO, screen=True))
        await stage.until(lambda: stage.telegram.attempts)
        async with asyncio.timeout(PATIENCE):
            await stage.turn(Inbound("tg:1:2", Said("svar", "9"), KARI))
        assert stage.telegram.told == []
        stage.telegram.gate.set()


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

    async with delivering(stage):
        stage.clock.move((LANDING if stage.database.alone else LEASE).total_seconds())
        await stage.drained()

    (first, second) = stage.telegram.attempts
    assert (first[0], first[1], second[1]) == (second[0], 1, 2)


async def test_a_database_that_is_busy_for_a_while_delays_a_chat_and_repeats_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courier.SETTLE_PAUSES", (0.0, 0.0))
    close, failures = Outbox.close, iter((OSError(), OSError()))

    def busy(outbox: Outbox, row: OutboxRow) -> bool:
        if (failure := next(failures, None)) is not None:
            raise failure
        return close(outbox, row)

    monkeypatch.setattr(Outbox, "close", busy)
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO), Tell(KARI, HELP))
        await stage.drained()

    assert stage.telegram.keys == [HELLO.key, HELP.key]


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
    async with delivering(stage) as looking:
        await stage.send(Tell(KARI, HELLO), Tell(KARI, HELP))
        await stage.until(lambda: stage.telegram.attempts)
        stage.clock.move(29)
        await looking.has_looked()
        assert await stage.tries() == [1, 0]
        assert stage.telegram.keys == []
        stage.clock.move(2)
        await stage.drained()
    assert stage.telegram.keys == [HELLO.key, HELP.key]


async def test_a_flood_of_everybody_pauses_the_whole_channel_and_counts_for_nobody(
    stage: Stage,
) -> None:
    stage.telegram.troubles = [TryLaterError("flood", seconds=30, everybody=True)]
    async with delivering(stage) as looking:
        await stage.send(Tell(KARI, HELLO))
        await stage.until(lambda: not stage.telegram.troubles)
        await stage.send(Tell(OLA, HELP), to=OLA)
        await stage.until_stored(_all_rest)
        await looking.has_looked()
        assert await stage.tries() == [0, 0]
        assert stage.telegram.keys == []
        stage.clock.move(31)
        await stage.drained()
    assert sorted(stage.telegram.keys) == sorted([HELLO.key, HELP.key])
    assert {attempt for _, attempt in stage.telegram.attempts} == {1}


async def test_after_the_last_try_a_row_is_set_aside_and_the_lane_goes_on(stage: Stage) -> None:
    stage.telegram.troubles = [TryLaterError("no network") for _ in range(MAX_ATTEMPTS)]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO), Tell(KARI, HELP))
        for left in reversed(range(MAX_ATTEMPTS)):
            await stage.until(lambda left=left: len(stage.telegram.troubles) == left)  # type: ignore[misc]
            if left:
                await stage.until_stored(_all_rest)
                stage.clock.move(1000)
        await stage.drained()
    assert stage.telegram.keys == [HELP.key]
    assert await aside(stage) == [("Tell", RowStatus.SET_ASIDE, "no network")]


def _all_rest(work: Work) -> bool:
    return all(row.leased_until is None for row in work.outbox.waiting())


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
    query = f"UPDATE outbox SET kind = 'Fax', leased_until = NULL WHERE id = {row}"
    work._connection.exec_driver_sql(query)
