"""Databases for tests: the one place that says which kinds there are.

A test that needs a database takes the `database` fixture of its folder, which is made here, so
that another kind can join without touching a test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import event

from storage.database import Database


def url_in(folder: Path) -> str:
    """A fresh database's URL."""
    return f"sqlite:///{folder / 'test.db'}"


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Database]:
    """A migrated database, closed at the end."""
    database = Database.open(url_in(folder))
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
