"""Who is measured: the bot on each database, and the two yardsticks beside it.

Each is a process with a sandbox of its own, so that none has to share its counterpart.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.sandbox import SandboxClient
from tests.bench import processes
from tests.bench.plan import BEGIN, QUESTION, Move, ten_questions
from tests.bench.processes import Running
from tests.bench.rounds import Crowd, Samples

CHATS = 50
ECHO, USUAL = "echo", "usual bot"
FULL, NORMAL, POSTGRES = "SQLite FULL", "SQLite NORMAL", "PostgreSQL"
BOTS = (FULL, NORMAL, POSTGRES)


class Talk(Protocol):
    """How many new chats talk to one of them: so many measured messages each."""

    async def __call__(self, crowd: Crowd, messages: int, samples: Samples) -> None: ...


@dataclass(slots=True)
class Contestant:
    """One of them, and what was measured: `alone` with one chat, `crowd` with many.

    `spent` is processor time in seconds, for so many `updates` of many chats.
    """

    name: str
    sandbox: SandboxClient
    process: Running
    talk: Talk
    alone: Samples = field(default_factory=Samples)
    crowd: Samples = field(default_factory=Samples)
    spent: float = 0.0
    updates: int = 0

    async def one_chat(self, messages: int) -> None:
        """One chat writes and waits for the reply, again and again."""
        await self.talk(await Crowd.of(self.sandbox, 1), messages, self.alone)

    async def many_chats(self, messages: int, chats: int = CHATS) -> None:
        """All write in the same moment, and wait for all replies."""
        crowd = await Crowd.of(self.sandbox, chats)
        before = self.process.cpu_seconds()
        await self.talk(crowd, messages, self.crowd)
        self.spent += self.process.cpu_seconds() - before
        self.updates += crowd.moves * chats

    async def ask(self, messages: int, samples: Samples) -> None:
        """One chat asks about the scheme, again and again."""
        await to_echo(await Crowd.of(self.sandbox, 1), messages, samples)

    @property
    def update_ms(self) -> float:
        """Processor time of one update, in milliseconds."""
        return self.spent / self.updates * 1000


async def to_echo(crowd: Crowd, messages: int, samples: Samples) -> None:
    """Every text comes back."""
    for _ in range(messages):
        await crowd.make(Move(QUESTION), samples)


@dataclass(frozen=True, slots=True)
class ToApply:
    """Answers to the first questions, in the bot or in the usual bot. `begin` is not measured."""

    begin: tuple[Move, ...]
    moves: tuple[Move, ...]

    async def __call__(self, crowd: Crowd, messages: int, samples: Samples) -> None:
        for move in self.begin:
            await crowd.make(move)
        typed = [place for place, move in enumerate(self.moves) if move.text]
        last = typed[min(messages, len(typed)) - 1]
        await crowd.walk(self.moves[: last + 1], samples)


def to_bot(moves: tuple[Move, ...]) -> Talk:
    """Fill in the application."""
    return ToApply((Move("/sok"), Move(label=BEGIN)), moves)


def to_usual(moves: tuple[Move, ...]) -> Talk:
    """Answer its ten questions."""
    return ToApply((Move("/sok"),), tuple(move for move in moves if move.text)[:10])


@asynccontextmanager
async def started(
    names: tuple[str, ...], folder: Path, moves: tuple[Move, ...], urls: Mapping[str, str]
) -> AsyncIterator[dict[str, Contestant]]:
    """All of them, each with its sandbox, ready to be talked to. `urls` are of databases."""
    async with AsyncExitStack() as stack:
        found = {}
        for name in names:
            own = folder / name.replace(" ", "-")
            sandbox = await stack.enter_async_context(processes.sandbox(own))
            start = starting(name, own, sandbox.url, urls)
            process = await stack.enter_async_context(start)
            talk = {ECHO: to_echo, USUAL: to_usual(moves)}.get(name) or to_bot(moves)
            found[name] = Contestant(name, sandbox, process, talk)
        yield found


def starting(name: str, folder: Path, url: str, urls: Mapping[str, str]) -> processes.Started:
    """One of them as a process, in front of the sandbox at `url`."""
    match name:
        case "echo":
            return processes.echo(folder, url)
        case "usual bot":
            return processes.usual(folder, url, ten_questions())
        case "SQLite NORMAL":
            return processes.bot(folder, url, ("tests.bench.launch", "NORMAL"))
        case _:
            more = {"DATABASE_URL": urls[name]} if name in urls else {}
            return processes.bot(folder, url, more=more)
