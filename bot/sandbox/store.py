"""The sandbox's memory on disk: records in SQLite, file contents beside it.

Everything is held in memory and written behind: changed records are collected and written in one
transaction every ``FLUSH_SECONDS``, so that sending a message costs no disk access. A killed
sandbox may forget the last moment; a stopped one forgets nothing. (The bot is what has to survive
a kill; the sandbox only has to outlive the bot.)
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
"""A JSON object as the two APIs exchange it."""

FLUSH_SECONDS = 0.05


class Store:
    """Keyed JSON records by kind, and file contents by id."""

    def __init__(self, folder: Path) -> None:
        self._files = folder / "files"
        self._files.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "sandbox.sqlite3", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS records"
            " (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key))"
        )
        self._dirty: dict[tuple[str, str], Json | None] = {}

    def put(self, kind: str, key: object, value: Json) -> None:
        """Remember ``value``; it is read when it is written, so later changes are included."""
        self._dirty[kind, str(key)] = value

    def drop(self, kind: str, key: object) -> None:
        """Forget a record; an unknown one is no error."""
        self._dirty[kind, str(key)] = None

    def load(self, kind: str) -> Iterator[tuple[str, Json]]:
        """Records of one kind, oldest first."""
        rows = self._database.execute(
            "SELECT key, value FROM records WHERE kind = ? ORDER BY rowid", (kind,)
        )
        for key, value in rows:
            yield key, json.loads(value)

    def write_file(self, file_id: str, content: bytes) -> None:
        """Keep a file's content under an id made by the sandbox itself."""
        (self._files / file_id).write_bytes(content)

    def read_file(self, file_id: str) -> bytes:
        """A file's content; FileNotFoundError for an unknown id."""
        return (self._files / file_id).read_bytes()

    def flush(self) -> None:
        """Write what changed, in one transaction."""
        if not self._dirty:
            return
        dirty, self._dirty = self._dirty, {}
        kept = [(k, key, json.dumps(v)) for (k, key), v in dirty.items() if v is not None]
        gone = [(kind, key) for (kind, key), value in dirty.items() if value is None]
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO records VALUES (?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
            kept,
        )
        self._database.executemany("DELETE FROM records WHERE kind = ? AND key = ?", gone)
        self._database.execute("COMMIT")

    async def keep_flushing(self) -> None:
        """Write behind until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            self.flush()

    def close(self) -> None:
        """Write the rest and let go of the database."""
        self.flush()
        self._database.close()
