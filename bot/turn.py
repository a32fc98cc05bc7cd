"""One exchange: dedupe, load, let the core answer, save, enqueue, commit.

Everything that an event changes is committed in one transaction, so it happened once or not at
all. The transaction is a plain function run in a storage thread; the core and the knowledge that
it reads are pure, so they run there too.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.channel import Inbound, TurnResult
from bot.exchange import Exchange, StepFunction, lane_of
from dialogs import router
from dialogs.effects import Durable, Ephemeral
from dialogs.events import Event, Said, UpdateSetAside
from dialogs.state import Address
from knowledge.model import Knowledge, Language
from storage.database import Database
from storage.errors import DatabaseTroubleError
from storage.outbox_rows import OutboxRow
from storage.set_aside import FailedEvent
from storage.work import Work

Clock = Callable[[], datetime]
"""The present moment, UTC and timezone-aware."""

Wake = Callable[[Sequence[OutboxRow]], None]
"""Delivery's ear in this process: gets the rows of a committed turn."""

Look = Callable[[Work], Knowledge]
"""The knowledge as a transaction sees it, with all that was taught."""

Settle = Callable[[Address], Awaitable[None]]
"""Waits for what is just being said in a chat, but not for long."""

LEASE = timedelta(seconds=30)
"""How long a claimed row is its claimer's unless it is renewed, which delivery does while it is
being sent. So long a killed replica's rows wait for another one; LEASE_SECONDS sets it."""

