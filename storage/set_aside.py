"""Events that failed: how often they were tried, and which were given up.

What an event said is not stored: it may be just what made it fail, and it may be private.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from storage.tables import attempts, set_aside
from storage.upsert import insert_if_absent


@dataclass(frozen=True, slots=True)
class FailedEvent:
    """An event that was given up. `error` is the name of the exception's type."""

    event_id: str
    reference: str
    attempts: int
    error: str
    at: datetime


class SetAside:
    """The failed events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count_attempt(self, event_id: str, now: datetime) -> int:
        """Count one more try of an event; how many there are now."""
        row = {"event_id": event_id, "count": 1, "at": now}
        if insert_if_absent(self._connection, attempts, row):
            return 1
        this = attempts.c.event_id == event_id
        self._connection.execute(
            update(attempts).where(this).values(count=attempts.c.count + 1, at=now)
        )
        return self.attempts(event_id)

    def attempts(self, event_id: str) -> int:
        """How often an event was tried, as far as tries were counted."""
        query = select(attempts.c.count).where(attempts.c.event_id == event_id)
        return self._connection.execute(query).scalar() or 0

    def add(self, event: FailedEvent) -> None:
        """Give an event up. Its reference must not be another's."""
        row = {
            "event_id": event.event_id,
            "reference": event.reference,
            "attempts": event.attempts,
            "error": event.error,
            "at": event.at,
        }
        insert_if_absent(self._connection, set_aside, row)

    def purge(self, before: datetime, most: int) -> int:
        """Forget events that were given up before a moment, so many at a time; how many."""
        old = select(set_aside.c.event_id).where(set_aside.c.at < before).limit(most)
        gone = delete(set_aside).where(set_aside.c.event_id.in_(old))
        return self._connection.execute(gone).rowcount

    def reference(self, event_id: str) -> str | None:
        """The reference that an event was given up under."""
        query = select(set_aside.c.reference).where(set_aside.c.event_id == event_id)
        return self._connection.execute(query).scalar()

    def count(self) -> int:
        """How many events were given up."""
        return int(
            self._connection.execute(select(func.count()).select_from(set_aside)).scalar_one()
        )

    def all(self) -> tuple[FailedEvent, ...]:
        """Every event that was given up, the newest first."""
        rows = self._connection.execute(select(set_aside).order_by(set_aside.c.at.desc()))
        return tuple(
            FailedEvent(row.event_id, row.reference, row.attempts, row.error, row.at)
            for row in rows
        )
