"""Seeing one update through: taken in a turn, or set aside after three failures.

The attempt is counted before the try, in the inbox's own transaction, so that an update that kills
the process is counted too. What was in flight when a process ended is taken alone by the next one,
because a process that is killed or loses its power takes many innocent updates with it. A press is
answered once its turn is committed, whatever came of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Protocol

from bot.channel import Inbound, TurnResult
from bot.places import where
from bot.telegram.backoff import Backoff
from bot.telegram.outbound import TelegramChannel
from bot.telegram.receiving import Received
from dialogs.effects import Toast
from dialogs.messages import Message
from storage.errors import DatabaseTroubleError

MAX_ATTEMPTS = 3

MAX_DEATHS = 5
"""How often an update may have been in flight when its process ended, the first time among others
and then alone. A process that is killed for another reason must not cost anybody a message."""

RETRY_SECONDS = 0.5
"""Before the second attempt, and twice that before the third: a busy database gets its breath."""

SLOW_SECONDS = 0.7
"""A turn that takes longer than this shows that something is being written."""

log = logging.getLogger(__name__)


class Inbox(Protocol):
    """Where updates go. Everything that it does is committed when it returns."""

    async def take(self, inbound: Inbound) -> TurnResult:
        """Apply an event once; repeated, it changes nothing."""
        ...

    async def was_begun(self, event_id: str) -> bool:
        """Whether an earlier process began an event and did not live to its end."""
        ...

    async def count_attempt(self, event_id: str) -> int:
        """Count one attempt at an event and say which it is, from 1; 0 for one already taken."""
        ...

    async def set_aside(self, inbound: Inbound, error: BaseException) -> str:
        """Put an event that cannot be taken aside, without its text, and tell the applicant.

        An inbound without an address has nobody to be told. Returns the reference.
        """
        ...


class ExhaustedError(Exception):
    """An update ended the process as often as it may."""


class Taker:
    """Takes updates one at a time for many chats at once. It never raises for an update's sake."""

    def __init__(
        self,
        inbox: Inbox,
        channel: TelegramChannel,
        stopping: asyncio.Event,
        waits_out: bool = True,
    ) -> None:
        """Without `waits_out`, an update that finds the inbox out of order is not taken at all."""
        self._inbox = inbox
        self._channel = channel
        self._stopping = stopping
        self._waits_out = waits_out
        self._background: set[asyncio.Task[None]] = set()
        self._alone = asyncio.Lock()

    async def take(self, received: Received) -> bool:
        """True when the update may be confirmed; False when it has to come again."""
        result: TurnResult | None = TurnResult()
        if received.inbound is not None:
            result = await self._settle(received.inbound, received.error)
        if result is None:
            return False
        if received.callback is not None:
            self._in_background(self._answer(received.callback, result))
        return True

    async def finish(self, seconds: float) -> None:
        """Wait for what is still being shown."""
        if self._background:
            await asyncio.wait(self._background, timeout=seconds)
        for task in self._background:
            task.cancel()

    async def _settle(self, inbound: Inbound, unreadable: Exception | None) -> TurnResult | None:
        try:
            suspected = await self._inbox.was_begun(inbound.event_id)
        except Exception:  # the inbox is out of order, which is said and waited out below
            suspected = False
        if not suspected:
            return await self._see_through(inbound, unreadable)
        # One at a time: if the process ends again, nothing else is suspected with it.
        async with self._alone:
            return await self._see_through(inbound, unreadable)

    async def _see_through(
        self, inbound: Inbound, unreadable: Exception | None
    ) -> TurnResult | None:
        error: Exception | None = unreadable
        outage = Backoff(log)
        pause: float | None
        while True:
            try:
                attempt = await self._inbox.count_attempt(inbound.event_id)
                if unreadable is not None or attempt > (MAX_ATTEMPTS if error else MAX_DEATHS):
                    reference = await self._inbox.set_aside(inbound, error or ExhaustedError())
                    log.error("%s set aside as %s", inbound.event_id, reference)
                    return TurnResult()
            except Exception as trouble:  # the inbox itself is out of order: no fault of the update
                pause = self._out_of_order(outage, trouble)
            else:
                try:
                    return await self._visibly(inbound)
                except DatabaseTroubleError as trouble:
                    pause = self._out_of_order(outage, trouble)
                except Exception as failure:  # whatever it is: rolled back, counted, tried again
                    error = failure
                    pause = RETRY_SECONDS * max(attempt, 1)
                    log.warning("%s attempt %d: %s", inbound.event_id, attempt, where(failure))
            if pause is None or not await self._pause(pause):
                return None

    def _out_of_order(self, outage: Backoff, trouble: Exception) -> float | None:
        pause = outage.failed(f"the inbox does not work: {where(trouble)}")
        return pause if self._waits_out else None

    async def _visibly(self, inbound: Inbound) -> TurnResult:
        to = inbound.address
        if to is None:
            return await self._inbox.take(inbound)
        slow = asyncio.get_running_loop().call_later(
            SLOW_SECONDS, lambda: self._in_background(self._channel.typing(to))
        )
        try:
            return await self._inbox.take(inbound)
        finally:
            slow.cancel()

    async def _answer(self, callback: str, result: TurnResult) -> None:
        note = _note(result)
        try:
            await self._channel.answer_callback(callback, note, result.language)
        except Exception as error:  # a note that cannot be worded must not leave a button spinning
            log.error("a note was not shown: %s", where(error))
            await self._channel.answer_callback(callback, None, result.language)

    async def _pause(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return True
        return False

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _note(result: TurnResult) -> Message | None:
    return next((one.message for one in result.ephemerals if isinstance(one, Toast)), None)
