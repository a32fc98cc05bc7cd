"""Engines: which driver, and what SQLite has to be told on every connection (see `postgres`)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.postgres import connect_arguments

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}

_CURE = "write it as sqlite:///var/veiviser.db or postgresql://user:password@host/name"

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # A committed turn has been confirmed to its channel, so it has to survive a power cut.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What an applicant deletes is overwritten, not only unlinked.
    "PRAGMA secure_delete = ON",
    # Another process (a command line, a backup) may be in a short transaction.
    "PRAGMA busy_timeout = 5000",
)

_FLUSHES = "flushes"
_MODES = {True: "FULL", False: "NORMAL"}
"""How a transaction flushes, by whether it is durable."""


def usable_url(url: str) -> URL:
    """The URL with the driver that this program uses, whatever driver it names.

    Raises:
        ValueError: neither SQLite in a file nor PostgreSQL; the message says the cure.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError(f"DATABASE_URL is no address of a database: {_CURE}") from None
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        name = parsed.get_backend_name()
        raise ValueError(f"DATABASE_URL names {name}, which is not supported: {_CURE}")
    if driver.startswith("sqlite") and parsed.database in (None, "", ":memory:"):
        raise ValueError(f"DATABASE_URL names no file: {_CURE}")
    return parsed.set(drivername=driver)


def sqlite_path(url: str) -> Path:
    """The file of an SQLite database.

    Raises:
        ValueError: it is another kind of database.
    """
    parsed = usable_url(url)
    if parsed.database is None or not parsed.drivername.startswith("sqlite"):
        raise ValueError("DATABASE_URL names no file")
    return Path(parsed.database)


def make_engine(url: URL, connections: int) -> Engine:
    """An engine with at most so many connections; makes the folder of an SQLite file."""
    arguments = connect_arguments(url) if url.get_backend_name() == "postgresql" else {}
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        connect_args=arguments,
        hide_parameters=True,  # an error must not quote what was written
    )
    if is_sqlite(engine):
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def is_sqlite(engine: Engine) -> bool:
    """Whether the database is an SQLite file."""
    return engine.dialect.name == "sqlite"


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: it would do so too late, see `_begin`.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    mode = _MODES[options.get("durable", True)]
    if (
        connection.info.get(_FLUSHES, _MODES[True]) != mode
    ):  # a connection keeps it until it is changed
        connection.exec_driver_sql(f"PRAGMA synchronous = {mode}")
        connection.info[_FLUSHES] = mode
    # A transaction that reads before it writes must hold the write lock from its first statement,
    # or SQLite refuses the write when another process wrote in between.
    writes = options.get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
