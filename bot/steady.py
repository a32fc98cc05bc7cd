"""The bot's only clock: the system's, except that it never goes back and never stands still.

Leases, pauses and timers are moments in the database. Were the system's clock set back by an hour,
a row that is to be tried in two seconds would wait for an hour and two seconds. So time goes on
here at half its speed until the system's clock has caught up, and then follows it again. No two
moments are the same, so what is stored later also reads as later.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

SLOWED = 0.5
"""The part of its speed at which time goes on while the system's clock is behind."""

NOTED = timedelta(seconds=5)
"""A clock that is set back by more is worth a line in the log; time servers nudge it by less."""

TICK = timedelta(microseconds=1)

log = logging.getLogger(__name__)


def _system() -> datetime:
    return datetime.now(UTC)


class SteadyClock:
    """Gives the moment, UTC and aware, later at every call. For any thread."""

    def __init__(
        self,
        wall: Callable[[], datetime] = _system,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._lock = Lock()
        self._last = wall()
        self._at = monotonic()
        self._noted = False

    def __call__(self) -> datetime:
        """The moment."""
        with self._lock:
            wall, at = self._wall(), self._monotonic()
            gone = timedelta(seconds=max(at - self._at, 0.0))
            least = self._last + max(gone * SLOWED, TICK)
            self._note(self._last + gone - wall)
            self._last, self._at = max(wall, least), at
            return self._last

    def _note(self, behind: timedelta) -> None:
        if behind > NOTED and not self._noted:
            log.warning("the system's clock was set back by %.0f s", behind.total_seconds())
        self._noted = behind > NOTED
