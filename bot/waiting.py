"""Rows that are ours but may not go yet: they keep lease and lane, and no other row from going.

A row that would have to wait longer than its lease lasts goes back to the outbox instead, due then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.pace import Pace
from dialogs.effects import FetchFile
from storage.outbox_rows import OutboxRow

_DOWNLOAD = FetchFile.__name__


class WaitingRoom:
    """Keeps rows until the pace lets them go."""

    def __init__(self, pace: Pace, call: Callable[[OutboxRow], None], lease: timedelta) -> None:
        """`call` gets every row back when it is to be asked for again, or may go."""
        self._pace = pace
        self._lease = lease
        self._call = call
        self._granted: set[int] = set()
        self._kept: dict[int, tuple[OutboxRow, asyncio.TimerHandle]] = {}

    def seconds(self, row: OutboxRow, now: datetime) -> float:
        """How long a row has to stay: 0 lets it go; more than its `patience`: it cannot stay."""
        if row.kind == _DOWNLOAD or row.id in self._granted:
            self._granted.discard(row.id)
            return 0.0
        permit = self._pace.ask(row.channel, row.lane, self.patience(row, now))
        if permit.granted and permit.seconds > 0:
            self._granted.add(row.id)
        return permit.seconds

    def patience(self, row: OutboxRow, now: datetime) -> float:
        """Seconds that a row can wait and still be sent: half of its lease has to be left."""
        if row.leased_until is None:
            return 0.0
        return max((row.leased_until - now - self._lease / 2).total_seconds(), 0.0)

    def keep(self, row: OutboxRow, seconds: float) -> None:
        """Let a row stay for so long."""
        handle = asyncio.get_running_loop().call_later(seconds, self._release, row)
        self._kept[row.id] = (row, handle)

    def close(self) -> tuple[OutboxRow, ...]:
        """Send everybody home; who was there."""
        kept, self._kept = tuple(self._kept.values()), {}
        for _, handle in kept:
            handle.cancel()
        return tuple(row for row, _ in kept)

    def _release(self, row: OutboxRow) -> None:
        del self._kept[row.id]
        self._call(row)
