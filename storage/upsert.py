"""INSERT that lets an existing row be, spelled the same way for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import sqlite


def insert_if_absent(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row unless one with its key exists; whether it was inserted."""
    statement = _statement(connection.dialect.name, table)
    return connection.execute(statement, dict(values)).rowcount == 1


@cache
def _statement(dialect: str, table: Table) -> Insert:
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    # Only where it is the database: it takes as long to load as all of this program's tables.
    from sqlalchemy.dialects import postgresql

    statement = postgresql.insert(table).on_conflict_do_nothing()
    # SQLAlchemy forgets how many rows an INSERT made, unless it is told not to.
    return statement.execution_options(preserve_rowcount=True)
