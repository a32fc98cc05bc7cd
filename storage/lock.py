"""One process at a time polls and delivers for a data folder.

The lock is the operating system's and goes with the process, so a file left behind by a crash is
harmless. The file holds the process's number, for whoever wonders who has it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import AlreadyRunningError

LOCK_FILE = "veiviser.lock"


@contextmanager
def only_process(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; makes the folder.

    Raises:
        AlreadyRunningError: another process holds it; the message names the process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK_FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            raise AlreadyRunningError(
                f"process {holder} is already running with the data in {folder}"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
