"""Databases for tests: the one place that says which kinds there are.

A test that needs a database takes the `database` fixture of its folder, which is made here, so
that another kind can join without touching a test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

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
