"""An SQLite file looked at from outside: damage is one thing, being kept from it another."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from dialogs.effects import Tell
from dialogs.messages import say
from storage import inspection
from storage.aside import GONE
from storage.database import Database
from storage.errors import UnusableDatabaseError
from storage.migrating import HEAD
from storage.trouble import LOCKED, primary_code
from storage.work import Work
from tests.databases import opened, statements, url_in
from tests.storage.samples import KARI, NOW, later


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    async with opened(tmp_path):
        pass
    return tmp_path / "test.db"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "PATIENCE", 0.05)


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Another process keeps the file to itself; its number."""
    script = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('PRAGMA locking_mode = EXCLUSIVE')\n"
        "connection.execute('BEGIN EXCLUSIVE')\n"
        "print(flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.kill()


def test_a_sound_file_tells_its_version(path: Path) -> None:
    assert inspection.inside(path) == inspection.Inside("", HEAD, ())


def test_a_table_that_is_gone_is_told(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE timers")
    assert inspection.inside(path).missing == ("timers",)


def test_an_empty_file_is_at_no_version(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    assert inspection.inside(tmp_path / "empty.db").version is None


def test_one_that_is_locked_is_not_damaged_and_who_holds_it_is_told(path: Path) -> None:
    with locked(path) as pid:
        with pytest.raises(sqlite3.OperationalError) as refused:
            inspection.inside(path)
        assert primary_code(refused.value) in LOCKED
        if Path("/proc/locks").exists():
            (who,) = inspection.lockers(path)
            assert who.startswith(f"process {pid} (")
    assert inspection.lockers(path) == ()
    assert inspection.inside(path).damage == ""


def test_where_the_system_does_not_tell_nobody_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "_LOCKS", path.parent / "nowhere")
    with locked(path):
        assert inspection.lockers(path) == ()


def test_one_that_only_others_write_can_be_looked_into(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert inspection.inside(path).damage == ""
        with pytest.raises(sqlite3.OperationalError):
            inspection.try_to_write(path)
        if Path("/proc/locks").exists():
            (who,) = inspection.lockers(path)
            assert str(os.getpid()) in who
    inspection.try_to_write(path)


# --- traces, on both databases --------------------------------------------------------------------


def _set_aside(work: Work, reason: str) -> None:
    row = work.outbox.add(Tell(KARI, say("help.commands")), "lane", "telegram", NOW, later(60))
    work.outbox.give_up(row, reason, False, NOW)


async def test_who_blocked_the_bot_is_not_counted_and_no_text_is_loaded(
    database: Database,
) -> None:
    for reason in (GONE, "refused", GONE):
        await database.turn(lambda work, reason=reason: _set_aside(work, reason))  # type: ignore[misc]
    with statements(database) as seen:
        traces = await database.read(inspection.traces)
    assert traces.aside == 1
    assert not any("payload" in statement for statement in seen)
    assert len(await database.read(lambda work: work.aside.all())) == 3
    assert [row.error for row in await database.read(lambda work: work.aside.told())] == ["refused"]


async def test_a_database_without_tables_has_words(url: str) -> None:
    with pytest.raises(UnusableDatabaseError, match="outbox"):
        await inspection.traces_in(url)


async def test_traces_are_found_by_the_url(tmp_path: Path, path: Path) -> None:
    assert await inspection.traces_in(url_in(tmp_path)) == inspection.Traces(0, None, 0, 0, None)
