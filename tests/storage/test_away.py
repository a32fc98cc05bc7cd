"""A PostgreSQL that goes away, and comes back, in the middle of something."""

from __future__ import annotations

import asyncio

import pytest

from dialogs.state import Conversation
from storage.database import Database
from storage.errors import DatabaseAwayError
from storage.work import Work
from tests.facts import PATIENCE
from tests.storage.meeting import Meeting, Pair
from tests.storage.samples import KARI, NOW


async def test_a_look_sees_one_state_however_long_it_takes(both: Pair) -> None:
    meeting = Meeting()

    def look(work: Work) -> tuple[bool, bool]:
        before = work.journal.knows("e1")
        meeting.wait()
        return before, work.journal.knows("e1")

    looking = asyncio.create_task(both[0].read(look))
    await asyncio.to_thread(meeting.begun.wait, PATIENCE)
    writing: asyncio.Task[object] = asyncio.create_task(
        both[1].turn(lambda work: work.journal.record("e1", NOW))
    )
    await writing
    await meeting.beside(writing, both[1])
    assert await looking == (False, False)


async def test_a_connection_that_was_cut_between_two_turns_is_replaced_unseen(both: Pair) -> None:
    await both[0].turn(lambda work: work.journal.record("e1", NOW))
    await both[1].turn(_cut_all_others)
    assert not await both[0].turn(lambda work: work.journal.record("e1", NOW))
    await both[1].turn(_cut_all_others)
    assert await both[0].read(lambda work: work.journal.knows("e1"))


async def test_a_connection_that_is_cut_in_a_turn_undoes_it_and_it_is_run_again(
    both: Pair,
) -> None:
    meeting, runs = Meeting(), []

    def slow(work: Work) -> bool:
        recorded = work.journal.record("e1", NOW)
        runs.append(recorded)
        if len(runs) == 1:
            meeting.wait()
            work.journal.knows("e1")
        return recorded

    turn = asyncio.create_task(both[0].turn(slow))
    await asyncio.to_thread(meeting.begun.wait, PATIENCE)
    cutting: asyncio.Task[object] = asyncio.create_task(both[1].turn(_cut_all_others))
    await cutting
    await meeting.beside(cutting, both[1])

    assert await turn is True
    assert runs == [True, True]


async def test_a_lock_that_is_held_for_too_long_is_no_fault_of_the_turn(both: Pair) -> None:
    meeting = Meeting()

    def hold(work: Work) -> None:
        work.conversations.load(KARI)
        meeting.wait()

    def impatient(work: Work) -> Conversation:
        work._connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        return work.conversations.load(KARI)

    holding = asyncio.create_task(both[0].turn(hold))
    await asyncio.to_thread(meeting.begun.wait, PATIENCE)
    with pytest.raises(DatabaseAwayError):
        await both[1].turn(impatient)
    await meeting.beside(asyncio.create_task(asyncio.sleep(0)), both[1])
    await holding
    assert await both[1].turn(impatient)


async def test_a_server_that_is_away_has_an_error_of_its_own() -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseAwayError):
        await database.turn(lambda work: work.journal.record("e1", NOW))
    with pytest.raises(DatabaseAwayError):
        await database.read(lambda work: work.journal.knows("e1"))
    await database.close()


def _cut_all_others(work: Work) -> None:
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    work._connection.exec_driver_sql(query)
