"""An inbox for tests of the polling loop: it remembers, counts, and fails when told to."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channel import Inbound, TurnResult
from dialogs.events import Said


@dataclass
class FakeInbox:
    """Remembers what it took; what it is told to fail at, it fails at."""

    taken: list[str] = field(default_factory=list)
    attempts: Counter[str] = field(default_factory=Counter)
    aside: list[tuple[str, BaseException]] = field(default_factory=list)
    result: TurnResult = field(default_factory=TurnResult)
    on_take: Callable[[Inbound], object] = lambda inbound: None
    gate: asyncio.Event | None = None
    outages: int = 0
    begun: set[str] = field(default_factory=set)
    held: int = 0
    """How many turns have come to the gate."""

    async def was_begun(self, event_id: str) -> bool:
        return event_id in self.begun

    async def take(self, inbound: Inbound) -> TurnResult:
        if self.gate is not None:
            self.held += 1
            await self.gate.wait()
        self.on_take(inbound)
        if isinstance(inbound.event, Said):
            self.taken.append(inbound.event.text)
        return self.result

    async def count_attempt(self, event_id: str) -> int:
        if self.outages:
            self.outages -= 1
            raise ConnectionError("the database is away")
        self.attempts[event_id] += 1
        return self.attempts[event_id]

    async def set_aside(self, inbound: Inbound, error: BaseException) -> str:
        self.aside.append((inbound.event_id, error))
        return "U-1"
