"""One row of the outbox: performed, and settled as its outcome demands.

Whatever happens, a row ends in one of three ways: removed, given back until later, or set aside
for a person to look at. The transaction that settles it also stores what came of it and claims the
next row of its lane.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import aside
from bot.channel import RefusedError, TryLaterError
from bot.exchange import applicant_of
from bot.outcome import Done
from bot.pace import Pace
from bot.performing import Performer
from bot.places import where
from bot.turn import LEASE, Taken, Turn, new_reference
from dialogs.effects import Durable, FetchFile, PostAside, RefreshCard
from dialogs.events import Blocked, Event, Refusal, UpdateSetAside
from dialogs.state import Address
from storage.aside import GONE, error_class
from storage.codec import decode_effect
from storage.database import Database
from storage.errors import DatabaseAwayError, DatabaseTroubleError
from storage.outbox_rows import OutboxRow
from storage.work import Work

SEND_SECONDS = 90.0
"""For one attempt; a 20 MB file over a slow line takes a minute. Its lease is renewed meanwhile."""

MAX_ATTEMPTS = 10
"""That failed in this process: with the pauses between them about three quarters of an hour; then a
person has to look. A row's own count also has the tries that a killed process did not live to see
the end of; they say nothing about the other end, so they neither lengthen a pause nor end a row."""

FIRST_PAUSE, PAUSE_FACTOR, LONGEST_PAUSE = 2.0, 3.0, 600.0
"""Seconds: 2, 6, 18 ... 600, each up to a fifth longer or shorter, so that lanes spread."""

SETTLE_PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds between the tries to store what came of a row. Its lease lasts for them, and a row that
is not settled says nothing in its chat for the rest of the lease, and then the same once more."""

AFTER_SECONDS = 30.0
"""For what is nice to have, such as taking old buttons away, to find a moment when nothing else is
sent in its chat; then it is left undone."""

