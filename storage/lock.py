"""One process at a time polls and delivers from an SQLite database, or puts another in its place.

The lock lies beside the database file, so whoever means that file meets it, from whatever folder
and with whatever settings it was started. It is the operating system's and goes with the process,
so a file left behind by a crash is harmless. The file holds the process's number, for whoever
wonders who has it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import AlreadyRunningError, UnusableDatabaseError


def lock_of(database: Path) -> Path:
    """The lock file of a database file, which may be known by several names."""
    real = database.resolve()
    return real.with_name(f"{real.name}.lock")


@contextmanager
def only_process(database: Path) -> Iterator[None]:
    """Hold a database file's lock; makes its folder.

    Raises:
        AlreadyRunningError: another process holds it; the message names the process.
        UnusableDatabaseError: the lock cannot be written.
    """
    try:
        descriptor = _take(database)
    except BlockingIOError:
        running = holder(database) or "unknown"
        raise AlreadyRunningError(
            f"process {running} is already running with the database {database}"
        ) from None
    except OSError as error:
        raise UnusableDatabaseError(
            f"its folder {database.parent} cannot be written: {error.strerror}"
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)


def holder(database: Path) -> str | None:
    """The number of the process that holds a database file's lock; None when none does."""
    try:
        descriptor = os.open(lock_of(database), os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
    finally:
        os.close(descriptor)
    return None


def _take(database: Path) -> int:
    path = lock_of(database)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
