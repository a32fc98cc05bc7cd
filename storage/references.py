"""Reference numbers: GC-<year>-<number>, without gaps, because a gap looks like a lost case."""

from __future__ import annotations

from sqlalchemy import Connection, and_, select, update

from storage.tables import reference_counters
from storage.upsert import insert_if_absent


class References:
    """One counter a year, counted in the submitting transaction: undone with it, never skipped."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def skip_to(self, year: int, number: int) -> None:
        """Go on after a number that was given already; one that is behind changes nothing."""
        insert_if_absent(self._connection, reference_counters, {"year": year, "last": 0})
        behind = and_(reference_counters.c.year == year, reference_counters.c.last < number)
        self._connection.execute(update(reference_counters).where(behind).values(last=number))

    def next(self, year: int) -> str:
        """The year's next reference, such as GC-2026-0001."""
        insert_if_absent(self._connection, reference_counters, {"year": year, "last": 0})
        this = reference_counters.c.year == year
        # The update locks the row, so nobody else counts until this transaction ends.
        self._connection.execute(
            update(reference_counters).where(this).values(last=reference_counters.c.last + 1)
        )
        last = self._connection.execute(select(reference_counters.c.last).where(this)).scalar_one()
        return f"GC-{year}-{last:04d}"
