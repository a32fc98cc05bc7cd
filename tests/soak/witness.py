"""What is known from outside the bot: the sandbox's record of calls, and a look at the database."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select

from bot.sandbox import SandboxClient
from storage.engine import make_engine, usable_url
from storage.tables import journal, outbox

PAUSE = 0.5
DONE_UNHEARD = "drop_after"
"""How the record calls a call whose work was done although its answer was never heard."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an API, in the order in which the sandbox answered."""

    number: int
    method: str
    params: dict[str, Any]
    status: int
    error: str

    @property
    def done(self) -> bool:
        """Whether its work was done."""
        return self.status == 200 or self.error == DONE_UNHEARD


@dataclass(slots=True)
class Witness:
    """Reads the record as it grows; `in_flight` counts leased lanes at each kill."""

    sandbox: SandboxClient
    url: str
    calls: list[Call] = field(default_factory=list)
    in_flight: list[int] = field(default_factory=list)
    missed_calls: int = 0
    _engine: Engine | None = None

    def open(self) -> None:
        """Open the database beside the bot."""
        self._engine = make_engine(usable_url(self.url), connections=1)

    def close(self) -> None:
        """Let go of it."""
        if self._engine is not None:
            self._engine.dispose()

    async def watch(self) -> None:
        """Read the record, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(PAUSE)

    async def look(self) -> None:
        """Read what the record got since the last look."""
        last = self.calls[-1].number if self.calls else 0
        for each in await self.sandbox.calls(after=last):
            # The sandbox keeps the newest calls only: a gap would make every count below a guess.
            self.missed_calls += each["number"] - last - 1
            last = each["number"]
            error = each["error"] or ""
            self.calls.append(Call(last, each["method"], each["params"], each["status"], error))

    async def note_kill(self) -> None:
        """Count the lanes that a process had leased when it was killed."""
        self.in_flight.append(await asyncio.to_thread(self._leased))

    async def waiting(self) -> int:
        """How many rows of the outbox and updates of Telegram's are still to be dealt with."""
        rows = await asyncio.to_thread(self._rows)
        return rows + int((await self.sandbox.updates())["waiting"])

    def _leased(self) -> int:
        leased = outbox.c.leased_until > datetime.now(UTC)
        return self._count(select(func.count(outbox.c.lane.distinct())).where(leased))

    def _rows(self) -> int:
        return self._count(select(func.count()).select_from(outbox))

    def journalled(self) -> int:
        """How many of Telegram's updates the bot has taken, each of which it notes once."""
        telegram = journal.c.event_id.like("tg:%")
        return self._count(select(func.count()).select_from(journal).where(telegram))

    def _count(self, query: Any) -> int:
        assert self._engine is not None
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())
