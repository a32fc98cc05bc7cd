"""One busy or broken chat holds up neither the others nor itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channel import Inbound, TryLaterError
from bot.delivery import HEAVY
from bot.pace import Pace
from dialogs.effects import FetchFile, Tell
from dialogs.events import Said
from dialogs.messages import say
from dialogs.state import RemoteFile
from tests.bot.stage import KARI, NOON, OLA, Stage, delivering, set_up

MANY = 40
"""More than there are lanes at once."""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with set_up(tmp_path) as stage:
        yield stage


async def test_many_files_of_one_applicant_keep_nobody_waiting(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.HEAVY_SECONDS", 0.01)
    under_way, most = 0, 0
    go_on = asyncio.Event()

    async def download(_: RemoteFile) -> bytes:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await go_on.wait()
        under_way -= 1
        return b"%PDF"

    monkeypatch.setattr(stage.telegram, "download", download)
    draft = await stage.database.turn(lambda work: work.dossiers.open_draft(KARI, "1", NOON)[0])
    files = [
        FetchFile(KARI, draft.id, "B4", f"u{n}", RemoteFile(f"f{n}", f"u{n}", "a.pdf", 1))
        for n in range(MANY)
    ]
    async with delivering(stage):
        await stage.send(*files)
        await stage.until(lambda: under_way == HEAVY[FetchFile.__name__])
        await stage.send(Tell(OLA, say("start.hello")), to=OLA)
        await stage.until(lambda: stage.telegram.told)
        go_on.set()
        await stage.drained()

    assert most == HEAVY[FetchFile.__name__]


async def test_a_send_that_hangs_is_waited_for_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each text waits a moment for what is being said in its chat; a hundred would be minutes."""
    waits: list[float] = []
    wait = asyncio.wait

    async def noted(tasks: set[asyncio.Task[None]], *, timeout: float) -> object:
        waits.append(timeout)
        return await wait(tasks, timeout=0.01)

    monkeypatch.setattr("bot.delivery.asyncio.wait", noted)
    stage.telegram.gate = asyncio.Event()
    async with delivering(stage):
        await stage.send(Tell(KARI, say("start.hello")))
        await stage.until(lambda: stage.telegram.attempts)
        for number in range(20):
            await stage.turn(Inbound(f"tg:1:{number}", Said(str(number), "5"), KARI))
        assert len(waits) == 1
        stage.telegram.gate.set()
        await stage.drained()
        waits.clear()
        stage.telegram.gate = asyncio.Event()
        await stage.send(Tell(KARI, say("help.commands")))
        await stage.until(lambda: len(stage.telegram.attempts) > 1)
        await stage.turn(Inbound("tg:1:99", Said("igjen", "5"), KARI))
        assert len(waits) == 1, "what is sent next is waited for again"
        stage.telegram.gate.set()
        await stage.drained()


async def test_a_message_that_became_the_screen_again_keeps_its_buttons(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pace, busy = Pace(), True
    monkeypatch.setattr(pace, "spare", lambda *_: 0.01 if busy else 0.0)
    async with delivering(stage, pace=pace):
        await stage.send(Tell(KARI, say("start.hello"), screen=True))
        await stage.send(Tell(KARI, say("help.commands"), screen=True))
        await stage.send(Tell(KARI, say("start.hello"), edit="m1", screen=True))
        await stage.drained()
        busy = False
        await stage.until(lambda: stage.telegram.dropped)

    assert stage.telegram.dropped == ["m2"]


async def test_a_shorter_pause_does_not_end_a_longer_one(stage: Stage) -> None:
    stage.telegram.troubles = [
        TryLaterError("all chats", seconds=60, everybody=True),
        TryLaterError("all chats", seconds=2, everybody=True),
    ]
    delivery = stage.delivery()
    await delivery.start()
    stage.telegram.gate = asyncio.Event()
    await stage.send(Tell(KARI, say("start.hello")))
    await stage.send(Tell(OLA, say("start.hello")), to=OLA)
    await stage.until(lambda: len(stage.telegram.attempts) == 2)
    stage.telegram.gate.set()
    await stage.until(lambda: not stage.telegram.troubles)
    await delivery.stop()

    pause = delivery._courier.paused["telegram"] - stage.clock()
    assert pause.total_seconds() == 60
