"""Due timers are run: each in one transaction that removes it and does what it is for.

Recurring jobs are timers that set themselves again, so they survive restarts and run in one
process only, however many there are.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.places import where
from storage.database import Database
from storage.timers import Timer
from storage.work import Work

LOOK_SECONDS = 5.0
"""Between two looks at the timers: nothing here is due to the second."""

MOST_AT_ONCE = 50
"""Timers taken in one look, so that a backlog does not keep the database busy."""

MARGIN = timedelta(hours=1)
"""How much later than one that is set now a timer may be due that has just set itself again. What
is due later still was set by a clock that was ahead."""

PURGE = "purge"

Job = Callable[[Work, Timer, datetime], datetime | None]
"""What a timer's kind does, in the timer's own transaction; when it is due again, or None."""

Next = Callable[[datetime], datetime]
"""When a recurring timer is due, as seen from a moment."""

SUBJECTS = {PURGE: "journal"}
"""What a recurring timer is about, where that is not its kind."""

log = logging.getLogger(__name__)


class TimerClock:
    """Runs due timers until it is stopped."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        jobs: Mapping[str, Job],
        look_seconds: float = LOOK_SECONDS,
        *,
        recurring: Mapping[str, Next] | None = None,
    ) -> None:
        """`jobs` are by the timer's kind; `recurring` says of those kinds that have to be set when
        they are due the first time."""
        self._database = database
        self._clock = clock
        self._jobs = jobs
        self._recurring = recurring or {}
        self._look_seconds = look_seconds
        self._ending = False
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Set the recurring timers that are not set, and begin to run what is due."""
        now = self._clock()
        await self._database.turn(lambda work: self._ensure(work, now))
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End between two timers."""
        # A transaction that is just being committed goes on to its end, whatever is cancelled.
        self._ending = True
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def run_due(self) -> int:
        """Run what is due now; how many timers were run."""
        now = self._clock()
        due = await self._database.read(lambda work: work.timers.due(now, MOST_AT_ONCE))
        ran = 0
        for timer in due:
            if self._ending:
                break
            ran += await self._run_one(timer, now)
        return ran

    def _ensure(self, work: Work, now: datetime) -> None:
        for kind, due in self._recurring.items():
            timer = Timer(SUBJECTS.get(kind, kind), kind, due(now))
            work.timers.ensure(timer, latest=timer.due + MARGIN)

    async def _run(self) -> None:
        failing = False
        while not self._ending:
            try:
                await self.run_due()
                failing = False
            except Exception as error:  # a database out of order must not end the clock
                if not failing:
                    log.error("the timers cannot be read: %s", where(error))
                failing = True
            if not self._ending:
                await asyncio.sleep(self._look_seconds)

    async def _run_one(self, timer: Timer, now: datetime) -> bool:
        job = self._jobs.get(timer.kind)
        if job is None:
            log.error("nobody knows timers of the kind %s", timer.kind)
            return False

        def transaction(work: Work) -> bool:
            if not work.timers.take(timer):
                return False
            again = job(work, timer, now)
            if again is not None:
                work.timers.set(Timer(timer.subject, timer.kind, again))
            return True

        try:
            return await self._database.turn(transaction)
        except Exception as error:  # rolled back: the timer is still there, the others go on
            log.error("a timer of the kind %s failed: %s", timer.kind, where(error))
            return False
