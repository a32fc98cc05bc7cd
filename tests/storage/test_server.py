"""A PostgreSQL looked at from outside: what it lacks and what it does not let us do."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.database import Database
from storage.errors import UnusableDatabaseError
from storage.leading import POLLING, Leadership
from storage.migrating import HEAD
from storage.server import look_at
from storage.work import Work
from tests.databases import POSTGRES, fresh
from tests.storage.meeting import Pair


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[str]:
    with fresh(tmp_path, POSTGRES) as url:
        yield url


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    with fresh(tmp_path, POSTGRES, migrated=False) as url:
        yield url


def tell(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def guest(migrated: str) -> Iterator[str]:
    """The same database for a user who may do nothing in it."""
    name = f"guest_{secrets.token_hex(4)}"
    tell(
        migrated,
        f"CREATE USER {name} PASSWORD 'x'",
        f"GRANT SELECT ON alembic_version TO {name}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    )
    url = make_url(migrated).set(username=name, password="x")
    yield url.render_as_string(hide_password=False)
    tell(migrated, f"DROP OWNED BY {name}", f"DROP USER {name}")


def test_one_that_is_as_it_should_be(migrated: str) -> None:
    seen = look_at(migrated)
    assert (seen.version, seen.missing, seen.forbidden) == (HEAD, (), ())
    assert (seen.read_only, seen.may_create, seen.connections) == (False, True, 0)


def test_an_empty_one_is_at_no_version_and_lacks_everything(empty: str) -> None:
    seen = look_at(empty)
    assert seen.version is None
    assert "outbox" in seen.missing
    assert seen.forbidden == ()


def test_tables_that_are_gone_and_a_server_that_takes_no_changes_are_told(migrated: str) -> None:
    name = make_url(migrated).database
    tell(
        migrated,
        "DROP TABLE timers",
        f"ALTER DATABASE {name} SET default_transaction_read_only = on",
    )
    seen = look_at(migrated)
    assert (seen.missing, seen.read_only) == (("timers",), True)


def test_what_its_user_may_not_do_is_told(guest: str) -> None:
    seen = look_at(guest)
    assert "outbox" in seen.forbidden
    assert not seen.may_create


def test_a_user_who_may_not_even_look_gets_the_servers_words(guest: str, migrated: str) -> None:
    tell(migrated, f"REVOKE ALL ON alembic_version FROM {make_url(guest).username}")
    with pytest.raises(UnusableDatabaseError, match="permission denied for table alembic_version"):
        look_at(guest)


def test_one_that_is_away_gets_words_too() -> None:
    with pytest.raises(UnusableDatabaseError, match=r"127\.0\.0\.1") as away:
        look_at("postgresql://nobody:secret@127.0.0.1:1/nothing")
    assert "secret" not in str(away.value)
    assert "\n" not in str(away.value)


# --- who else is there ----------------------------------------------------------------------------


async def test_a_replica_that_is_connected_keeps_others_from_believing_to_be_alone(
    both: Pair,
) -> None:
    await both[0].turn(lambda work: None)
    assert await both[0].read(lambda work: work.replicas.connected()) == 0

    await both[1].read(lambda work: None)

    assert await both[0].read(lambda work: work.replicas.connected()) == 1
    assert not await both[0].turn(lambda work: work.replicas.keep_out())


async def test_one_that_polls_is_seen_under_whatever_name_it_is_connected(migrated: str) -> None:
    other = make_url(migrated).update_query_dict({"application_name": "another"})
    polling = Leadership(other.render_as_string(hide_password=False), POLLING)
    database = Database.open(migrated)
    assert await polling.take()
    assert not await database.turn(lambda work: work.replicas.keep_out())
    await polling.leave()
    async with asyncio.timeout(10):  # its connection ends a moment after it was told to
        while not await database.turn(lambda work: work.replicas.keep_out()):
            await asyncio.sleep(0.01)
    await database.close()


async def test_none_begins_to_poll_meanwhile(migrated: str) -> None:
    database = Database.open(migrated)
    polling = Leadership(migrated, POLLING)

    def catching_up(work: Work) -> tuple[bool, bool]:
        return work.replicas.keep_out(), polling._take()

    assert await database.turn(catching_up) == (True, False)
    assert await polling.take()  # it was free, and is again
    await polling.leave()
    await database.close()


async def test_with_sqlite_there_is_nobody_to_be_seen(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'test.db'}")
    assert await database.read(lambda work: work.replicas.connected()) == 0
    assert await database.turn(lambda work: work.replicas.keep_out())
    await database.close()
