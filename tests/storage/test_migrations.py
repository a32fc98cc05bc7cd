"""Migrations go up, down and up, and end at the tables that the code has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from storage.database import Database
from storage.engine import make_engine, usable_url
from storage.errors import NewerDatabaseError
from storage.migrating import HEAD, bring_up_to_date, migrate_to, stored_version
from storage.tables import metadata
from tests.storage.samples import NOW


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = make_engine(usable_url(url), connections=2)
    yield engine
    engine.dispose()


def test_migrations_go_up_down_and_up(engine: Engine) -> None:
    migrate_to(engine, "head")
    assert stored_version(engine) == HEAD
    migrate_to(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
    migrate_to(engine, "head")
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())


def test_migrations_end_at_the_tables_that_the_code_has(engine: Engine) -> None:
    bring_up_to_date(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_code_names_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_database_of_a_newer_version_is_left_alone(engine: Engine) -> None:
    bring_up_to_date(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError):
        bring_up_to_date(engine)


async def test_replicas_that_start_together_make_the_tables_once(url: str) -> None:
    first, second = Database.open(url), Database.open(url)
    try:
        await asyncio.gather(first.migrate(), second.migrate())
        assert await first.turn(lambda work: work.journal.record("e1", NOW))
        assert not await second.turn(lambda work: work.journal.record("e1", NOW))
    finally:
        await first.close()
        await second.close()
