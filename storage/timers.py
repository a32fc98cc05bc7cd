"""What is due later: one row for each subject, kind and moment, so setting it twice is once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, select

from storage.postgres import lock_name
from storage.tables import timers
from storage.upsert import insert_if_absent


@dataclass(frozen=True, slots=True)
class Timer:
    """Something to be done at a moment (UTC). `subject` says about what, `kind` what."""

    subject: str
    kind: str
    due: datetime


class Timers:
    """The timers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(self, timer: Timer) -> bool:
        """Set a timer; False when it was set already."""
        row = {"subject": timer.subject, "kind": timer.kind, "due": timer.due}
        return insert_if_absent(self._connection, timers, row)

    def ensure(self, timer: Timer, latest: datetime | None = None) -> bool:
        """Set a timer unless its subject has one of its kind; False if it has.

        One that is due after `latest` does not count, and goes: a clock that was ahead has set it.
        """
        # Replicas that start together would each set one, and both would live for ever.
        lock_name(self._connection, f"timer {timer.subject} {timer.kind}")
        same = and_(timers.c.subject == timer.subject, timers.c.kind == timer.kind)
        if latest is not None:
            self._connection.execute(delete(timers).where(same, timers.c.due > latest))
        return not self.is_set(timer.subject, timer.kind) and self.set(timer)

    def due(self, now: datetime, most: int) -> tuple[Timer, ...]:
        """The timers that are due, the oldest first, at most so many."""
        query = select(timers).where(timers.c.due <= now).order_by(timers.c.due, timers.c.id)
        rows = self._connection.execute(query.limit(most))
        return tuple(Timer(row.subject, row.kind, row.due) for row in rows)

    def take(self, timer: Timer) -> bool:
        """Remove a timer; False when another process was faster."""
        this = and_(
            timers.c.subject == timer.subject,
            timers.c.kind == timer.kind,
            timers.c.due == timer.due,
        )
        return self._connection.execute(delete(timers).where(this)).rowcount == 1

    def is_set(self, subject: str, kind: str) -> bool:
        """Whether a subject has a timer of a kind, due at any moment."""
        this = and_(timers.c.subject == subject, timers.c.kind == kind)
        query = select(func.count()).select_from(timers).where(this)
        return bool(self._connection.execute(query).scalar_one())
