"""Of several replicas one polls, and another one when it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.leading import Led
from storage.leading import Leadership
from tests.databases import POSTGRES, fresh
from tests.facts import PATIENCE, until


class Reader:
    """Something that reads until it is stopped, and counts."""

    def __init__(self, readers: list[Reader]) -> None:
        self._stopped = asyncio.Event()
        self._readers = readers

    async def run(self) -> None:
        self._readers.append(self)
        await self._stopped.wait()
        self._readers.remove(self)

    def stop(self) -> None:
        self._stopped.set()


class Watched(Leadership):
    """Counts how often it was tried for."""

    tries = 0

    async def take(self) -> bool:
        taken = await super().take()
        self.tries += 1
        return taken


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with fresh(tmp_path, POSTGRES, migrated=False) as url:
        yield url


@asynccontextmanager
async def replica(lock: Leadership) -> AsyncIterator[list[Reader]]:
    """One replica; its readers."""
    readers: list[Reader] = []
    led = Led(lock, lambda: Reader(readers), look_seconds=0.01)
    running = asyncio.create_task(led.run())
    yield readers
    led.stop()
    await running


async def become(readers: list[Reader], count: int) -> None:
    await until(lambda: len(readers) == count)


async def test_one_of_two_replicas_reads_and_the_other_takes_over(url: str) -> None:
    async with replica(Leadership(url, "x")) as second:
        await become(second, 1)
        lock = Watched(url, "x")
        async with replica(lock) as first:
            await until(lambda: lock.tries >= 2)
            assert first == []
        assert len(second) == 1
    assert second == []

    async with replica(Leadership(url, "x")) as third:
        await become(third, 1)


async def test_a_holder_whose_connection_ends_stops_reading(url: str) -> None:
    first, second = Leadership(url, "x"), Leadership(url, "x")
    async with replica(first) as readers:
        await become(readers, 1)
        (reader,) = readers
        cut_all_connections(url)
        # Either may be the next holder: here the first one comes back by itself.
        await until(lambda: readers and reader not in readers)
        assert not await second.take()
    # The server frees the lock when it notices that the connection was closed.
    async with asyncio.timeout(PATIENCE):
        while not await second.take():
            await asyncio.sleep(0.005)
    await second.leave()


async def test_a_frozen_holder_loses_the_lock(url: str) -> None:
    """Its connection lives, but nobody looks any more whether it holds the lock."""
    frozen, other = Leadership(url, "x"), Leadership(url, "x", silent_seconds=0.2)
    assert await frozen.take()
    async with asyncio.timeout(10):
        while not await other.take():
            await asyncio.sleep(0.02)

    assert not await frozen.held()
    assert await other.held()
    await frozen.leave()
    await other.leave()


async def test_a_holder_that_looks_keeps_the_lock(url: str) -> None:
    first, second = Leadership(url, "x"), Leadership(url, "x", silent_seconds=3600)
    assert await first.take()
    for _ in range(3):
        assert not await second.take()
        assert await first.held()
    await first.leave()
    await second.leave()


def cut_all_connections(url: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    query = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with engine.connect() as connection:
        connection.execute(text(query))
    engine.dispose()


async def test_names_do_not_get_in_one_anothers_way(url: str) -> None:
    one, other = Leadership(url, "x"), Leadership(url, "y")
    assert await one.take()
    assert await other.take()
    assert await one.held()
    await one.leave()
    await other.leave()


async def test_nobody_leads_while_the_database_is_away() -> None:
    lock = Leadership("postgresql://nobody@127.0.0.1:1/nothing", "x")
    assert not await lock.take()
    assert not await lock.held()
    await lock.leave()
