"""What can be told about a database from outside, without changing anything in it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.trouble import explained
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Traces:
    """What an outbox and a journal show: counts, and moments in UTC."""

    waiting: int
    oldest_due: datetime | None
    aside: int
    failed: int
    newest: datetime | None


def damage(path: Path) -> str:
    """What is wrong inside an SQLite file, or nothing."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    except sqlite3.Error as error:
        return explained(error)
    return "" if said == ["ok"] else f"{said[0]}"


def unwritable(path: Path, seconds: float = 5.0) -> str:
    """What keeps an SQLite file from being written, or nothing. Waits so long for a writer."""
    try:
        uri = f"{path.resolve().as_uri()}?mode=rw"
        with closing(
            sqlite3.connect(uri, uri=True, timeout=seconds, isolation_level=None)
        ) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        return explained(error)
    return ""


def version_of(path: Path) -> str | None:
    """The migration that an SQLite file is at; None for an empty one.

    Raises:
        sqlite3.Error: it cannot be read.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        if not connection.execute("PRAGMA table_info(alembic_version)").fetchall():
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


def free_bytes(folder: Path) -> int:
    """How much room there is where a folder lies, or will."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    return shutil.disk_usage(there).free


def traces(work: Work) -> Traces:
    """What the outbox, the journal and the failures show."""
    return Traces(
        waiting=work.outbox.depth(),
        oldest_due=work.outbox.oldest_due(),
        aside=work.aside.count_told(),
        failed=work.set_aside.count(),
        newest=work.journal.newest(),
    )
