"""Databases for tests: the one place that says which kinds there are.

A test that needs a database takes the `database` fixture of its folder, which is made here once for
each kind, so that the same test runs on both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import event

from storage.database import Database

SQLITE, POSTGRES = "sqlite", "postgresql"
KINDS = (SQLITE, POSTGRES)


@contextmanager
def fresh(folder: Path, kind: str, migrated: bool = True) -> Iterator[str]:
    """The URL of a database that is gone afterwards; PostgreSQL's has its tables, or is empty."""
    if kind == SQLITE:
        yield url_in(folder)
        return
    # Only when one is wanted: a run without PostgreSQL needs nothing of it.
    from tests import postgres

    with postgres.database(migrated) as url:
        yield url


def url_in(folder: Path) -> str:
    """A fresh SQLite database's URL."""
    return f"sqlite:///{folder / 'test.db'}"


@asynccontextmanager
async def opened(folder: Path, kind: str = SQLITE) -> AsyncIterator[Database]:
    """A migrated database, closed at the end."""
    with fresh(folder, kind) as url:
        database = Database.open(url)
        try:
            await database.migrate()
            yield database
        finally:
            await database.close()


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that are run meanwhile, BEGIN included."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(database._reading, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database._reading, "before_cursor_execute", note)
