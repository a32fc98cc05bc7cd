"""One process at a time; a lock left behind does no harm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import AlreadyRunningError
from storage.lock import LOCK_FILE, only_process

_HOLD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from storage.lock import only_process
with only_process(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with (
        only_process(tmp_path / "var"),
        pytest.raises(AlreadyRunningError, match=str(os.getpid())),
        only_process(tmp_path / "var"),
    ):
        pytest.fail("two holders")


def test_the_lock_is_free_again_after_its_holder(tmp_path: Path) -> None:
    with only_process(tmp_path):
        pass
    with only_process(tmp_path):
        assert (tmp_path / LOCK_FILE).read_text().strip() == str(os.getpid())


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", _HOLD_AND_DIE, str(tmp_path)], check=False)
    assert killed.returncode < 0
    assert (tmp_path / LOCK_FILE).exists()
    with only_process(tmp_path):
        pass
