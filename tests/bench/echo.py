"""The yardstick: the least that python-telegram-bot can do for a message, as a process of its own.

A bare `telegram.Bot` and a `get_updates` loop that sends every text back: no state, no journal, no
order, and updates are confirmed before they are answered.
"""

from __future__ import annotations

import asyncio
import sys

from telegram import Bot
from telegram.request import HTTPXRequest

TOKEN = "1000002:echo-token"
POLL_SECONDS = 25
CONNECTIONS = 64


async def echo(url: str) -> None:
    """Echo for ever."""
    request = HTTPXRequest(connection_pool_size=CONNECTIONS, httpx_kwargs={"trust_env": False})
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request)
    sending: set[asyncio.Task[object]] = set()
    offset: int | None = None
    async with bot:
        print("ready", flush=True)
        while True:
            for update in await bot.get_updates(offset, timeout=POLL_SECONDS):
                offset = update.update_id + 1
                message = update.message
                if message is not None and message.text:
                    task = asyncio.create_task(bot.send_message(message.chat.id, message.text))
                    sending.add(task)
                    task.add_done_callback(sending.discard)


if __name__ == "__main__":
    asyncio.run(echo(sys.argv[1]))
