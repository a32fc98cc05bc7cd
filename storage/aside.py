"""What could not be sent, as people may see it: what kind, for whom, since when, and why.

What a row says is never shown: it may quote an applicant. Neither is what the other end said about
it, which may quote the message; only which class of error it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from storage.outbox_rows import RowStatus
from storage.tables import dossiers, outbox

GONE = "gone"
"""The reason of a row whose chat is closed to us."""

OUR_WORDS = frozenset(
    {
        "no answer in time",
        "the case has no card yet",
        "the file's link does not work",
        "the token is not accepted",
        "too many requests",
    }
)
_FAILED = re.compile(r"(F-[A-Z0-9]{6}) (\w+)")
_CODE = re.compile(r"[A-Za-z_]+|(upload: )?http \d+")

_TOLD = and_(outbox.c.status != RowStatus.QUEUED.value, outbox.c.last_error != GONE)


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A row that was given up at `since`, after so many tries.

    `reference` is the case that it belongs to, or that its applicant has; `to_applicant` is False
    for what goes to the secretariat; `behind` counts the rows that wait for it.
    """

    id: int
    kind: str
    reference: str | None
    to_applicant: bool
    since: datetime
    tries: int
    error: str
    behind: int = 0


class Aside:
    """Looks at the rows that were given up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[AsideRow, ...]:
        """Every row that was given up, the oldest first."""
        query = select(outbox).where(outbox.c.status != RowStatus.QUEUED.value)
        return tuple(
            self._read(row) for row in self._connection.execute(query.order_by(outbox.c.id))
        )

    def told(self) -> tuple[AsideRow, ...]:
        """The rows that somebody is told about, the oldest first: all but those whose chat is gone,
        because their case says so."""
        query = select(outbox).where(_TOLD).order_by(outbox.c.id)
        return tuple(self._read(row) for row in self._connection.execute(query))

    def count_told(self) -> int:
        """How many rows somebody is told about."""
        query = select(func.count()).select_from(outbox).where(_TOLD)
        return int(self._connection.execute(query).scalar_one())

    def newest(self) -> datetime | None:
        """When a row that somebody is told about was given up last."""
        query = select(outbox.c.due).where(_TOLD)
        found: datetime | None = self._connection.execute(
            query.order_by(outbox.c.due.desc()).limit(1)
        ).scalar()
        return found

    def _read(self, row: Row[Any]) -> AsideRow:
        where, _, rest = row.lane.partition(":")
        return AsideRow(
            id=row.id,
            kind=row.kind,
            reference=self._reference(where, rest),
            to_applicant=where in {"chat", "file"},
            since=row.due,
            tries=row.attempts,
            error=error_class(row.last_error),
            behind=self._behind(row) if row.status == RowStatus.HOLDING.value else 0,
        )

    def _reference(self, where: str, rest: str) -> str | None:
        known = select(dossiers.c.reference).where(dossiers.c.reference.is_not(None))
        first, _, chat = rest.partition(":")
        if where == "chat":
            own = known.where(dossiers.c.channel == first, dossiers.c.chat == chat)
            query = own.order_by(dossiers.c.id.desc()).limit(1)
        elif where in {"case", "file"} and first.isdecimal():
            query = known.where(dossiers.c.id == int(first))
        else:
            return None
        return self._connection.execute(query).scalar()

    def _behind(self, row: Row[Any]) -> int:
        later = (outbox.c.lane == row.lane, outbox.c.id > row.id)
        query = select(func.count()).select_from(outbox).where(*later)
        return int(self._connection.execute(query).scalar_one())


def error_class(reason: str) -> str:
    """What kind of failure a reason names, without a word of what the other end wrote."""
    if failed := _FAILED.fullmatch(reason):
        return f"{failed[2]} {failed[1]}"
    return reason if reason in OUR_WORDS or _CODE.fullmatch(reason) else "refused"
