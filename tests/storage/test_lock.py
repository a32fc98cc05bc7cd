"""One process at a time on a database file; a lock left behind does no harm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import AlreadyRunningError, UnusableDatabaseError
from storage.lock import holder, lock_of, only_process

DATABASE = "veiviser.db"

_HOLD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from storage.lock import only_process
with only_process(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with (
        only_process(tmp_path / "var" / DATABASE),
        pytest.raises(AlreadyRunningError, match=str(os.getpid())),
        only_process(tmp_path / "var" / DATABASE),
    ):
        pytest.fail("two holders")


def test_the_lock_is_free_again_after_its_holder(tmp_path: Path) -> None:
    with only_process(tmp_path / DATABASE):
        pass
    with only_process(tmp_path / DATABASE):
        assert lock_of(tmp_path / DATABASE).read_text().strip() == str(os.getpid())


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", _HOLD_AND_DIE, str(tmp_path / DATABASE)], check=False
    )
    assert killed.returncode < 0
    assert lock_of(tmp_path / DATABASE).exists()
    with only_process(tmp_path / DATABASE):
        pass


def test_two_names_of_one_file_have_one_lock_and_two_files_have_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "link.db").symlink_to(tmp_path / DATABASE)
    monkeypatch.chdir(tmp_path / "other")
    with only_process(tmp_path / DATABASE):
        for name in ("link.db", f"../{DATABASE}"):
            with pytest.raises(AlreadyRunningError), only_process(Path(name)):
                pytest.fail("two holders")
        with only_process(tmp_path / "another.db"):
            pass


def test_who_holds_it_can_be_told_without_holding_it(tmp_path: Path) -> None:
    assert holder(tmp_path / DATABASE) is None
    with only_process(tmp_path / DATABASE):
        assert holder(tmp_path / DATABASE) == str(os.getpid())
    assert holder(tmp_path / DATABASE) is None


def test_where_it_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with (
        pytest.raises(UnusableDatabaseError, match="cannot be written"),
        only_process(tmp_path / "file" / DATABASE),
    ):
        pytest.fail("a lock nowhere")
