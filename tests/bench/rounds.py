"""Rounds of messages, and the times of their replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from bot.sandbox import SandboxClient
from tests.bench.plan import Move

QUIET_ALONE = 0.03
"""Seconds without a call after which a turn is taken to be over, one chat at a time."""

QUIET_TOGETHER = 0.2
"""The same for many chats at once."""


@dataclass(slots=True)
class Samples:
    """Latencies in seconds, and how many messages were answered in how many seconds in all."""

    seconds: list[float] = field(default_factory=list)
    messages: int = 0
    elapsed: float = 0.0

    @property
    def p50_ms(self) -> float:
        """The median latency in milliseconds."""
        return median(self.seconds) * 1000

    @property
    def p95_ms(self) -> float:
        """What 95 of 100 replies do not exceed, in milliseconds."""
        return quantiles(self.seconds, n=20)[-1] * 1000

    @property
    def p99_ms(self) -> float:
        """What 99 of 100 replies do not exceed, in milliseconds."""
        return quantiles(self.seconds, n=100)[-1] * 1000

    @property
    def rate(self) -> float:
        """Messages a second, with all that a message leaves to do counted in."""
        return self.messages / self.elapsed


class Crowd:
    """Some chats of one sandbox that always do the same at the same moment."""

    def __init__(self, sandbox: SandboxClient, chats: Sequence[int]) -> None:
        self._sandbox = sandbox
        self._chats = chats
        self._quiet = QUIET_ALONE if len(chats) == 1 else QUIET_TOGETHER
        self.moves = 0
        """How many each of them has made."""

    @classmethod
    async def of(cls, sandbox: SandboxClient, size: int) -> Crowd:
        """So many new applicants."""
        people = [await sandbox.add_applicant(f"Test {n}", started=True) for n in range(size)]
        return cls(sandbox, [person.id for person in people])

    async def make(self, move: Move, samples: Samples | None = None) -> tuple[str, ...]:
        """Everybody makes one move; the texts of the replies.

        Raises:
            RuntimeError: somebody got no reply.
        """
        acts = [move.in_chat(chat) for chat in self._chats]
        body = {"acts": acts, "quiet": self._quiet}
        found = await self._sandbox.link.post("/sandbox/exchanges", body)
        self.moves += 1
        taken = [exchange["seconds"] for exchange in found["exchanges"]]
        if None in taken:
            raise RuntimeError(f"{taken.count(None)} of {len(taken)} messages got no reply: {move}")
        if samples is not None:
            samples.seconds += taken
            samples.messages += len(taken)
            samples.elapsed += found["drained"]
        return tuple(exchange["text"] for exchange in found["exchanges"])

    async def walk(self, moves: Sequence[Move], samples: Samples) -> None:
        """Make one move after the other; the typed ones are measured.

        Raises:
            RuntimeError: a reply came twice, so an answer was not taken for one.
        """
        seen: set[str] = set()
        for move in moves:
            text = (await self.make(move, samples if move.text else None))[0]
            if text in seen:
                raise RuntimeError(f"the bot repeated itself after {move}: {text}")
            seen.add(text)
