"""Copies of an SQLite database: made while the bot runs, and put back while it does not.

A copy is one consistent state, whatever is written meanwhile: it is read in one transaction. It is
a file by itself, without a write-ahead log, checked before it gets its name. On PostgreSQL, its own
tools do this.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from storage.engine import make_engine, sqlite_path, usable_url
from storage.errors import UnusableDatabaseError
from storage.migrating import HEAD, KNOWN, bring_up_to_date
from storage.trouble import LOCKED, explained, in_words, primary_code
from storage.work import Work

PAGES_AT_ONCE = 256
"""1 MiB between two reports of progress."""

PATIENCE = 5.0
"""Seconds for which a reader may keep the old database from being put aside."""

_NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK})
"""What a file system says that gives a file one name only."""

Progress = Callable[[int, int], None]
"""Gets how many pages of how many are copied."""


class BackupError(Exception):
    """No copy was made, or none was put back; nothing was changed. The message says why."""


def back_up(url: str, file: Path, force: bool, progress: Progress) -> int:
    """Copy the database at `url` into `file`; the copy's size in bytes.

    Raises:
        BackupError: `file` exists (without `force`), or cannot be written; there is no database,
            or it is damaged.
        ValueError: not an SQLite database.
    """
    source = sqlite_path(url)
    if not source.exists():
        raise BackupError(f"there is no database at {source}")
    if file.exists() and (file.samefile(source) or not force):
        raise BackupError(f"{file} exists: give another name, or --force to replace it")
    part = _beside(file)
    try:
        _copy(source, part, progress)
        problem = problem_of(part)
        if problem:
            raise BackupError(f"the copy cannot be used: {problem}")
        os.replace(part, file)
        _sync(file.parent)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def restore(
    url: str, file: Path, progress: Progress, catch_up: Callable[[Work], object]
) -> Path | None:
    """Put the copy in `file` in the place of the database at `url`, which is kept beside it.

    The caller holds the lock of the one process. `catch_up` tells the copy that it is one, in one
    transaction and before it is the database. At every moment there is a whole database in the
    place, whatever ends this: the old one until the new one has its name.

    Returns:
        Where the database that was there is now; None when there was none.

    Raises:
        BackupError: the copy is damaged, of a newer version, or cannot be written here.
        ValueError: not an SQLite database.
    """
    target = sqlite_path(url).resolve()  # a link to the database goes on leading to it
    _check(file, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = _beside(target)
        try:
            _copy(file, part, progress)
            _catch_up(part, catch_up)
            kept = _keep(target)
            os.replace(part, target)
            _sync(target.parent)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}") from error
    return kept


def _check(file: Path, target: Path) -> None:
    problem = problem_of(file)
    if problem:
        raise BackupError(f"{file} cannot be restored: {problem}")
    if target.exists() and file.samefile(target):
        raise BackupError(f"{file} is the database itself")


def problem_of(file: Path) -> str:
    """What keeps a copy from being used, or nothing."""
    try:
        # Not immutable: a copy may be somebody's database, with its write-ahead log beside it.
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return _looked_at(connection)
    except sqlite3.Error as error:
        return explained(error) if file.exists() else "there is no such file"


def _looked_at(connection: sqlite3.Connection) -> str:
    said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    if said != ["ok"]:
        return f"it is damaged: {said[0]}"
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" not in tables:
        return "it is no database of this program"
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    version = row[0] if row else None
    if version not in KNOWN:
        return f"it is at version {version}, and this program knows versions up to {HEAD}"
    return ""


def _copy(source: Path, target: Path, progress: Progress) -> None:
    try:
        with (
            closing(sqlite3.connect(source, isolation_level=None, timeout=30)) as reading,
            closing(sqlite3.connect(target, isolation_level=None)) as writing,
        ):
            # One transaction for the whole copy: a writer neither waits for it nor disturbs it.
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
            reading.backup(
                writing,
                pages=PAGES_AT_ONCE,
                progress=lambda _status, left, total: progress(total - left, total),
                sleep=0,
            )
            reading.execute("ROLLBACK")
            writing.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BackupError(explained(error)) from error
    _sync(target)


def _catch_up(part: Path, catch_up: Callable[[Work], object]) -> None:
    engine = make_engine(usable_url(f"sqlite:///{part}"), connections=1)
    try:
        with in_words():
            bring_up_to_date(engine)
        with in_words(), engine.execution_options(writes=True).begin() as connection:
            catch_up(Work(connection, writes=True))
    except UnusableDatabaseError as error:
        raise BackupError(str(error)) from error
    finally:
        engine.dispose()


def _keep(target: Path) -> Path | None:
    """Give the present database a second name, under which it stays."""
    if not target.exists():
        return None
    _into_one_file(target)
    kept = _free_name(target.with_name(f"{target.name}.before"))
    _link(target, kept)
    for ending in ("-wal", "-shm", "-journal"):  # or the new database would be read with them
        with suppress(FileNotFoundError):
            os.rename(f"{target}{ending}", f"{kept}{ending}")
    _sync(target.parent)
    return kept


def _into_one_file(target: Path) -> None:
    """Have an SQLite file need no log beside it; one that is damaged keeps its log."""
    try:
        with closing(sqlite3.connect(target, timeout=PATIENCE)) as connection:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        busy = primary_code(error) in LOCKED
    if busy:
        raise BackupError(f"another program uses {target}: end that program")


def _link(target: Path, kept: Path) -> None:
    try:
        os.link(target, kept)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copy2(target, kept)
        _sync(kept)


def _free_name(wanted: Path) -> Path:
    number, free = 1, wanted
    while free.exists():
        number += 1
        free = wanted.with_name(f"{wanted.name}-{number}")
    return free


def _beside(file: Path) -> Path:
    """A fresh file in the same folder, for this user only: it holds personal data."""
    try:
        descriptor, name = tempfile.mkstemp(
            prefix=f".{file.name}.", suffix=".part", dir=file.parent
        )
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}") from error
    os.close(descriptor)
    return Path(name)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
