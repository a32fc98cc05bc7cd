"""A fresh, migrated database for every test of storage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from storage.database import Database
from tests.databases import KINDS, POSTGRES, fresh, opened
from tests.storage.meeting import Pair


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on: every one of them in turn."""
    return str(request.param)


@pytest.fixture
async def database(tmp_path: Path, kind: str) -> AsyncIterator[Database]:
    async with opened(tmp_path, kind) as database:
        yield database


@pytest.fixture
def url(tmp_path: Path, kind: str) -> Iterator[str]:
    """The URL of a database that nobody opened yet; it has no tables."""
    with fresh(tmp_path, kind, migrated=False) as url:
        yield url


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Pair]:
    """Two replicas' ways into one database."""
    with fresh(tmp_path, POSTGRES) as url:
        async with AsyncExitStack() as stack:
            first, second = Database.open(url), Database.open(url)
            stack.push_async_callback(first.close)
            stack.push_async_callback(second.close)
            yield first, second
