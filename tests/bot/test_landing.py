"""What a process had sent when it ended lands before anybody sends it again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery import LANDING
from bot.turn import LEASE
from dialogs.effects import Tell
from dialogs.messages import say
from tests.bot.stage import KARI, NOON, Stage, delivering, set_up


@pytest.fixture
async def stage(tmp_path: Path, kind: str) -> AsyncIterator[Stage]:
    async with set_up(tmp_path, kind=kind) as stage:
        yield stage


async def test_what_a_dead_process_sent_may_land_before_it_is_sent_again(stage: Stage) -> None:
    await stage.send(Tell(KARI, say("start.hello")))
    await stage.database.turn(lambda work: work.outbox.claim(NOON, NOON + LEASE, 10))
    if not stage.database.alone:
        stage.clock.move((LEASE - LANDING).total_seconds())

    await _is_sent_only_after_landing(stage)


async def test_what_a_stop_cut_off_may_land_before_it_is_sent_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.STOP_SECONDS", 0.02)
    stage.telegram.gate = asyncio.Event()
    async with delivering(stage):
        await stage.send(Tell(KARI, say("start.hello")))
        await stage.until(lambda: stage.telegram.attempts)
    stage.telegram.gate = None

    await _is_sent_only_after_landing(stage)


async def _is_sent_only_after_landing(stage: Stage) -> None:
    async with delivering(stage) as looking:
        await looking.has_looked()
        assert await stage.tries() == [1]
        stage.clock.move(LANDING.total_seconds())
        await stage.drained()
    assert len(stage.telegram.told) == 1
