"""A disk of its own, so small that a test can fill it, or make it read-only."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BLOCK = 4096


class SmallDisk:
    """A mounted file system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave no byte."""
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 16, BLOCK, 1):
                try:
                    while file.write(b"\xa5" * size):
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def make_room(self) -> None:
        """Undo `fill`."""
        self._ballast.unlink()

    def set_writable(self, writable: bool) -> None:
        """Mount it anew, as a system does that found errors on a disk, and its owner afterwards."""
        way = "remount,rw" if writable else "remount,ro"
        subprocess.run(["mount", "-o", way, self.folder], check=True, capture_output=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """A disk at a folder; the test is skipped where nobody may mount one."""
    folder.mkdir()
    size = f"size={megabytes}m"
    try:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("there is no `mount` here")
    if mounted.returncode:
        pytest.skip("whoever runs the tests may not mount a disk")
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily: what a failed test left open must not leave the disk behind.
        subprocess.run(["umount", "-l", folder], check=True, capture_output=True)
