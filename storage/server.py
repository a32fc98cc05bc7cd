"""What can be told about a PostgreSQL from outside, without changing anything in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.exc import DBAPIError

from storage.engine import make_engine, usable_url
from storage.errors import UnusableDatabaseError
from storage.migrating import stored_version
from storage.replicas import Replicas
from storage.tables import metadata
from storage.trouble import explained

_READ_ONLY = text("SELECT current_setting('transaction_read_only') = 'on'")
_MAY_CREATE = text("SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)")
_MISSING = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name"
    " WHERE to_regclass(name) IS NULL ORDER BY name"
)
_FORBIDDEN = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name WHERE NOT ("
    "has_table_privilege(to_regclass(name), 'SELECT')"
    " AND has_table_privilege(to_regclass(name), 'INSERT')"
    " AND has_table_privilege(to_regclass(name), 'UPDATE')"
    " AND has_table_privilege(to_regclass(name), 'DELETE')) ORDER BY name"
)


@dataclass(frozen=True, slots=True)
class Server:
    """How a PostgreSQL is for the user that connects to it.

    `version` is the migration that it is at, None before the first; `missing` are the tables of
    ours that it lacks, `forbidden` those that the user may not read and write; `may_create` is
    whether the user may make tables; `connections` are those of other processes of this program.
    """

    version: str | None
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    read_only: bool
    may_create: bool
    connections: int


def look_at(url: str) -> Server:
    """Look at a PostgreSQL by its URL.

    Raises:
        UnusableDatabaseError: it does not answer, or not this user; the message is its own.
    """
    with _engine(url) as engine:
        version = stored_version(engine)
        with engine.connect() as connection:
            return Server(
                version=version,
                missing=_names(connection, _MISSING),
                forbidden=_names(connection, _FORBIDDEN),
                read_only=_holds(connection, _READ_ONLY),
                may_create=_holds(connection, _MAY_CREATE),
                connections=Replicas(connection).connected(),
            )


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    try:
        engine = make_engine(usable_url(url), connections=1)
    except ModuleNotFoundError as error:
        raise UnusableDatabaseError(f"its driver {error.name} is not installed") from error
    try:
        yield engine
    except DBAPIError as error:
        raise UnusableDatabaseError(explained(error)) from error
    finally:
        engine.dispose()


def _names(connection: Connection, query: TextClause) -> tuple[str, ...]:
    found = connection.execute(query, {"names": list(metadata.tables)})
    return tuple(str(name) for name in found.scalars())


def _holds(connection: Connection, query: TextClause) -> bool:
    return bool(connection.execute(query).scalar_one())
