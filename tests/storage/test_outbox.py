"""The outbox: order in a lane, leases and what becomes of them, retries, setting aside."""

from __future__ import annotations

from datetime import datetime

import pytest

from dialogs.effects import DeleteMessage, Durable, RefreshCard, Tell
from dialogs.events import Action, Op
from dialogs.messages import say
from dialogs.state import Address
from storage.codec import decode_effect
from storage.database import Database
from storage.outbox_rows import OutboxRow, RowStatus
from storage.work import Work
from tests.storage.samples import KARI, NOW, later

LEASE = 60.0


def note(text: str, to: Address = KARI) -> Durable:
    return DeleteMessage(to, text)


async def add(
    database: Database, text: str, lane: str = "a", lease: datetime | None = None
) -> OutboxRow:
    return await database.turn(
        lambda work: work.outbox.add(note(text), lane, "telegram", NOW, lease)
    )


async def claim(database: Database, at: float = 0, **how: object) -> list[OutboxRow]:
    rows = await database.turn(
        lambda work: work.outbox.claim(later(at), later(at + LEASE), 10, **how)  # type: ignore[arg-type]
    )
    return list(rows)


def texts(rows: list[OutboxRow]) -> list[str]:
    effects = [decode_effect(row.kind, row.payload) for row in rows]
    return [effect.message for effect in effects if isinstance(effect, DeleteMessage)]


async def test_lanes_go_side_by_side_and_inside_a_lane_order_holds(database: Database) -> None:
    for text, lane in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        await add(database, text, lane)

    first = await claim(database)
    assert texts(first) == ["a1", "b1"]
    assert await claim(database) == []
    await database.turn(lambda work: work.outbox.close(first[0]))
    assert texts(await claim(database)) == ["a2"]


async def test_an_effect_comes_back_as_it_was(database: Database) -> None:
    effect = Tell(
        KARI,
        say("error.set_aside", reference="F-ABCDEF"),
        ((),),
        edit="screen",
        screen=True,
    )
    await database.turn(lambda work: work.outbox.add(effect, "a", "telegram", NOW))
    (row,) = await claim(database)
    assert decode_effect(row.kind, row.payload) == effect


def test_a_row_of_another_version_is_no_effect() -> None:
    with pytest.raises(ValueError, match="no durable effect"):
        decode_effect("Fax", "{}")
    with pytest.raises(ValueError, match="message"):
        decode_effect("DeleteMessage", '{"to": {"channel": "t", "chat": "1"}}')


async def test_the_head_of_an_empty_lane_can_be_claimed_as_it_is_added(database: Database) -> None:
    first = await add(database, "a1", lease=later(LEASE))
    second = await add(database, "a2", lease=later(LEASE))
    assert (first.attempts, first.leased_until) == (1, later(LEASE))
    assert (second.attempts, second.leased_until) == (0, None)
    assert await claim(database) == []


async def test_the_next_row_of_a_lane_is_claimed_with_the_end_of_the_one_before(
    database: Database,
) -> None:
    await add(database, "a1")
    await add(database, "a2")
    (first,) = await claim(database)

    def close(work: Work) -> OutboxRow | None:
        work.outbox.close(first)
        return work.outbox.claim_next("a", NOW, later(LEASE))

    following = await database.turn(close)

    assert following is not None
    assert texts([following]) == ["a2"]


async def test_a_dead_holders_row_is_taken_over_when_its_lease_ends(database: Database) -> None:
    await add(database, "a1")
    (dead,) = await claim(database)

    assert await claim(database, at=LEASE - 1) == []
    (taken_over,) = await claim(database, at=LEASE + 1)

    assert (taken_over.id, taken_over.key, taken_over.attempts) == (dead.id, dead.key, 2)
    assert not await database.turn(lambda work: work.outbox.close(dead))
    assert await database.turn(lambda work: work.outbox.close(taken_over))


async def test_a_process_that_is_alone_shortens_leases_and_lengthens_none(
    database: Database,
) -> None:
    await add(database, "a1")
    await claim(database)

    assert await database.turn(lambda work: work.outbox.shorten_leases(later(5))) == 1
    assert await database.turn(lambda work: work.outbox.shorten_leases(later(9))) == 0

    assert await claim(database, at=4) == []
    assert texts(await claim(database, at=6)) == ["a1"]


