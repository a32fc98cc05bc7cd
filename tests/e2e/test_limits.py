"""The bot with its rate limits on, as it runs in production; every other test has them off."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.commands.run import against
from bot.sandbox import SandboxClient
from bot.settings import read_settings
from knowledge.library import Library
from tests.e2e.house import House

RATE, BURST, TEXTS = 4.0, 3, 8


async def test_a_hasty_applicant_gets_every_answer_in_order_at_the_pace_that_telegram_takes(
    sandbox: SandboxClient, library: Library, tmp_path: Path
) -> None:
    settings = read_settings(
        var_dir=tmp_path / "var", telegram_chat_rate=RATE, telegram_chat_burst=BURST
    )
    house = House(against(settings, sandbox.url), library, sandbox)
    await house.start()
    try:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for _ in range(TEXTS):
            await house.kari.say("/hjelp")
        await house.until(lambda work: work.outbox.depth())
        await house.all_sent()
        took = loop.time() - began
        answers = [one for one in await house.kari.messages() if one.from_bot]
        aside = await house.read(lambda work: work.outbox.put_aside())
    finally:
        await house.stop()

    assert len(answers) == TEXTS
    assert took >= (TEXTS - BURST) / RATE
    assert aside == ()
