"""The database's own errors in words: what is wrong, and what to do about it.

Only what the database itself has to do with: a full or broken disk, a damaged file, a lock, a lost
connection. A statement that it refuses is a mistake of ours, and stays what it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
)

from storage.errors import UnusableDatabaseError

_CURES: Mapping[int, str] = {
    sqlite3.SQLITE_FULL: "the disk is full: make room; the bot then goes on by itself",
    sqlite3.SQLITE_READONLY: "it cannot be written: check the disk and who owns the file",
    sqlite3.SQLITE_PERM: "it cannot be written: check the disk and who owns the file",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: stop the bot and run `veiviser restore BACKUP`",
    sqlite3.SQLITE_NOTADB: "file is not a database: run `veiviser restore BACKUP`, or move it away",
    sqlite3.SQLITE_BUSY: "another program keeps it locked: end that program",
    sqlite3.SQLITE_LOCKED: "another program keeps it locked: end that program",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check the path and who owns the folder",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written: see the system's log",
}
"""By SQLite's primary result code."""

LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
"""The primary result codes of a file that somebody else keeps to himself."""


@contextmanager
def in_words() -> Iterator[None]:
    """Raise UnusableDatabaseError for whatever the database itself has raised inside."""
    try:
        yield
    except (OperationalError, InternalError, InterfaceError) as error:
        raise UnusableDatabaseError(explained(error)) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a subclass: a statement that was refused
            raise
        raise UnusableDatabaseError(explained(error)) from error


def explained(error: DBAPIError | sqlite3.Error) -> str:
    """What is wrong and what to do, without the statement and its values."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = primary_code(origin)
    if code is None:
        return str(origin).strip().partition("\n")[0] or type(origin).__name__
    return _CURES.get(code) or f"{origin} ({getattr(origin, 'sqlite_errorname', code)})"


def primary_code(error: BaseException | None) -> int | None:
    """SQLite's primary result code, None for another database's error."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    # The low byte is the primary code; the others say more than a person needs.
    return None if code is None else code & 0xFF
