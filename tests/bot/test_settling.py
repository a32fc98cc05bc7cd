"""How a row is settled: what lengthens its pauses, and what waits for the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.channel import TryLaterError
from bot.courier import FIRST_PAUSE, MAX_ATTEMPTS
from dialogs.effects import RefreshCard, Tell
from dialogs.messages import say
from storage.database import Database
from storage.work import Work
from tests.bot.stage import KARI, Stage, delivering, set_up

HELLO = say("start.hello")


@pytest.fixture
async def stage(tmp_path: Path, kind: str) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, kind=kind) as stage:
        yield stage


async def test_what_killed_processes_did_not_live_to_see_does_not_lengthen_a_pause(
    stage: Stage,
) -> None:
    stage.telegram.troubles = [TryLaterError("no network")]
    await stage.send(Tell(KARI, HELLO))
    await stage.database.turn(_tried_often)
    async with delivering(stage):
        await stage.until(lambda: not stage.telegram.troubles)
        stage.clock.move(FIRST_PAUSE * 1.3)
        await stage.drained()
    assert stage.telegram.keys == [HELLO.key]


def _tried_often(work: Work) -> None:
    work._connection.exec_driver_sql(f"UPDATE outbox SET attempts = {MAX_ATTEMPTS}")


async def test_only_the_end_of_what_may_be_said_twice_does_not_wait_for_the_disk(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[tuple[str, bool]] = []
    turn = Database.turn

    async def watched(
        self: Database, transaction: Callable[[Work], object], durable: bool = True
    ) -> object:
        waited.append((transaction.__qualname__.partition(".")[0], durable))
        return await turn(self, transaction, durable)

    monkeypatch.setattr(Database, "turn", watched)
    async with delivering(stage):
        await stage.send(Tell(KARI, HELLO), RefreshCard(1))
        await stage.drained()
    settled = [durable for owner, durable in waited if owner == "Courier"]
    assert sorted(settled) == [False, True]
    assert all(durable for owner, durable in waited if owner != "Courier")
