"""What is to be sent, in lanes: inside a lane one row at a time, in the order of their making.

A row is claimed by a lease, so no transaction is open while something is sent, and a dead process's
rows are free when their lease ends. SQLite and PostgreSQL run the same statements.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, delete, func, select, update

from dialogs.effects import Durable
from storage import outbox_statements as sql
from storage.codec import encode
from storage.outbox_rows import OutboxRow, RowStatus, read_row
from storage.postgres import lock_name
from storage.tables import outbox


class Outbox:
    """The outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lined_up: set[str] = set()

    def line_up(self, lanes: Iterable[str]) -> None:
        """Have the ends of lanes to oneself until the transaction ends.

        Then rows are numbered in the order of their commits, and of two replicas only one finds a
        lane empty. Always in the same order, so that nobody waits in a circle.
        """
        for lane in sorted(set(lanes) - self._lined_up):
            lock_name(self._connection, f"lane {lane}")
            self._lined_up.add(lane)

    def add(
        self,
        effect: Durable,
        lane: str,
        channel: str,
        now: datetime,
        lease: datetime | None = None,
        apology: bool = False,
    ) -> OutboxRow:
        """Queue an effect at the end of its lane.

        With `lease`, a row that finds its lane empty is claimed until then by the caller, who saves
        a transaction; `leased_until` of the returned row says whether that happened.
        """
        self.line_up([lane])
        key, kind, payload = secrets.token_hex(12), type(effect).__name__, encode(effect)
        row = {
            "key": key,
            "lane": lane,
            "channel": channel,
            "kind": kind,
            "payload": payload,
            "status": RowStatus.QUEUED.value,
            "due": now,
            "progress": "{}",
            "apology": apology,
            "last_error": "",
            "created_at": now,
        }
        claim = {"at_lane": lane, "lease": lease, "first_try": 1 if lease else 0}
        returned = self._connection.execute(sql.ADD, {**row, **claim}).one()
        return OutboxRow(
            id=returned.id,
            key=key,
            lane=lane,
            channel=channel,
            kind=kind,
            payload=payload,
            status=RowStatus.QUEUED,
            due=now,
            attempts=returned.attempts,
            leased_until=returned.leased_until,
            apology=apology,
        )

    def has_ready(self, now: datetime, paused: Collection[str] = ()) -> bool:
        """Whether `claim` would find anything: a look that locks nothing."""
        known = {"now": now, "paused": list(paused)}
        return self._connection.execute(sql.ANY_HEAD, known).first() is not None

    def claim(
        self, now: datetime, until: datetime, most: int, paused: Collection[str] = ()
    ) -> tuple[OutboxRow, ...]:
        """Lease the heads of at most so many lanes, leaving out the paused channels."""
        known = {"now": now, "paused": list(paused), "most": most}
        return self._lease(self._connection.execute(sql.HEADS, known), until)

    def claim_next(self, lane: str, now: datetime, until: datetime) -> OutboxRow | None:
        """Lease the head of a lane, if it is ready."""
        self.line_up([lane])  # or a row that is just being added would find the lane still busy
        known = {"now": now, "at_lane": lane}
        rows = self._lease(self._connection.execute(sql.HEAD_OF_LANE, known), until)
        return rows[0] if rows else None

    def close(self, row: OutboxRow) -> bool:
        """Remove a row that was sent; False when its lease ran out and another took it."""
        return self._connection.execute(sql.CLOSE, _held(row)).rowcount == 1

    def postpone(self, row: OutboxRow, due: datetime, error: str, counts: bool = True) -> bool:
        """Give a row back until `due`; without `counts`, as if it had not been tried.

        Like `close`, False when the row is not ours any more.
        """
        values: dict[str, Any] = {"due": due, "leased_until": None, "last_error": error}
        if not counts:
            values["attempts"] = row.attempts - 1
        return self._change(row, values)

    def give_up(self, row: OutboxRow, error: str, hold: bool, now: datetime | None = None) -> bool:
        """Set a row aside at a moment; with `hold`, everything behind it in its lane waits.

        Like `close`, False when the row is not ours any more.
        """
        status = RowStatus.HOLDING if hold else RowStatus.SET_ASIDE
        values: dict[str, Any] = {"leased_until": None, "last_error": error}
        values |= {"status": status.value, "due": now or row.due}
        return self._change(row, values)

    def renew(self, rows: Iterable[OutboxRow], until: datetime) -> tuple[OutboxRow, ...]:
        """Lengthen leases; the rows that are still ours, with their new ends."""
        return tuple(
            replace(row, leased_until=until)
            for row in rows
            if self._connection.execute(sql.RENEW, {**_held(row), "lease": until}).rowcount == 1
        )

    def save_progress(self, row: OutboxRow, progress: Mapping[str, str]) -> None:
        """Store what a try achieved, for the next one to go on from."""
        self._change(row, {"progress": encode(dict(progress))})

    def newest(self, lane: str) -> int:
        """The id of a lane's last row, 0 for an empty lane."""
        query = select(func.coalesce(func.max(outbox.c.id), 0)).where(outbox.c.lane == lane)
        return int(self._connection.execute(query).scalar_one())

    def close_same(self, row: OutboxRow, newest: int) -> int:
        """Remove the rows behind one, up to id `newest`, that ask for just the same; how many."""
        same = and_(
            outbox.c.lane == row.lane,
            outbox.c.kind == row.kind,
            outbox.c.payload == row.payload,
            outbox.c.id > row.id,
            outbox.c.id <= newest,
        )
        return self._connection.execute(delete(outbox).where(same)).rowcount

    def shorten_leases(self, until: datetime) -> int:
        """Have every lease end by then: for the only process there is, at its start; how many."""
        longer = outbox.c.leased_until > until
        return self._connection.execute(
            update(outbox).where(longer).values(leased_until=until)
        ).rowcount

    def mark_as_tried(self) -> int:
        """Count a try for every row and end its lease: it may have been sent; how many rows."""
        tried = case((outbox.c.attempts > 0, outbox.c.attempts), else_=1)
        values = {"attempts": tried, "leased_until": None}
        queued = outbox.c.status == RowStatus.QUEUED.value
        return self._connection.execute(update(outbox).where(queued).values(values)).rowcount

    def hurry(self, now: datetime) -> int:
        """Make due what would wait for a moment that only a wrong clock knew; how many rows.

        For a start after the clock was set back: what was made in what is now the future.
        """
        later = and_(outbox.c.status == RowStatus.QUEUED.value, outbox.c.due > now)
        return self._connection.execute(update(outbox).where(later).values(due=now)).rowcount

    def put_aside(self) -> tuple[OutboxRow, ...]:
        """The rows that were given up, the oldest first."""
        query = select(outbox).where(outbox.c.status != RowStatus.QUEUED.value)
        return tuple(read_row(row) for row in self._connection.execute(query.order_by(outbox.c.id)))

    def waiting(self) -> tuple[OutboxRow, ...]:
        """The rows that wait to be sent, or for those before them, the oldest first."""
        query = select(outbox).where(outbox.c.status == RowStatus.QUEUED.value)
        return tuple(read_row(row) for row in self._connection.execute(query.order_by(outbox.c.id)))

    def send_again(self, row: int, now: datetime) -> bool:
        """Queue a row that was given up, to be tried as often again; False if there is none.

        One try is left in its count: how that ended may be unknown, so it is looked up first.
        """
        this = and_(outbox.c.id == row, outbox.c.status != RowStatus.QUEUED.value)
        values = {"status": RowStatus.QUEUED.value, "due": now, "attempts": 1}
        return self._connection.execute(update(outbox).where(this).values(values)).rowcount == 1

    def purge_aside(self, before: datetime, most: int) -> int:
        """Delete what was set aside before a moment and holds nothing up; how many rows."""
        aside = and_(outbox.c.status == RowStatus.SET_ASIDE.value, outbox.c.due < before)
        old = select(outbox.c.id).where(aside).limit(most)
        return self._connection.execute(delete(outbox).where(outbox.c.id.in_(old))).rowcount

    def depth(self) -> int:
        """How many rows wait to be sent."""
        waiting = outbox.c.status == RowStatus.QUEUED.value
        query = select(func.count()).select_from(outbox).where(waiting)
        return int(self._connection.execute(query).scalar_one())

    def oldest_due(self) -> datetime | None:
        """Since when the row that is due the longest waits, or when the next one is due."""
        waiting = outbox.c.status == RowStatus.QUEUED.value
        query = select(outbox.c.due).where(waiting).order_by(outbox.c.due).limit(1)
        found: datetime | None = self._connection.execute(query).scalar()
        return found

    def _change(self, row: OutboxRow, values: Mapping[str, Any]) -> bool:
        statement = sql.CHANGE.values(dict(values))
        return self._connection.execute(statement, _held(row)).rowcount == 1

    def _lease(self, found: Iterable[Row[Any]], until: datetime) -> tuple[OutboxRow, ...]:
        rows = [read_row(row) for row in found]
        if not rows:
            return ()
        self._connection.execute(sql.LEASE, {"ids": [row.id for row in rows], "lease": until})
        return tuple(replace(row, leased_until=until, attempts=row.attempts + 1) for row in rows)


def _held(row: OutboxRow) -> dict[str, Any]:
    return {"at_id": row.id, "held": row.attempts}
