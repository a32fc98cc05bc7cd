"""Which of several replicas does what only one of them may: the holder of an advisory lock.

The lock belongs to a connection of its own, so PostgreSQL frees it when the holder dies, in the
moment in which the connection ends. A holder that is frozen keeps its connection; but it no longer
looks whether it holds the lock, and whoever wants it has PostgreSQL end that connection. With
SQLite there is one process, held by `lock`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.engine import usable_url
from storage.postgres import connect_arguments

T = TypeVar("T")

POLLING = "polling"
"""The name that the replica holds which reads the updates."""

_TAKE = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_LOOK = text("SELECT 1")
_END_SILENT = text(
    "SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(:name, 0)"
    " AND a.state_change < clock_timestamp() - make_interval(secs => :silent)"
)

SILENT_SECONDS = 15.0
"""A holder looks once a second whether it still is one. One that has not for so long is frozen, or
so busy that another had better take over."""


class Leadership:
    """One name that one replica at a time may hold. `take` it, look whether it is `held`."""

    def __init__(self, url: str, name: str, silent_seconds: float = SILENT_SECONDS) -> None:
        """`url` is the database's; only PostgreSQL's can be shared."""
        parsed = usable_url(url)
        self._name = name
        self._silent = silent_seconds
        self._engine = create_engine(
            parsed,
            poolclass=NullPool,
            connect_args=connect_arguments(parsed),
            isolation_level="AUTOCOMMIT",
        )
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="storage-leading")

    async def take(self) -> bool:
        """Try to become the holder; False while another is, or while the database is away."""
        return await self._run(self._take)

    async def held(self) -> bool:
        """Whether this replica still is the holder: its connection lives."""
        return await self._run(self._held)

    async def leave(self) -> None:
        """Let another have it."""
        await self._run(self._drop)
        self._thread.shutdown()

    async def _run(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act)

    def _take(self) -> bool:
        if self._connection is not None:
            return self._held()
        try:
            self._connection = self._engine.connect()
            if self._connection.execute(_TAKE, {"name": self._name}).scalar():
                return True
            # It is free in a moment: for the next try, of whichever replica.
            self._connection.execute(_END_SILENT, {"name": self._name, "silent": self._silent})
        except DBAPIError:
            pass
        self._drop()
        return False

    def _held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(_LOOK)
        except DBAPIError:
            self._drop()
            return False
        return True

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()
