"""The bot with its rate limits on, as it runs in production; every other test has them off."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.commands.run import against
from bot.sandbox import SandboxClient
from bot.sandbox.client_values import Message
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
        answers = await _answers(house, TEXTS)
        took = loop.time() - began
        await house.all_sent()
        aside = await house.read(lambda work: work.outbox.put_aside())
    finally:
        await house.stop()

    assert len(answers) == TEXTS
    assert took >= (TEXTS - BURST) / RATE
    assert aside == ()


async def _answers(house: House, count: int) -> list[Message]:
    """The bot's messages, when there are so many."""
    async with asyncio.timeout(30):
        while True:
            found = [one for one in await house.kari.messages() if one.from_bot]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.05)
