"""SIGTERM: what is in flight is finished or given back within ten seconds, and nothing is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.sandbox import SandboxClient
from storage.database import Database
from tests.e2e.house import sandbox_settings
from tests.e2e.mortal import MortalBot
from tests.postgres import server_of_its_own

SECONDS = 10.0


async def _leased(sandbox: SandboxClient, folder: Path) -> int:
    """How many rows are still somebody's."""
    database = Database.open(sandbox_settings(folder / "var", sandbox.url).database)
    query = "SELECT count(*) FROM outbox WHERE leased_until IS NOT NULL"
    try:
        return await database.read(
            lambda work: int(work._connection.exec_driver_sql(query).scalar() or 0)
        )
    finally:
        await database.close()


async def test_sends_that_hang_do_not_keep_it_and_are_made_after_the_next_start(
    sandbox: SandboxClient, tmp_path: Path
) -> None:
    bot = MortalBot(sandbox.url, tmp_path)
    kari, ola = sandbox.applicant(), await sandbox.add_applicant("Ola")
    await bot.start()
    await sandbox.wait_for_bot(timeout=20)
    await sandbox.fault("sendMessage", "hang", times=2, seconds=60)
    for chat in (kari, ola):
        await chat.say("/hjelp")
    async with asyncio.timeout(20):
        while await _leased(sandbox, tmp_path) < 2:
            await asyncio.sleep(0.05)

    async with asyncio.timeout(SECONDS):
        status = await bot.stop()

    assert status == 0, bot.log.read_text()
    assert "Traceback" not in bot.log.read_text()
    assert await _leased(sandbox, tmp_path) == 0
    await kari.say("/start")  # while nobody runs: taken at the next start, after what was before
    await bot.start()
    for chat in (kari, ola):
        await chat.wait_for_message("/sok", after=0, timeout=20)
    await kari.wait_for_message("Veiviser", after=0, timeout=20)
    assert await bot.stop() == 0


async def test_whispers_that_hang_do_not_keep_it(sandbox: SandboxClient, tmp_path: Path) -> None:
    bot = MortalBot(sandbox.url, tmp_path)
    await bot.start()
    await sandbox.wait_for_bot(timeout=20)
    await sandbox.fault("answerCallbackQuery", "hang", times=9, seconds=60)
    kari = sandbox.applicant()
    await kari.say("/start")
    hello = await kari.wait_for_message("Veiviser", timeout=20)
    await kari.press(hello.labels[0])
    await kari.wait_for_message(timeout=20)

    async with asyncio.timeout(SECONDS):
        assert await bot.stop() == 0


async def test_a_database_that_no_longer_answers_does_not_keep_it(
    sandbox: SandboxClient, tmp_path: Path
) -> None:
    with server_of_its_own() as server:
        bot = MortalBot(sandbox.url, tmp_path, {"DATABASE_URL": server.url})
        await bot.start()
        await sandbox.wait_for_bot(timeout=60)
        with server.frozen():
            async with asyncio.timeout(SECONDS + 10):
                assert await bot.stop() == 1

    assert "cut off" in bot.log.read_text()
