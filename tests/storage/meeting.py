"""Two transactions of two replicas that run into one another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from sqlalchemy import text

from storage.database import Database
from storage.work import Work
from tests.facts import PATIENCE

Pair = tuple[Database, Database]

# In this database: on the server there are those of other tests.
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Meeting:
    """Holds a transaction until the other one has had time to run into it."""

    def __init__(self) -> None:
        self.begun, self._go_on = threading.Event(), threading.Event()

    def wait(self) -> None:
        """For the transaction: it is in the middle now."""
        self.begun.set()
        assert self._go_on.wait(PATIENCE)

    async def beside(self, second: asyncio.Task[object], database: Database) -> None:
        """Let the second transaction run until it waits for the first, then let that end."""
        async with asyncio.timeout(PATIENCE):
            while not second.done():
                if await database.read(lambda work: work._connection.execute(_WAITING).scalar()):
                    break
                await asyncio.sleep(0.005)
        self._go_on.set()


async def meet(
    both: Pair, first: Callable[[Work], object], second: Callable[[Work], object]
) -> tuple[object, object]:
    """Run two transactions so that the second begins while the first is not committed."""
    meeting = Meeting()

    def held(work: Work) -> object:
        result = first(work)
        meeting.wait()
        return result

    one = asyncio.create_task(both[0].turn(held))
    await asyncio.to_thread(meeting.begun.wait, PATIENCE)
    other: asyncio.Task[object] = asyncio.create_task(both[1].turn(second))
    await meeting.beside(other, both[0])
    return await one, await other
