"""Which events were processed: what makes a repeated delivery do nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from storage.tables import attempts, journal
from storage.upsert import insert_if_absent


class Journal:
    """The processed events' ids, with their time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, event_id: str, now: datetime) -> bool:
        """Note that an event is processed by this transaction; False when one did so before."""
        return insert_if_absent(self._connection, journal, {"event_id": event_id, "at": now})

    def knows(self, event_id: str) -> bool:
        """Whether an event was processed."""
        query = select(journal.c.event_id).where(journal.c.event_id == event_id)
        return self._connection.execute(query).scalar() is not None

    def newest(self) -> datetime | None:
        """When an event was processed last."""
        found: datetime | None = self._connection.execute(select(func.max(journal.c.at))).scalar()
        return found

    def bring_back(self, now: datetime) -> None:
        """Have no event be of a later moment: for a start after the clock was set back."""
        for table in (journal, attempts):
            self._connection.execute(update(table).where(table.c.at > now).values(at=now))

    def purge(self, before: datetime, most: int) -> int:
        """Forget events from before a moment, so many at a time; how many were forgotten."""
        purged = 0
        for table in (journal, attempts):
            old = select(table.c.event_id).where(table.c.at < before).limit(most)
            purged += self._connection.execute(
                delete(table).where(table.c.event_id.in_(old))
            ).rowcount
        return purged
