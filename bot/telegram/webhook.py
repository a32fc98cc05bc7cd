"""Updates as Telegram pushes them: each is confirmed, with 200, when its turn is committed.

Telegram is told to push one at a time (`MAX_CONNECTIONS`), so a chat's order holds over any number
of replicas behind one address. An update that gets another answer, or none, is pushed again: it is
asked for with 503 while the database is away or this replica ends.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging

from aiohttp import web
from telegram import Bot, WebhookInfo
from telegram.error import RetryAfter, TelegramError

from bot.telegram.backoff import Backoff
from bot.telegram.client import id_of
from bot.telegram.errors import seconds_of
from bot.telegram.outbound import TelegramChannel
from bot.telegram.polling import ANSWER_SECONDS
from bot.telegram.receiving import ALLOWED_UPDATES, receive
from bot.telegram.taking import Inbox, Taker

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

MAX_CONNECTIONS = 1
"""Updates that Telegram pushes at once. With more, two of one chat could overtake one another."""

LARGEST_BODY = 1024 * 1024
"""Bytes of one update. A message has at most 4096 characters and some kilobytes around them."""

FINISH_SECONDS = 2.0
"""How long an ending replica may take for the updates that it has begun: a turn takes milliseconds
and waits up to a second for the chat. One that takes longer is not confirmed, and comes again."""

log = logging.getLogger(__name__)


class Webhook:
    """Takes the bot's updates at `answer` until it is stopped. `run` looks after it meanwhile."""

    def __init__(
        self, bot: Bot, inbox: Inbox, channel: TelegramChannel, url: str, secret: str
    ) -> None:
        """`url` is where Telegram was told to push; `secret` what it shows with every update."""
        self._bot = bot
        self._bot_id = id_of(bot.token)
        self._username = ""
        self._url = url
        self._secret = secret.encode()
        self._stopping = asyncio.Event()
        self._taker = Taker(inbox, channel, self._stopping, waits_out=False)
        self._busy: set[asyncio.Task[web.Response]] = set()

    async def run(self) -> None:
        """Until `stop`; what was begun is finished first."""
        meeting = asyncio.create_task(self._meet_telegram())
        try:
            await self._stopping.wait()
        finally:
            meeting.cancel()
            if self._busy:
                await asyncio.wait(self._busy, timeout=FINISH_SECONDS)
            await self._taker.finish(ANSWER_SECONDS)

    def stop(self) -> None:
        """Take nothing new: what comes from now on is asked for again."""
        self._stopping.set()

    async def answer(self, request: web.Request) -> web.Response:
        """One request. Whoever does not know the secret learns nothing, and is not read."""
        shown = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(shown, self._secret):
            return web.Response(status=403)
        if self._stopping.is_set():
            return _come_again()
        try:
            raw = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        task = asyncio.ensure_future(self._take(raw))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        # Telegram may hang up: what was begun is committed all the same, and recognised next time.
        return await asyncio.shield(task)

    async def _take(self, raw: object) -> web.Response:
        received = receive(raw, self._bot_id, self._username)
        if received is None:
            return web.Response(status=400)
        return web.Response() if await self._taker.take(received) else _come_again()

    async def _meet_telegram(self) -> None:
        """Learn the bot's name, for commands in groups, and whether Telegram knows this address."""
        trouble = Backoff(log)
        while True:
            try:
                self._username = (await self._bot.get_me()).username or ""
                url = (await self._bot.get_webhook_info()).url
            except TelegramError as error:
                least = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
                reason = f"Telegram is not reached: {type(error).__name__}"
                await asyncio.sleep(trouble.failed(reason, least))
            else:
                if url != self._url:
                    log.warning("Telegram pushes elsewhere or nowhere: run `veiviser webhook set`")
                return


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Have Telegram push updates to `url`; what waits is kept.

    Raises:
        TelegramError: Telegram refuses, or is not reached.
    """
    await bot.set_webhook(
        url,
        max_connections=MAX_CONNECTIONS,
        allowed_updates=ALLOWED_UPDATES,
        secret_token=secret,
    )


async def delete_webhook(bot: Bot) -> None:
    """Have Telegram keep updates for polling; what waits is kept.

    Raises:
        TelegramError: Telegram refuses, or is not reached.
    """
    await bot.delete_webhook()


async def webhook_info(bot: Bot) -> WebhookInfo:
    """What Telegram says of the webhook.

    Raises:
        TelegramError: Telegram refuses, or is not reached.
    """
    return await bot.get_webhook_info()


def _come_again() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": "1"})