async def test_a_postponed_row_holds_its_lane_until_it_is_due(database: Database) -> None:
    await add(database, "a1")
    await add(database, "a2")
    (row,) = await claim(database)
    await database.turn(lambda work: work.outbox.postpone(row, later(30), "429"))

    assert await claim(database, at=29) == []
    (again,) = await claim(database, at=31)
    assert (texts([again]), again.attempts, again.last_error) == (["a1"], 2, "429")


async def test_a_try_that_was_none_is_not_counted(database: Database) -> None:
    await add(database, "a1")
    (row,) = await claim(database)
    await database.turn(lambda work: work.outbox.postpone(row, NOW, "paused", counts=False))
    assert (await claim(database))[0].attempts == 1


async def test_a_paused_channel_is_left_out(database: Database) -> None:
    await add(database, "a1")
    assert await claim(database, paused=("telegram",)) == []
    assert not await database.read(lambda work: work.outbox.has_ready(NOW, ("telegram",)))
    assert await database.read(lambda work: work.outbox.has_ready(NOW))


async def test_a_row_that_is_set_aside_lets_its_lane_go_on(database: Database) -> None:
    await add(database, "a1")
    await add(database, "a2")
    (row,) = await claim(database)
    await database.turn(lambda work: work.outbox.give_up(row, "refused", hold=False))

    assert texts(await claim(database)) == ["a2"]
    (aside,) = await database.read(lambda work: work.outbox.put_aside())
    assert (aside.id, aside.status, aside.last_error) == (row.id, RowStatus.SET_ASIDE, "refused")


async def test_a_row_that_holds_its_lane_goes_first_when_it_is_sent_again(
    database: Database,
) -> None:
    await add(database, "a1")
    await add(database, "a2")
    (row,) = await claim(database)
    await database.turn(lambda work: work.outbox.give_up(row, "refused", hold=True))
    assert await claim(database) == []

    assert await database.turn(lambda work: work.outbox.send_again(row.id, NOW))
    assert not await database.turn(lambda work: work.outbox.send_again(row.id, NOW))

    (again,) = await claim(database)
    assert (texts([again]), again.attempts) == (["a1"], 2)


async def test_progress_is_there_for_the_next_try(database: Database) -> None:
    await add(database, "a1")
    (row,) = await claim(database)
    await database.turn(lambda work: work.outbox.save_progress(row, {"parts": "1"}))
    (again,) = await claim(database, at=LEASE + 1)
    assert again.progress == {"parts": "1"}


async def test_rows_that_ask_for_the_same_are_closed_together(database: Database) -> None:
    def fill(work: Work) -> None:
        for dossier in (1, 1, 2, 1):
            work.outbox.add(RefreshCard(dossier), "case:1", "secretariat", NOW)

    await database.turn(fill)
    (row,) = await claim(database)
    newest = await database.read(lambda work: work.outbox.newest("case:1"))
    await database.turn(lambda work: work.outbox.add(RefreshCard(1), "case:1", "s", NOW))

    assert await database.turn(lambda work: work.outbox.close_same(row, newest)) == 2
    assert await database.read(lambda work: work.outbox.depth()) == 3


async def test_an_empty_lane_has_no_newest_row(database: Database) -> None:
    assert await database.read(lambda work: work.outbox.newest("x")) == 0


async def test_a_turn_that_is_undone_sends_nothing(database: Database) -> None:
    def fail(work: Work) -> None:
        work.outbox.add(note("a1"), "a", "telegram", NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await database.turn(fail)

    assert await claim(database) == []


def test_the_actions_of_buttons_are_part_of_an_effect() -> None:
    payload = (
        '{"to": {"channel": "t", "chat": "1"}, "message": {"key": "together", "params": {},'
        ' "parts": []}, "keyboard": [[{"label": {"key": "together"}, "action": {"op": "a",'
        ' "arg": "B1.x", "dossier": 3, "revision": 9}}]]}'
    )
    effect = decode_effect("Tell", payload)
    assert isinstance(effect, Tell)
    assert effect.keyboard[0][0].action == Action(Op.ANSWER, "B1.x", 3, 9)
