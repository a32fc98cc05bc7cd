"""The outbox relay: which rows are delivered when, lane by lane.

At-least-once: a row is removed after it was sent, in the transaction that stores what came of it.
A row is ours by a lease, so nothing is locked while something is sent. A turn in this process
hands its row over directly; rows from elsewhere are found by looking once a second.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.courier import Courier
from bot.exchange import chat_lane
from bot.pace import Pace
from bot.performing import Performer
from bot.places import where
from bot.turn import LEASE, Turn
from bot.waiting import WaitingRoom
from dialogs.effects import FetchFile, PostAttachment
from dialogs.state import Address
from storage.database import Database
from storage.errors import DatabaseTroubleError
from storage.outbox_rows import OutboxRow
from storage.work import Work

LOOK_SECONDS = 1.0
"""Between two looks for rows that nobody handed over: from another process, or due again."""

LANES = 32
"""At once. Telegram takes about 30 messages a second from a bot."""

HEAVY = {FetchFile.__name__: 2, PostAttachment.__name__: 2}
"""How many of a kind at once. A file is up to 20 MB, takes up to a minute, and is in memory a few
times over meanwhile; those that wait for another file's end keep no lane from other chats."""

HEAVY_SECONDS = 0.3
"""Between two looks of a file whether it is its turn."""

SETTLE_SECONDS = 1.0
"""For what is being said in a chat, before the next text from there is taken. Telegram answers
within some tenths of a second; a chat that must wait longer is told that its text came early."""

STOP_SECONDS = 4.0
"""For what is in flight when delivery is stopped: a send takes some tenths of a second. One that
takes longer is cut off and, as its outcome is unknown, looked up at the next start."""

LANDING = timedelta(seconds=3)
"""For what had been sent when a process ended: it may still be on its way. A post that is looked up
before it lands is not found, and an edit that lands late takes the place of a newer one."""

LEFT_SECONDS = 0.5
"""After that, for what is merely nice to have."""

SKEW = timedelta(minutes=2)
"""Of the clocks of several machines; more than this between us and the newest event is an error."""

log = logging.getLogger(__name__)