Settle = Callable[[Work], Taken | None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Settled:
    taken: Taken | None
    following: OutboxRow | None


class Courier:
    """Delivers rows that are leased to this process.

    `paused` says until when a channel takes nothing; `in_flight` are the rows that were begun and
    not settled; `ending`: claim no further rows.
    """

    def __init__(
        self,
        database: Database,
        turn: Turn,
        performer: Performer,
        clock: Callable[[], datetime],
        lease: timedelta = LEASE,
        pace: Pace | None = None,
    ) -> None:
        self._database = database
        self._turn = turn
        self._performer = performer
        self._clock = clock
        self._lease = lease
        self._pace = pace or Pace()
        self._afters: set[asyncio.Task[None]] = set()
        self._failures: Counter[int] = Counter()
        self.paused: dict[str, datetime] = {}
        self.in_flight: dict[int, OutboxRow] = {}
        self.ending = False

    async def deliver(self, row: OutboxRow) -> OutboxRow | None:
        """Perform a row and settle it; the next row of its lane, which is then ours too.

        Raises:
            Exception: whatever the database raises; the row stays leased and is tried again.
        """
        now = self._clock()
        if row.leased_until is None or row.leased_until - now < self._lease / 2:
            # It waited too long for a free lane: claimed anew, it has its whole time again.
            return await self._postpone(row, row.due, row.last_error, counts=False)
        pause = self.paused.get(row.channel, now)
        if pause > now:
            return await self._postpone(row, pause, "the channel is paused", counts=False)
        try:
            effect = decode_effect(row.kind, row.payload)
        except ValueError:  # written by another version of the program
            return await self._set_aside(row, "unreadable")
        self.in_flight[row.id] = row
        try:
            following = await self._attempt(row, effect)
        except Exception:  # not when it is cut off: what ends it gives the row back
            del self.in_flight[row.id]
            raise
        del self.in_flight[row.id]
        return following

    async def put_back(self, row: OutboxRow, seconds: float) -> None:
        """Give a row back that may not go for so long; it was not tried."""
        due = self._clock() + timedelta(seconds=seconds)
        await self._postpone(row, due, row.last_error, counts=False)

    async def finish(self, seconds: float) -> None:
        """Wait for what is nice to have, then leave it."""
        if self._afters:
            await asyncio.wait(self._afters, timeout=seconds)
        for task in self._afters:
            task.cancel()

    async def _attempt(self, row: OutboxRow, effect: Durable) -> OutboxRow | None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                done = await self._performer.perform(effect, row)
        except TryLaterError as error:
            return await self._try_later(row, effect, error)
        except TimeoutError:
            return await self._try_later(row, effect, TryLaterError("no answer in time"))
        except RefusedError as error:
            return await self._refused(row, effect, error)
        except DatabaseTroubleError as error:  # no fault of the row's; it may have been sent
            due = self._clock() + timedelta(seconds=FIRST_PAUSE)
            return await self._postpone(row, due, type(error).__name__, counts=True)
        except Exception as error:  # a mistake of ours: sending it again would end the same way
            return await self._failed(row, effect, error)
        return await self._done(row, done)

    # --- how it went ------------------------------------------------------------------------------

    async def _done(self, row: OutboxRow, done: Done) -> OutboxRow | None:
        self._failures.pop(row.id, None)

        def close(work: Work) -> Taken | None:
            return done.close(work) if work.outbox.close(row) else None

        following = await self._settle(row, close, done.order, durable=not done.repeatable)
        if done.after is not None:
            self._later(row, done.after)
        return following

    async def _try_later(
        self, row: OutboxRow, effect: Durable, error: TryLaterError
    ) -> OutboxRow | None:
        failures = self._failures[row.id] + 1
        pause = error.seconds or _pause(failures)
        due = self._clock() + timedelta(seconds=pause)
        if error.everybody:
            self.paused[row.channel] = max(due, self.paused.get(row.channel, due))
        elif failures >= MAX_ATTEMPTS:
            if isinstance(effect, FetchFile):
                return await self._done(row, self._performer.refuse(effect, Refusal.UNAVAILABLE))
            return await self._set_aside(row, str(error))
        else:
            self._failures[row.id] = failures
        reason = error_class(str(error))
        log.info("row %d (%s) waits %.0f s: %s", row.id, row.kind, pause, reason)
        return await self._postpone(row, due, str(error), counts=not error.everybody)

    async def _refused(
        self, row: OutboxRow, effect: Durable, error: RefusedError
    ) -> OutboxRow | None:
        to = applicant_of(effect)
        if error.gone and to is not None:
            return await self._set_aside_with(row, GONE, to, Blocked())
        return await self._set_aside(row, str(error))

    async def _failed(self, row: OutboxRow, effect: Durable, error: Exception) -> OutboxRow | None:
        """The applicant is told under a reference; but not that telling them failed."""
        reference = new_reference()
        log.error("row %d (%s) failed, %s: %s", row.id, row.kind, reference, where(error))
        if isinstance(effect, FetchFile):
            return await self._done(row, self._performer.refuse(effect, Refusal.UNAVAILABLE))
        reason, to = f"{reference} {type(error).__name__}", applicant_of(effect)
        if to is None or row.apology:
            return await self._set_aside(row, reason)
        return await self._set_aside_with(row, reason, to, UpdateSetAside(reference))

    # --- how it is settled ------------------------------------------------------------------------

    async def _postpone(
        self, row: OutboxRow, due: datetime, reason: str, counts: bool
    ) -> OutboxRow | None:
        def settle(work: Work) -> None:
            work.outbox.postpone(row, due, reason, counts)

        return await self._settle(row, settle)

    async def _set_aside(self, row: OutboxRow, reason: str) -> OutboxRow | None:
        log.error("row %d (%s) is set aside: %s", row.id, row.kind, error_class(reason))
        self._failures.pop(row.id, None)
        # What follows a card in its lane belongs into its thread, so it waits for the card.
        hold = row.kind == RefreshCard.__name__

        def settle(work: Work) -> None:
            if row.kind == PostAside.__name__:
                work.outbox.close(row)  # what it would have told is a command away
            elif work.outbox.give_up(row, reason, hold, self._clock()):
                aside.note(work, self._clock())

        return await self._settle(row, settle)

    async def _set_aside_with(
        self, row: OutboxRow, reason: str, to: Address, event: Event
    ) -> OutboxRow | None:
        self._failures.pop(row.id, None)

        def settle(work: Work) -> Taken | None:
            if not work.outbox.give_up(row, reason, False, self._clock()):
                return None
            if reason != GONE:
                aside.note(work, self._clock())
            return self._turn.take_result(work, to, event, self._clock(), apology=True)

        return await self._settle(row, settle, to)

    async def _settle(
        self, row: OutboxRow, settle: Settle, order: Address | None = None, durable: bool = True
    ) -> OutboxRow | None:
        def transaction(work: Work) -> _Settled:
            taken, now = settle(work), self._clock()
            if self.ending:
                return _Settled(taken, None)
            return _Settled(taken, work.outbox.claim_next(row.lane, now, now + self._lease))

        settled = await self._commit(row, transaction, order, durable)
        if settled.taken is not None:
            self._turn.wake(settled.taken.rows)
        return settled.following

    async def _commit(
        self,
        row: OutboxRow,
        transaction: Callable[[Work], _Settled],
        order: Address | None,
        durable: bool,
    ) -> _Settled:
        """Commit, through a time in which the database is busy with somebody else."""
        tries = iter(SETTLE_PAUSES)
        while (pause := next(tries, None)) is not None:
            try:
                async with self._turn.order(order):
                    return await self._database.turn(transaction, durable)
            except Exception as error:
                if isinstance(error, DatabaseAwayError):
                    tries = iter(SETTLE_PAUSES)  # nobody else can have the row either: wait
                if self.ending:
                    raise
                log.warning("row %d is not settled yet: %s", row.id, where(error))
            await asyncio.sleep(pause)
        async with self._turn.order(order):
            return await self._database.turn(transaction, durable)

    def _later(self, row: OutboxRow, after: Callable[[], Awaitable[None]]) -> None:
        async def run() -> None:
            try:
                async with asyncio.timeout(AFTER_SECONDS):
                    while seconds := self._patience(row):
                        await asyncio.sleep(seconds)
                self._pace.spend(row.channel, row.lane)
                await after()
            except Exception as error:
                log.debug("left undone: %s", type(error).__name__)

        task = asyncio.create_task(run())
        self._afters.add(task)
        task.add_done_callback(self._afters.discard)

    def _patience(self, row: OutboxRow) -> float:
        """Seconds for which nothing that is merely nice to have may go where a row went."""
        now = self._clock()
        pause = (self.paused.get(row.channel, now) - now).total_seconds()
        return max(pause, self._pace.spare(row.channel, row.lane))


def _pause(failures: int) -> float:
    pause = min(FIRST_PAUSE * PAUSE_FACTOR ** (failures - 1), LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)
