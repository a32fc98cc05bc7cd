"""Transactions: committed, undone, withdrawn; and what SQLite is told."""

from __future__ import annotations

import asyncio
import threading
import traceback
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.engine import make_engine, usable_url
from storage.errors import UnusableDatabaseError
from storage.work import Work
from tests.databases import url_in
from tests.facts import PATIENCE
from tests.storage.samples import NOW


async def test_a_turn_is_committed_when_it_returns(database: Database) -> None:
    assert await database.turn(lambda work: work.journal.record("e1", NOW)) is True
    assert await database.read(lambda work: work.journal.knows("e1")) is True


async def test_a_turn_that_raises_is_undone(database: Database) -> None:
    def fail(work: Work) -> None:
        work.journal.record("e1", NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await database.turn(fail)

    assert await database.read(lambda work: work.journal.knows("e1")) is False


async def test_a_turn_that_is_cancelled_before_its_commit_is_undone(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(work: Work) -> None:
        work.journal.record("e1", NOW)
        begun.set()
        go_on.wait(PATIENCE)

    task = asyncio.create_task(database.turn(slow))
    await asyncio.to_thread(begun.wait, PATIENCE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()

    assert await database.turn(lambda work: work.journal.knows("e1")) is False


async def test_an_error_does_not_quote_what_was_to_be_written(database: Database) -> None:
    words = " ".join(["private", "words"])
    statement = text("INSERT INTO journal (event_id, at) VALUES (:id, NULL)")

    def fail(work: Work) -> None:
        work._connection.execute(statement, {"id": words})

    with pytest.raises(IntegrityError) as caught:
        await database.turn(fail)
    assert words not in "".join(traceback.format_exception(caught.value))


async def test_a_look_does_not_wait_for_a_turn(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(work: Work) -> None:
        work.journal.record("e1", NOW)
        begun.set()
        go_on.wait(PATIENCE)

    task = asyncio.create_task(database.turn(slow))
    await asyncio.to_thread(begun.wait, PATIENCE)
    seen = await database.read(lambda work: work.journal.knows("e1"))
    assert not task.done()
    go_on.set()
    await task

    assert seen is False


async def test_what_was_committed_survives_closing(url: str) -> None:
    first = Database.open(url)
    await first.migrate()
    await first.turn(lambda work: work.journal.record("e1", NOW))
    await first.close()
    second = Database.open(url)
    await second.migrate()
    try:
        assert await second.read(lambda work: work.journal.knows("e1")) is True
    finally:
        await second.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5000),
    ],
)
def test_sqlite_is_told_to_survive_a_power_cut(
    tmp_path: Path, pragma: str, value: str | int
) -> None:
    engine = make_engine(usable_url(url_in(tmp_path)), connections=1)
    try:
        with engine.connect() as connection:
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value
    finally:
        engine.dispose()


async def test_only_a_turn_that_can_be_done_again_does_not_wait_for_the_disk(
    database: Database,
) -> None:
    sqlite = database.alone
    query = "PRAGMA synchronous" if sqlite else "SHOW synchronous_commit"
    waits, hastens = (2, 1) if sqlite else ("on", "off")

    def mode(work: Work) -> object:
        return work._connection.exec_driver_sql(query).scalar()

    before = await database.turn(mode)
    assert await database.turn(mode, durable=False) == hastens
    assert await database.turn(mode) == before
    assert await database.read(mode) == before
    assert before == waits or not sqlite  # tests may tell a whole server to hurry


async def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "broken.db"
    file.write_bytes(b"this is not a database at all " * 300)
    database = Database.open(f"sqlite:///{file}")
    try:
        with pytest.raises(UnusableDatabaseError, match="not a database"):
            await database.migrate()
    finally:
        await database.close()


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite://", "sqlite:///:memory:", "rubbish"])
def test_a_database_that_cannot_serve_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        usable_url(url)


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("sqlite+aiosqlite:///x.db", "sqlite+pysqlite"),
        ("postgresql://h/d", "postgresql+psycopg"),
        ("postgresql+asyncpg://h/d", "postgresql+psycopg"),
    ],
)
def test_the_driver_is_ours_to_choose(written: str, used: str) -> None:
    assert usable_url(written).drivername == used
