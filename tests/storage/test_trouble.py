"""A full or read-only disk, a damaged file, a lock: refused in words, and nothing half-written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.errors import UnusableDatabaseError
from storage.work import Work
from tests.databases import opened, url_in
from tests.storage.samples import KARI, NOW

MUCH = b"\xa5" * 2_000_000


@contextmanager
def told(database: Database, pragma: str) -> Iterator[None]:
    """Every connection is told something about the disk, as if it were so."""

    def tell(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(pragma)

    database._reading.dispose()
    event.listen(database._reading, "connect", tell)
    try:
        yield
    finally:
        event.remove(database._reading, "connect", tell)
        database._reading.dispose()


def _everything(work: Work) -> None:
    work.journal.record("e1", NOW)
    work.dossiers.open_draft(KARI, "1", NOW)
    work.files.put(MUCH, NOW)


async def _is_empty(database: Database) -> bool:
    tables = ("journal", "dossiers", "files", "file_chunks")
    counts = [
        await database.read(
            lambda work, table=table: work._connection.execute(  # type: ignore[misc]
                text(f"SELECT count(*) FROM {table}")
            ).scalar()
        )
        for table in tables
    ]
    return not any(counts)


async def test_on_a_full_disk_a_turn_is_refused_whole_and_goes_through_later(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as database:
        with told(database, "PRAGMA max_page_count = 120"):
            with pytest.raises(UnusableDatabaseError, match="the disk is full"):
                await database.turn(_everything)
            assert await _is_empty(database)
            assert await database.turn(lambda work: work.journal.record("e2", NOW))

        await database.turn(_everything)
        assert not await _is_empty(database)


async def test_on_a_read_only_disk_looking_works_and_a_turn_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        with told(database, "PRAGMA query_only = ON"):
            with pytest.raises(UnusableDatabaseError, match="cannot be written"):
                await database.turn(_everything)
            assert await _is_empty(database)


async def test_a_database_that_another_program_locks_is_refused_in_words(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        with (
            told(database, "PRAGMA busy_timeout = 10"),
            closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as other,
        ):
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(UnusableDatabaseError, match="keeps it locked"):
                await database.turn(_everything)
            assert await _is_empty(database)
            other.execute("ROLLBACK")
            await database.turn(_everything)


async def test_a_damaged_page_is_refused_with_the_way_out(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.turn(_everything)
    path = tmp_path / "test.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'dossiers'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\x99" * size
    path.write_bytes(content)

    database = Database.open(url_in(tmp_path))
    try:
        await database.migrate()
        with pytest.raises(UnusableDatabaseError, match="veiviser restore"):
            await database.turn(lambda work: work.dossiers.load(1))
    finally:
        await database.close()


async def test_a_statement_that_is_refused_stays_what_it_is(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        twice = text("INSERT INTO journal (event_id, at) VALUES ('e1', '2026-01-01')")
        await database.turn(lambda work: work._connection.execute(twice))
        with pytest.raises(IntegrityError):
            await database.turn(lambda work: work._connection.execute(twice))


async def test_the_words_hold_neither_the_statement_nor_its_values(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        with (
            told(database, "PRAGMA query_only = ON"),
            pytest.raises(UnusableDatabaseError) as refused,
        ):
            await database.turn(lambda work: work.journal.record("secret-id", NOW))
    assert "secret" not in str(refused.value)
    assert "INSERT" not in str(refused.value)