class Delivery:
    """Delivers from `start` to `stop`; meanwhile this process's turns hand it their rows."""

    def __init__(
        self,
        database: Database,
        turn: Turn,
        performer: Performer,
        clock: Callable[[], datetime],
        lanes: int = LANES,
        look_seconds: float = LOOK_SECONDS,
        lease: timedelta = LEASE,
        pace: Pace | None = None,
    ) -> None:
        """`pace` says how fast; without it, as fast as it goes."""
        self._database = database
        self._turn = turn
        self._pace = pace or Pace()
        self._courier = Courier(database, turn, performer, clock, lease, self._pace)
        self._room = WaitingRoom(self._pace, lambda row: self._wake((row,)), lease)
        self._clock = clock
        self._lanes = lanes
        self._look_seconds = look_seconds
        self._lease = lease
        self._handed: deque[OutboxRow] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._by_lane: dict[str, asyncio.Task[None]] = {}
        self._slow: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to deliver. Where only one process may, what a dead one held is free when nothing
        that it sent can land any more."""
        now = self._clock()
        await self._database.turn(lambda work: self._recover(work, now))
        self._turn.hand_to(self._wake, self._settle)
        self._looking = asyncio.create_task(self._look_for_ever())

    def _recover(self, work: Work, now: datetime) -> None:
        if self._database.alone:
            work.outbox.shorten_leases(now + LANDING)
        newest = work.journal.newest()
        if newest is not None and newest > now + SKEW:
            log.warning("the clock was set back: the newest event is of %s", newest.isoformat())
            work.outbox.hurry(now)
            work.journal.bring_back(now)

    async def stop(self) -> None:
        """Finish what is in flight, for a while, and give back everything else."""
        self._turn.hand_to(None)
        self._courier.ending = True
        waiting, self._handed = tuple(self._handed), deque()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        if self._running:
            await asyncio.wait(self._running, timeout=STOP_SECONDS)
        cut_off = tuple(self._running)
        for task in cut_off:
            task.cancel()
        await asyncio.gather(*cut_off, return_exceptions=True)
        await self._courier.finish(LEFT_SECONDS)
        waiting += (*self._handed, *self._room.close())
        begun, now = tuple(self._courier.in_flight.values()), self._clock()
        if not waiting and not begun:
            return
        try:
            await self._database.turn(lambda work: _give_back(work, waiting, begun, now))
        except DatabaseTroubleError as error:  # they are free when their leases end
            log.error("%d rows were not given back: %s", len(waiting) + len(begun), where(error))

    def _wake(self, rows: Sequence[OutboxRow]) -> None:
        # Rows without a lease are behind others of their lane, and come when it is their turn.
        self._handed.extend(row for row in rows if row.leased_until is not None)
        self._fill()

    def _fill(self) -> None:
        while self._handed and len(self._running) < self._lanes and not self._courier.ending:
            row = self._handed.popleft()
            task = asyncio.create_task(self._run_lane(row))
            self._running.add(task)
            self._by_lane[row.lane] = task
            task.add_done_callback(partial(self._lane_ended, row.lane))

    def _lane_ended(self, lane: str, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._slow.discard(task)
        if self._by_lane.get(lane) is task:
            del self._by_lane[lane]
        self._fill()

    async def _settle(self, to: Address) -> None:
        """Wait for what is being said in a chat just now, but not for long, and not again."""
        task = self._by_lane.get(chat_lane(to))
        if task is None or task in self._slow:
            return
        _, pending = await asyncio.wait({task}, timeout=SETTLE_SECONDS)
        # A hundred texts from a chat that cannot be answered would hold up everybody's updates.
        self._slow |= pending

    async def _run_lane(self, row: OutboxRow) -> None:
        following: OutboxRow | None = row
        while following is not None:
            try:
                if not await self._may_go(following):
                    return
                following = await self._courier.deliver(following)
            except Exception as error:  # the row stays leased, and is tried again when that ends
                log.error("lane of row %d stopped: %s", row.id, where(error))
                return

    async def _may_go(self, row: OutboxRow) -> bool:
        now = self._clock()
        seconds = HEAVY_SECONDS if self._is_full(row.kind) else self._room.seconds(row, now)
        if seconds > self._room.patience(row, now):
            await self._courier.put_back(row, seconds)
        elif seconds > 0:
            self._room.keep(row, seconds)
        return seconds == 0

    def _is_full(self, kind: str) -> bool:
        begun = sum(row.kind == kind for row in self._courier.in_flight.values())
        return begun >= HEAVY.get(kind, self._lanes)

    async def _look_for_ever(self) -> None:
        failing = False
        # Not cancelling alone: a transaction that is just being committed goes on to its end.
        while not self._courier.ending:
            try:
                await self._renew()
                await self._look()
                failing = False
            except Exception as error:  # a database out of order must not end delivery
                if not failing:  # once: an outage of a night is a line, not a book
                    log.error("the outbox cannot be read: %s", where(error))
                failing = True
            if not self._courier.ending:
                await asyncio.sleep(self._look_seconds)

    async def _renew(self) -> None:
        """Keep what is being sent ours: a large file takes longer than a lease."""
        now, carrying = self._clock(), self._courier.in_flight
        until = now + self._lease
        soon = now + self._lease * (2 / 3)
        ending = [row for row in carrying.values() if row.leased_until and row.leased_until < soon]
        if ending:
            renewed = await self._database.turn(lambda work: work.outbox.renew(ending, until))
            carrying.update((row.id, row) for row in renewed if row.id in carrying)

    async def _look(self) -> None:
        now, free = self._clock(), self._lanes - len(self._running) - len(self._handed)
        paused = {name for name, end in self._courier.paused.items() if end > now}
        # What would only wait here had better be seen by a later look, behind what came before it.
        paused.update(self._pace.behind(self._look_seconds))
        if free <= 0:
            return
        if await self._database.read(lambda work: work.outbox.has_ready(now, paused)):
            until = now + self._lease
            self._wake(
                await self._database.turn(lambda work: work.outbox.claim(now, until, free, paused))
            )


def _give_back(
    work: Work, waiting: Sequence[OutboxRow], begun: Sequence[OutboxRow], now: datetime
) -> None:
    for row in waiting:
        work.outbox.postpone(row, row.due, row.last_error, counts=False)
    for row in begun:  # how it ended is unknown, so the try counts
        work.outbox.postpone(row, now + LANDING, "no answer in time")