COUNTED_AT_START = 100
"""How many events after a start have their attempts counted on disk before the first try.

An event that kills the process is delivered again right after the next start, and a batch has at
most 100. Later ones are counted on disk from the second attempt on, which saves a commit each.
"""

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for something else

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a turn left to do after its commit: rows to deliver, ephemerals, and their language."""

    rows: tuple[OutboxRow, ...]
    ephemerals: tuple[Ephemeral, ...]
    language: Language


class Turn:
    """Takes turns. Call it with an `Inbound`; it is a channel's `TakeTurn` and its inbox."""

    def __init__(
        self,
        database: Database,
        knowledge: Knowledge,
        clock: Clock,
        step: StepFunction = router.step,
        lease: timedelta = LEASE,
        look: Look | None = None,
    ) -> None:
        """`look` finds the knowledge anew for every turn; without it, it is always the same."""
        self._database = database
        self._look: Look = look or (lambda _work: knowledge)
        self._clock = clock
        self._step = step
        self._lease_time = lease
        self._wake: Wake | None = None
        self._settle: Settle | None = None
        self._orders: WeakValueDictionary[Address, asyncio.Lock] = WeakValueDictionary()
        self._tries: dict[str, int] = {}
        self._excused: dict[str, int] = {}
        self._counted = 0

    def hand_to(self, wake: Wake | None, settle: Settle | None = None) -> None:
        """Lease new rows to this process and hand them to `wake` after the commit; None: do not.

        Without it, whoever delivers finds the rows by looking. A text waits for `settle`, so that
        a question that is being sent is known to stand in the chat when its answer is taken.
        """
        self._wake = wake
        self._settle = settle

    async def __call__(self, inbound: Inbound) -> TurnResult:
        """Apply an event, once; repeated, it changes nothing and leaves nothing to do.

        Raises:
            DatabaseTroubleError: the database is away or full; this was no try of the event.
        """
        if self._settle and inbound.address and isinstance(inbound.event, Said):
            await self._settle(inbound.address)
        now = self._clock()

        def transaction(work: Work) -> Taken | None:
            if not work.journal.record(inbound.event_id, now):
                return None
            return self.take_result(work, inbound.address, inbound.event, now, inbound.language)

        try:
            async with self.order(inbound.address):
                taken = await self._database.turn(transaction)
        except DatabaseTroubleError:
            self._excused[inbound.event_id] = self._excused.get(inbound.event_id, 0) + 1
            raise
        self._forget(inbound.event_id)
        if taken is None:
            return TurnResult(repeated=True)
        self.wake(taken.rows)
        return TurnResult(taken.ephemerals, taken.language)

    async def take(self, inbound: Inbound) -> TurnResult:
        """The same by name, for a channel that wants an inbox."""
        return await self(inbound)

    def take_result(
        self,
        work: Work,
        address: Address | None,
        event: Event,
        now: datetime,
        language: Language | None = None,
        apology: bool = False,
        wakes: bool = True,
    ) -> Taken:
        """Take the turn for an event inside somebody's own transaction.

        The caller holds `order(address)`, and wakes delivery with the rows after the commit unless
        `wakes` is False: then whoever delivers finds them by looking.
        `apology` marks what the event makes the bot say as not to be apologised for in turn.
        """
        exchange = Exchange(work, self._look(work), self._step, now)
        exchange.run(address, event, language or Language.NB)
        lease = self._lease() if wakes else None
        rows = _queue(work, exchange.durables, now, lease, apology)
        return Taken(rows, tuple(exchange.ephemerals), exchange.language)

    async def enqueue(self, *effects: Durable) -> None:
        """Have effects delivered that follow from no event, such as a fresh card."""
        now, lease = self._clock(), self._lease()
        self.wake(await self._database.turn(lambda work: _queue(work, effects, now, lease)))

    def order(self, address: Address | None) -> asyncio.Lock:
        """What keeps one chat's turns in the order in which they came, inside this process."""
        if address is None:
            return asyncio.Lock()
        lock = self._orders.get(address)
        if lock is None:
            lock = self._orders[address] = asyncio.Lock()
        return lock

    def wake(self, rows: Sequence[OutboxRow]) -> None:
        """Hand committed rows to delivery, if it runs in this process."""
        if self._wake and rows:
            self._wake(rows)

    async def was_begun(self, event_id: str) -> bool:
        """Whether an earlier process began an event and did not live to its end."""
        if event_id in self._tries or self._counted >= COUNTED_AT_START:
            return False
        return await self._database.read(lambda work: work.set_aside.attempts(event_id) > 0)

    async def count_attempt(self, event_id: str) -> int:
        """Count one try of an event before it is made.

        Returns:
            Which try it is, from 1; 0 for an event that was processed or set aside already.
        """
        known = self._tries.get(event_id, 0)
        if not known and self._counted >= COUNTED_AT_START:
            self._tries[event_id] = 1
            return 1
        now = self._clock()

        def transaction(work: Work) -> int:
            if work.journal.knows(event_id):
                return 0
            return work.set_aside.count_attempt(event_id, now)

        stored = await self._database.turn(transaction)
        # Not before: a database that is away is asked again and again, and none of that is a try.
        self._tries[event_id] = known + 1
        self._counted += 1
        excused = self._excused.get(event_id, 0)
        return max(max(stored, known + 1) - excused, 1) if stored else 0

    async def set_aside(self, inbound: Inbound, error: BaseException) -> str:
        """Give an event up, without what it said, and tell the applicant if there is one.

        Returns:
            The reference that it is filed under, and that the applicant is told.
        """
        async with self.order(inbound.address):
            try:
                reference, taken = await self._file(inbound, error, tell=True)
            except Exception as failure:
                # Whatever is wrong with the conversation itself must not keep the event alive.
                log.error("an applicant was not told: %s", type(failure).__name__)
                reference, taken = await self._file(inbound, error, tell=False)
        self._forget(inbound.event_id)
        if taken:
            self.wake(taken.rows)
        return reference

    def _lease(self) -> datetime | None:
        return self._clock() + self._lease_time if self._wake else None

    def _forget(self, event_id: str) -> None:
        self._tries.pop(event_id, None)
        self._excused.pop(event_id, None)

    async def _file(
        self, inbound: Inbound, error: BaseException, tell: bool
    ) -> tuple[str, Taken | None]:
        now, event_id = self._clock(), inbound.event_id
        failed = type(error).__name__
        tries = self._tries.get(event_id, 0)

        def transaction(work: Work) -> tuple[str, Taken | None]:
            if not work.journal.record(event_id, now):
                return work.set_aside.reference(event_id) or "", None
            reference = new_reference()
            stored = max(tries, work.set_aside.attempts(event_id))
            work.set_aside.add(FailedEvent(event_id, reference, stored, failed, now))
            if inbound.address is None or not tell:
                return reference, None
            told = UpdateSetAside(reference)
            return reference, self.take_result(work, inbound.address, told, now, inbound.language)

        return await self._database.turn(transaction)


def _queue(
    work: Work,
    effects: Sequence[Durable],
    now: datetime,
    lease: datetime | None,
    apology: bool = False,
) -> tuple[OutboxRow, ...]:
    lanes = [lane_of(each) for each in effects]
    work.outbox.line_up(lane for lane, _ in lanes)
    return tuple(
        work.outbox.add(effect, *place, now, lease, apology)
        for effect, place in zip(effects, lanes, strict=True)
    )


def new_reference() -> str:
    """A reference for something that failed, such as F-7KQ2MX."""
    return "F-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))
