"""The probes: alive as long as anything works, ready while updates can be taken."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.serving import Readiness, Serving
from storage.database import Database


async def ask(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


@pytest.mark.parametrize(
    ("answers", "ending", "ready"),
    [
        (True, False, (200, "ready")),
        (False, False, (503, "no database")),
        (True, True, (503, "ending")),
    ],
)
async def test_what_the_probes_say(answers: bool, ending: bool, ready: tuple[int, str]) -> None:
    async def database(_seconds: float) -> bool:
        return answers

    async with Serving("127.0.0.1", 0, Readiness(database, ending)).running() as port:
        assert await ask(port, "/readyz") == ready
        assert await ask(port, "/livez") == (200, "alive")
        assert (await ask(port, "/anything"))[0] == 404


async def test_a_database_that_is_away_is_no_answer() -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:1/nothing")
    assert not await database.answers(5.0)
    await database.close()


async def test_a_database_that_hangs_is_asked_once_only() -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:1/nothing")
    asked, go_on = [], asyncio.Event()

    async def hang(_look: object) -> bool:
        asked.append(1)
        await go_on.wait()
        return True

    database.read = hang  # type: ignore[method-assign,assignment]
    assert [await database.answers(0.01) for _ in range(3)] == [False] * 3
    assert len(asked) == 1
    go_on.set()
    assert await database.answers(5.0)
    await database.close()


async def test_a_port_that_is_taken_is_an_error() -> None:
    async def database(_seconds: float) -> bool:
        return True

    readiness = Readiness(database)
    async with Serving("127.0.0.1", 0, readiness).running() as port:
        with pytest.raises(OSError, match="address"):
            async with Serving("127.0.0.1", port, readiness).running():
                pytest.fail("two listeners")
