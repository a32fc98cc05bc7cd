"""Copies: consistent while somebody writes, checked, and never in the way of what is there."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from storage.backup import BackupError, back_up, problem_of, restore
from storage.database import Database
from storage.engine import make_engine, usable_url
from storage.migrating import KNOWN, migrate_to
from storage.work import Work
from tests.databases import opened, url_in
from tests.facts import PATIENCE
from tests.storage.samples import NOW

BIG = b"\x5a" * 3_000_000


def no_progress(_done: int, _total: int) -> None: ...


def nothing_more(_work: Work) -> None: ...


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(tmp_path) as database:
        await database.turn(lambda work: work.files.put(BIG, NOW))
        yield database


async def test_a_copy_made_while_somebody_writes_is_one_state_of_it(
    database: Database, tmp_path: Path
) -> None:
    copying, written = threading.Event(), threading.Event()
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        copying.set()
        written.wait(PATIENCE)  # so that rows are surely written while it is being copied

    target = tmp_path / "copy.db"
    made = threading.Thread(target=back_up, args=(url_in(tmp_path), target, False, progress))
    made.start()
    copying.wait(PATIENCE)

    def pair(work: Work, number: int) -> None:
        work.journal.record(f"a{number}", NOW)
        work.journal.record(f"b{number}", NOW)

    for number in range(200):
        await database.turn(lambda work, number=number: pair(work, number))  # type: ignore[misc]
    written.set()
    made.join(PATIENCE)

    assert problem_of(target) == ""
    with closing(sqlite3.connect(target)) as copy:
        (events,) = copy.execute("SELECT count(*) FROM journal").fetchone()
        (size,) = copy.execute("SELECT sum(length(content)) FROM file_chunks").fetchone()
    assert (events, size) == (0, len(BIG))
    assert await database.read(lambda work: work.journal.knows("b199"))
    assert len(seen) > 1
    assert seen[-1][0] == seen[-1][1]
    assert [each.name for each in tmp_path.glob(".*")] == []
    assert target.stat().st_mode & 0o077 == 0


async def test_a_file_that_is_there_is_only_replaced_by_force(
    database: Database, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(BackupError, match="exists"):
        back_up(url_in(tmp_path), target, False, no_progress)
    assert target.read_text() == "mine"
    back_up(url_in(tmp_path), target, True, no_progress)
    assert problem_of(target) == ""


async def test_the_database_is_never_its_own_copy(database: Database, tmp_path: Path) -> None:
    itself = tmp_path / "test.db"
    for act in (
        lambda: back_up(url_in(tmp_path), itself, True, no_progress),
        lambda: restore(url_in(tmp_path), itself, no_progress, nothing_more),
    ):
        with pytest.raises(BackupError):
            act()
    assert await database.read(lambda work: work.files.read is not None)


async def test_a_folder_that_is_not_there_is_said_and_leaves_nothing(
    database: Database, tmp_path: Path
) -> None:
    with pytest.raises(BackupError, match="cannot be written"):
        back_up(url_in(tmp_path), tmp_path / "nowhere" / "copy.db", False, no_progress)


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no database"):
        back_up(url_in(tmp_path), tmp_path / "copy.db", False, no_progress)
    assert list(tmp_path.iterdir()) == []


async def _filled(folder: Path, event_id: str) -> None:
    async with opened(folder) as database:
        await database.turn(lambda work: work.journal.record(event_id, NOW))


async def _knows(folder: Path, event_id: str) -> bool:
    async with opened(folder) as database:
        return await database.read(lambda work: work.journal.knows(event_id))


async def test_a_restored_database_is_the_copy_and_the_old_one_is_kept(tmp_path: Path) -> None:
    await _filled(tmp_path, "before")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    await _filled(tmp_path, "after")

    kept = restore(url_in(tmp_path), copy, no_progress, nothing_more)

    assert kept == tmp_path / "test.db.before"
    assert await _knows(tmp_path, "before")
    assert not await _knows(tmp_path, "after")
    second = restore(url_in(tmp_path), kept, no_progress, nothing_more)
    assert second == tmp_path / "test.db.before-2"
    assert await _knows(tmp_path, "after")


async def test_a_damaged_database_is_replaced_and_kept(tmp_path: Path) -> None:
    await _filled(tmp_path, "before")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    (tmp_path / "test.db").write_bytes(b"rubbish " * 999)

    kept = restore(url_in(tmp_path), copy, no_progress, nothing_more)

    assert kept is not None
    assert kept.read_bytes().startswith(b"rubbish")
    assert await _knows(tmp_path, "before")


async def test_logs_that_cannot_be_put_into_the_old_one_are_kept_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(tmp_path, "before")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    logs = ("-wal", "-journal")
    for ending in logs:
        (tmp_path / f"test.db{ending}").write_text("belongs to it")
    monkeypatch.setattr("storage.backup._into_one_file", lambda _target: None)

    kept = restore(url_in(tmp_path), copy, no_progress, nothing_more)

    for ending in logs:  # or the new database would be read with them
        assert not (tmp_path / f"test.db{ending}").exists()
        assert Path(f"{kept}{ending}").read_text() == "belongs to it"
    assert await _knows(tmp_path, "before")


async def test_it_is_restored_where_there_was_nothing(tmp_path: Path) -> None:
    await _filled(tmp_path, "before")
    copy, fresh = tmp_path / "copy.db", tmp_path / "new" / "var"
    back_up(url_in(tmp_path), copy, False, no_progress)

    assert restore(url_in(fresh), copy, no_progress, nothing_more) is None

    assert await _knows(fresh, "before")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("DROP TABLE alembic_version", "no database of this program"),
        ("UPDATE alembic_version SET version_num = '9999'", "version 9999"),
    ],
)
async def test_what_is_not_ours_or_too_new_is_refused_and_nothing_is_changed(
    tmp_path: Path, spoil: str, said: str
) -> None:
    await _filled(tmp_path, "mine")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute(spoil)
    before = (tmp_path / "test.db").read_bytes()

    with pytest.raises(BackupError, match=said):
        restore(url_in(tmp_path), copy, no_progress, nothing_more)

    assert (tmp_path / "test.db").read_bytes() == before
    assert not (tmp_path / "test.db.before").exists()


@pytest.mark.parametrize("content", [b"rubbish " * 999, b""])
async def test_a_file_that_is_no_copy_is_refused(tmp_path: Path, content: bytes) -> None:
    await _filled(tmp_path, "mine")
    copy = tmp_path / "copy.db"
    copy.write_bytes(content)
    with pytest.raises(BackupError, match="cannot be restored"):
        restore(url_in(tmp_path), copy, no_progress, nothing_more)
    assert await _knows(tmp_path, "mine")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no such file"):
        restore(url_in(tmp_path), tmp_path / "nowhere.db", no_progress, nothing_more)


async def test_a_damaged_copy_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.turn(lambda work: work.files.put(BIG, NOW))
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    content = bytearray(copy.read_bytes())
    content[8192:40960] = b"\x77" * 32768
    copy.write_bytes(content)
    with pytest.raises(BackupError, match="damaged"):
        restore(url_in(tmp_path), copy, no_progress, nothing_more)


async def test_what_the_copy_is_told_is_in_it_when_it_is_the_database(tmp_path: Path) -> None:
    await _filled(tmp_path, "before")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)

    restore(url_in(tmp_path), copy, no_progress, lambda work: work.journal.record("told", NOW))

    assert await _knows(tmp_path, "told")
    assert problem_of(tmp_path / "test.db") == ""
    assert list(tmp_path.glob(".*")) == []


async def test_a_copy_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    await _filled(tmp_path, "before")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    engine = make_engine(usable_url(f"sqlite:///{copy}"), connections=1)
    migrate_to(engine, KNOWN[0])
    engine.dispose()
    back_up(f"sqlite:///{copy}", tmp_path / "old.db", False, no_progress)

    restore(url_in(tmp_path), tmp_path / "old.db", no_progress, lambda work: work.taught.version())

    assert await _knows(tmp_path, "before")


# --- whatever ends it -----------------------------------------------------------------------------


class PowerCutError(BaseException):
    """Nothing runs after it; not even what ends a `with`, as far as files are concerned."""


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("step", range(9))
async def test_at_every_moment_there_is_one_whole_database_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, before: bool
) -> None:
    await _filled(tmp_path, "in both")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    await _filled(tmp_path, "in the old one")
    await _left_in_the_log(tmp_path / "test.db")
    steps = 0

    def cut(act: Callable[..., None]) -> Callable[..., None]:
        def acting(*arguments: Any) -> None:
            nonlocal steps
            steps += 1
            if steps > step and before:
                raise PowerCutError
            act(*arguments)
            if steps > step:
                raise PowerCutError

        return acting

    with monkeypatch.context() as patched:
        for name in ("link", "rename", "replace", "fsync"):
            patched.setattr(f"storage.backup.os.{name}", cut(getattr(os, name)))
        with suppress(PowerCutError):
            restore(url_in(tmp_path), copy, no_progress, nothing_more)

    there = tmp_path / "test.db"
    assert there.exists()
    assert problem_of(there) == ""
    assert await _knows(tmp_path, "in both")
    replaced = not await _knows(tmp_path, "in the old one")
    assert replaced is not await _knows(tmp_path, "left in the log")
    if replaced:
        kept = tmp_path / "kept"
        kept.mkdir()
        os.rename(tmp_path / "test.db.before", kept / "test.db")
        assert await _knows(kept, "left in the log")


async def _left_in_the_log(path: Path) -> None:
    """A row that only the write-ahead log has, as a killed process leaves it."""
    script = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute(\"INSERT INTO journal VALUES ('left in the log', '2026-01-01')\")\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True)
    assert path.with_name("test.db-wal").stat().st_size


async def test_it_works_where_a_file_has_one_name_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(tmp_path, "before")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    await _filled(tmp_path, "after")

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr("storage.backup.os.link", refuse)
    kept = restore(url_in(tmp_path), copy, no_progress, nothing_more)

    assert kept is not None
    assert not await _knows(tmp_path, "after")
    restore(url_in(tmp_path), kept, no_progress, nothing_more)
    assert await _knows(tmp_path, "after")


async def test_a_link_to_the_database_goes_on_leading_to_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    await _filled(tmp_path / "real", "before")
    (tmp_path / "test.db").symlink_to(tmp_path / "real" / "test.db")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    await _filled(tmp_path, "after")

    kept = restore(url_in(tmp_path), copy, no_progress, nothing_more)

    assert kept == tmp_path / "real" / "test.db.before"
    assert (tmp_path / "test.db").is_symlink()
    assert not await _knows(tmp_path / "real", "after")


async def test_while_another_program_reads_it_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(tmp_path, "mine")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    monkeypatch.setattr("storage.backup.PATIENCE", 0.05)
    with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM journal").fetchall()
        await _filled(tmp_path, "later")
        with pytest.raises(BackupError, match="end that program"):
            restore(url_in(tmp_path), copy, no_progress, nothing_more)
    assert await _knows(tmp_path, "later")
    assert not (tmp_path / "test.db.before").exists()
