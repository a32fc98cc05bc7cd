"""What can be told about a database from outside, without changing anything in it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.errors import UnusableDatabaseError
from storage.tables import metadata
from storage.trouble import explained
from storage.work import Work

PATIENCE = 5.0
"""Seconds for which somebody else may keep a file to himself before that is a trouble."""

_LOCKS = Path("/proc/locks")


@dataclass(frozen=True, slots=True)
class Traces:
    """What an outbox and a journal show: counts, and moments in UTC."""

    waiting: int
    oldest_due: datetime | None
    aside: int
    failed: int
    newest: datetime | None


# --- an SQLite file -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Inside:
    """What is in an SQLite file: the first damage that was found, or nothing; the migration that
    it is at, None for an empty one; and which tables of ours it lacks."""

    damage: str
    version: str | None
    missing: tuple[str, ...]


def inside(path: Path) -> Inside:
    """Look into an SQLite file.

    Raises:
        sqlite3.Error: it cannot be read; `trouble.explained` says what that means.
    """
    with _connected(path, "ro") as connection:
        said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
        damage = "" if said == ["ok"] else said[0]
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        version = None
        if "alembic_version" in there:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            version = str(row[0]) if row else None
    return Inside(damage, version, tuple(sorted(set(metadata.tables) - there)))


def try_to_write(path: Path) -> None:
    """Begin to write an SQLite file, and write nothing.

    Raises:
        sqlite3.Error: what keeps it from being written.
    """
    with _connected(path, "rw") as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def lockers(path: Path) -> tuple[str, ...]:
    """Which processes keep an SQLite file to themselves, where the system tells (Linux does)."""
    files = {_inode(name) for name in (path.resolve(), f"{path.resolve()}-shm")}
    return tuple(dict.fromkeys(_named(pid) for pid, inode in _writers() if inode in files))


def _writers() -> Iterator[tuple[int, int]]:
    """The process and the inode of every exclusive lock of the kind that SQLite takes."""
    try:
        lines = _LOCKS.read_text().splitlines()
    except OSError:
        return
    for line in lines:  # 1: POSIX  ADVISORY  WRITE 4242 fe:00:2678820 120 120
        words = line.split()
        if words[1:2] == ["POSIX"] and words[3:4] == ["WRITE"]:
            yield int(words[4]), int(words[5].rpartition(":")[2])


def _inode(path: Path | str) -> int | None:
    try:
        return os.stat(path).st_ino
    except OSError:
        return None


def _named(pid: int) -> str:
    try:
        return f"process {pid} ({Path(f'/proc/{pid}/comm').read_text().strip()})"
    except OSError:
        return f"process {pid}"


def _connected(path: Path, mode: str) -> closing[sqlite3.Connection]:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    return closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None))


# --- any database -------------------------------------------------------------------------------


def free_bytes(folder: Path) -> int:
    """How much room there is where a folder lies, or will."""
    there = next(each for each in (folder, *folder.absolute().parents) if os.path.exists(each))
    return shutil.disk_usage(there).free


async def traces_in(url: str) -> Traces:
    """What the outbox, the journal and the failures show.

    Raises:
        UnusableDatabaseError: the database cannot be read; the message says why.
        DatabaseAwayError: the server went away.
    """
    database = Database.open(url)
    try:
        return await database.read(traces)
    except DBAPIError as error:
        raise UnusableDatabaseError(explained(error)) from error
    finally:
        await database.close()


def traces(work: Work) -> Traces:
    """What the outbox, the journal and the failures show, in somebody's transaction."""
    return Traces(
        waiting=work.outbox.depth(),
        oldest_due=work.outbox.oldest_due(),
        aside=work.aside.count_told(),
        failed=work.set_aside.count(),
        newest=work.journal.newest(),
    )
