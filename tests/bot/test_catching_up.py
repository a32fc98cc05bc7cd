"""A database that was put back is behind the world: looked up, shown and skipped, on both kinds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catching_up import CaughtUp, catch_up
from dialogs.effects import RefreshCard, Tell
from dialogs.messages import say
from tests.bot.stage import KARI, NOON, OLA, Stage, delivering, set_up


@pytest.fixture
async def stage(tmp_path: Path, kind: str) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, kind=kind) as stage:
        yield stage


async def test_what_waited_is_looked_up_before_it_is_sent_again(stage: Stage) -> None:
    lease = NOON + timedelta(minutes=1)
    await stage.send(Tell(KARI, say("help.commands")), Tell(OLA, say("help.commands")))
    await stage.database.turn(lambda work: work.outbox.claim(NOON, lease, 1))

    done = await stage.database.turn(lambda work: catch_up(work, NOON))

    assert done == CaughtUp(waiting=2, cards=0)
    rows = await stage.database.turn(lambda work: work.outbox.claim(NOON, lease, 9))
    assert [row.attempts for row in rows] == [2, 2]


async def test_every_case_is_shown_again_and_a_draft_is_not(stage: Stage) -> None:
    for owner in (KARI, OLA):
        await stage.database.turn(
            lambda work, owner=owner: work.dossiers.open_draft(owner, "1", NOON)  # type: ignore[misc]
        )
    await stage.database.turn(
        lambda work: work._connection.exec_driver_sql(
            "UPDATE dossiers SET reference = 'GC-2026-0007' WHERE id = 1"
        )
    )

    assert (await stage.database.turn(lambda work: catch_up(work, NOON))).cards == 1

    (row,) = await stage.database.read(lambda work: work.outbox.waiting())
    assert (row.kind, row.lane, row.attempts) == (RefreshCard.__name__, "case:1", 0)


async def test_references_go_on_after_the_newest_that_was_given(stage: Stage) -> None:
    assert await stage.database.turn(lambda work: work.references.next(2026)) == "GC-2026-0001"
    for _ in range(2):  # done twice, it changes nothing more
        await stage.database.turn(lambda work: catch_up(work, NOON, (2026, 41)))
    assert await stage.database.turn(lambda work: work.references.next(2026)) == "GC-2026-0042"


async def test_one_that_is_behind_takes_nothing_back(stage: Stage) -> None:
    await stage.database.turn(lambda work: catch_up(work, NOON, (2026, 41)))
    await stage.database.turn(lambda work: catch_up(work, NOON, (2026, 7)))
    assert await stage.database.turn(lambda work: work.references.next(2026)) == "GC-2026-0042"


async def test_a_message_that_was_sent_since_is_a_second_try_for_its_channel(stage: Stage) -> None:
    await stage.send(Tell(KARI, say("help.commands")))
    await stage.database.turn(lambda work: catch_up(work, NOON))
    async with delivering(stage):
        await stage.drained()
    ((_, attempt),) = stage.telegram.attempts
    assert attempt == 2
