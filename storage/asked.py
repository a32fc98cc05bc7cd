"""How questions ended: a row for each, with its day and entry, and nothing that anybody wrote."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, and_, delete, func, insert, select

from dialogs.lessons import MonthSummary, Outcome
from storage.learning_tables import asked

LISTED = 5
"""Lines of a list in a month's summary: what is looked at, not read."""


class AskedTally:
    """The tally. Rows are added, never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, outcome: Outcome, entry: str, day: date) -> None:
        """Count one question's end."""
        row = {"day": day, "entry": entry, "outcome": outcome.value}
        self._connection.execute(insert(asked), row)

    def purge(self, before: date, most: int) -> int:
        """Forget what was counted before a day, so many at a time; how many."""
        old = select(asked.c.id).where(asked.c.day < before).limit(most)
        return self._connection.execute(delete(asked).where(asked.c.id.in_(old))).rowcount

    def summary(
        self, first: date, end: date, waiting: tuple[tuple[str, int], ...] = ()
    ) -> MonthSummary:
        """What was counted from a day on, up to but not including another."""
        counts = self._counts(first, end)

        def total(outcome: Outcome, *, of_entries: bool | None = None) -> int:
            return sum(
                number
                for (each, entry), number in counts.items()
                if each is outcome and of_entries in (None, bool(entry))
            )

        unknown = total(Outcome.UNKNOWN)
        answered = total(Outcome.ANSWERED) + total(Outcome.CLARIFIED, of_entries=True)
        return MonthSummary(
            month=first,
            asked=total(Outcome.ANSWERED) + total(Outcome.CLARIFIED, of_entries=False) + unknown,
            answered=answered,
            unanswered=unknown + total(Outcome.NOT_HELPED, of_entries=False),
            helped=total(Outcome.HELPED),
            not_helped=total(Outcome.NOT_HELPED, of_entries=True),
            most_asked=_most(counts, Outcome.ANSWERED, Outcome.CLARIFIED),
            least_helpful=_most(counts, Outcome.NOT_HELPED),
            waiting=waiting,
        )

    def _counts(self, first: date, end: date) -> dict[tuple[Outcome, str], int]:
        query = (
            select(asked.c.outcome, asked.c.entry, func.count().label("times"))
            .where(and_(asked.c.day >= first, asked.c.day < end))
            .group_by(asked.c.outcome, asked.c.entry)
        )
        rows = self._connection.execute(query)
        return {(Outcome(row.outcome), row.entry): int(row.times) for row in rows}


def _most(
    counts: dict[tuple[Outcome, str], int], *outcomes: Outcome
) -> tuple[tuple[str, int], ...]:
    sums: dict[str, int] = {}
    for (outcome, entry), number in counts.items():
        if outcome in outcomes and entry:
            sums[entry] = sums.get(entry, 0) + number
    ranked = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ranked[:LISTED])
