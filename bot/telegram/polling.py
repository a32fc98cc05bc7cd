"""The polling loop: fetch a batch, take every update, and only then confirm the batch.

Telegram takes the next poll's offset for a receipt. It is sent when every update of a batch is
committed or set aside, and it is kept nowhere: after a crash Telegram delivers the batch again,
and the inbox recognises what it has. Chats go in parallel; inside a chat, order holds.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.telegram.backoff import Backoff
from bot.telegram.client import id_of
from bot.telegram.errors import TOKEN_PAUSE, seconds_of
from bot.telegram.outbound import TelegramChannel
from bot.telegram.receiving import ALLOWED_UPDATES, Received, receive
from bot.telegram.taking import Inbox, Taker

POLL_SECONDS = 25
"""How long Telegram may hold a poll open when nothing is new."""

GRACE_SECONDS = 10.0
"""How much longer the client waits for that answer before it gives the connection up."""

CONFLICT_SECONDS = 15.0
"""How long another reader of the same bot is given to go away."""

ANSWER_SECONDS = 1.0
"""How long a stopping loop waits for presses to be answered. The whole bot ends in peace within
`bot.commands.run.END_SECONDS`: this, `bot.telegram.webhook.FINISH_SECONDS` before it,
`bot.slack.socket.CLOSE_SECONDS` twice, and `bot.delivery.STOP_SECONDS` with its leftovers."""

T = TypeVar("T")

log = logging.getLogger(__name__)


class Poller:
    """Reads the bot's updates until it is stopped. No trouble outside ends it."""

    def __init__(self, bot: Bot, inbox: Inbox, channel: TelegramChannel) -> None:
        self._bot = bot
        self._bot_id = id_of(bot.token)
        self._username = ""
        self._stopping = asyncio.Event()
        self._taker = Taker(inbox, channel, self._stopping)
        self._network = Backoff(log)

    async def run(self) -> None:
        """Poll until `stop`; the updates in flight are finished first."""
        offset: int | None = None
        try:
            while not self._stopping.is_set():
                batch = await self._fetch(offset)
                if batch is None:
                    continue
                if not await self._take_all(batch):
                    break  # stopped in the middle of trouble: Telegram keeps the batch
                # An empty answer means that the offset has done its work. Without one, ids that
                # begin anew (after a week without updates) are not mistaken for confirmed ones.
                offset = max((update.number for update in batch), default=-1) + 1 or None
        finally:
            await self._taker.finish(ANSWER_SECONDS)

    def stop(self) -> None:
        """Ask the loop to end; `run` returns when the updates in flight are done."""
        self._stopping.set()

    async def _fetch(self, offset: int | None) -> list[Received] | None:
        """The next batch; None when there was none because of trouble, or because of `stop`."""
        try:
            raw = await self._unless_stopped(self._poll(offset))
        except Conflict:
            reason = "another program or a webhook reads this bot's updates: end it, or delete it"
            await self._pause(reason, CONFLICT_SECONDS)
        except InvalidToken:
            await self._pause("the Bot API does not accept the token", TOKEN_PAUSE)
        except RetryAfter as error:
            await self._pause("too many requests", seconds_of(error))
        except Exception as error:  # a lost network has many names, and none may end the loop
            await self._pause(f"no updates: {type(error.__cause__ or error).__name__}")
        else:
            if raw is None:
                return None
            self._network.succeeded()
            received = (receive(update, self._bot_id, self._username) for update in raw)
            batch = [update for update in received if update is not None]
            if batch or not raw:
                return batch
            await self._pause("this is no batch of updates")
        return None

    async def _poll(self, offset: int | None) -> Sequence[object]:
        if not self._username:
            self._username = (await self._bot.get_me()).username or ""
        query: dict[str, int | str] = {
            "timeout": POLL_SECONDS,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        if offset is not None:
            query["offset"] = offset
        # Not `get_updates`: it reads a batch as a whole and would lose it for one odd update.
        updates = await self._bot.request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(query)}",
            read_timeout=POLL_SECONDS + GRACE_SECONDS,
        )
        if not isinstance(updates, list):
            raise TypeError("getUpdates gives a list")
        return updates

    async def _take_all(self, batch: list[Received]) -> bool:
        lanes: defaultdict[str, list[Received]] = defaultdict(list)
        for update in batch:
            lanes[update.lane].append(update)
        settled = await asyncio.gather(*(self._take_lane(lane) for lane in lanes.values()))
        return all(settled)

    async def _take_lane(self, lane: list[Received]) -> bool:
        for update in lane:
            # Told to end: what is not begun comes again, and what is taken is recognised then.
            if self._stopping.is_set() or not await self._taker.take(update):
                return False
        return True

    async def _pause(self, reason: str, at_least: float = 0.0) -> None:
        await self._unless_stopped(asyncio.sleep(self._network.failed(reason, at_least)))

    async def _unless_stopped(self, work: Coroutine[None, None, T]) -> T | None:
        task = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            stop.cancel()
            await asyncio.gather(task, stop, return_exceptions=True)
