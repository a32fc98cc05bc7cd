"""Copies: consistent while somebody writes, checked, and never in the way of what is there."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from dialogs.effects import RefreshCard
from storage.backup import BackupError, back_up, problem_of, restore
from storage.database import Database
from storage.work import Work
from tests.databases import opened, url_in
from tests.facts import PATIENCE
from tests.storage.samples import NOW, later

BIG = b"\x5a" * 3_000_000


def no_progress(_done: int, _total: int) -> None: ...


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
        lambda: restore(url_in(tmp_path), itself, no_progress),
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

    kept = restore(url_in(tmp_path), copy, no_progress)

    assert kept == tmp_path / "test.db.before"
    assert await _knows(tmp_path, "before")
    assert not await _knows(tmp_path, "after")
    second = restore(url_in(tmp_path), kept, no_progress)
    assert second == tmp_path / "test.db.before-2"
    assert await _knows(tmp_path, "after")


async def test_a_damaged_database_is_replaced_and_kept(tmp_path: Path) -> None:
    await _filled(tmp_path, "before")
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    (tmp_path / "test.db").write_bytes(b"rubbish " * 999)

    kept = restore(url_in(tmp_path), copy, no_progress)

    assert kept is not None
    assert kept.read_bytes().startswith(b"rubbish")
    assert await _knows(tmp_path, "before")


async def test_it_is_restored_where_there_was_nothing(tmp_path: Path) -> None:
    await _filled(tmp_path, "before")
    copy, fresh = tmp_path / "copy.db", tmp_path / "new" / "var"
    back_up(url_in(tmp_path), copy, False, no_progress)

    assert restore(url_in(fresh), copy, no_progress) is None

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
        restore(url_in(tmp_path), copy, no_progress)

    assert (tmp_path / "test.db").read_bytes() == before
    assert not (tmp_path / "test.db.before").exists()


@pytest.mark.parametrize("content", [b"rubbish " * 999, b""])
async def test_a_file_that_is_no_copy_is_refused(tmp_path: Path, content: bytes) -> None:
    await _filled(tmp_path, "mine")
    copy = tmp_path / "copy.db"
    copy.write_bytes(content)
    with pytest.raises(BackupError, match="cannot be restored"):
        restore(url_in(tmp_path), copy, no_progress)
    assert await _knows(tmp_path, "mine")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no such file"):
        restore(url_in(tmp_path), tmp_path / "nowhere.db", no_progress)


async def test_a_damaged_copy_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.turn(lambda work: work.files.put(BIG, NOW))
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)
    content = bytearray(copy.read_bytes())
    content[8192:40960] = b"\x77" * 32768
    copy.write_bytes(content)
    with pytest.raises(BackupError, match="damaged"):
        restore(url_in(tmp_path), copy, no_progress)


async def test_what_waited_to_be_sent_is_looked_up_before_it_is_sent_again(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as database:
        await database.turn(
            lambda work: work.outbox.add(RefreshCard(1), "case:1", "s", NOW, later(60))
        )
        await database.turn(lambda work: work.outbox.add(RefreshCard(2), "case:2", "s", NOW))
    copy = tmp_path / "copy.db"
    back_up(url_in(tmp_path), copy, False, no_progress)

    restore(url_in(tmp_path), copy, no_progress)

    async with opened(tmp_path) as database:
        rows = await database.turn(lambda work: work.outbox.claim(NOW, later(60), 9))
    assert [row.attempts for row in rows] == [2, 2]
