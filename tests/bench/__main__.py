"""`make bench`: start everything, measure in interleaved rounds, show and keep the figures."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bot.commands.opening import open_content
from bot.settings import read_settings
from tests.bench import processes
from tests.bench.plan import BEGIN, QUESTION, Move, application
from tests.bench.processes import Running
from tests.bench.report import Figure, show, write
from tests.bench.rounds import Crowd, Samples

CHATS = 50
STARTS = 3
IDLE_SECONDS = 10.0
SETTLE_SECONDS = 3.0
ALONE, TOGETHER = 20, 4
"""Messages of one chat, and of each of many, in one round."""


@dataclass(slots=True)
class Measured:
    """The samples of all rounds, one chat at a time and all together."""

    echo: Samples = field(default_factory=Samples)
    answers: Samples = field(default_factory=Samples)
    questions: Samples = field(default_factory=Samples)
    crowd_echo: Samples = field(default_factory=Samples)
    crowd_answers: Samples = field(default_factory=Samples)
    crowd_questions: Samples = field(default_factory=Samples)


async def measure(folder: Path, rounds: int) -> list[Figure]:
    """All figures, measured with data in `folder`."""
    moves = application(open_content(read_settings().content_dir).checklist)
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(processes.sandbox(folder / "bot"))
        bare = await stack.enter_async_context(processes.sandbox(folder / "echo"))
        figures = await _starts(folder, ours.url, bare.url)
        bot = await stack.enter_async_context(processes.bot(folder / "bot", ours.url))
        echo = await stack.enter_async_context(processes.echo(folder / "echo", bare.url))
        figures += await _idle(bot, echo)
        # One chat and many at once; every round has applicants of its own.
        measured, spent = Measured(), 0.0
        for _ in range(rounds):
            await _alone(await Crowd.of(bare, 1), await Crowd.of(ours, 1), moves, measured)
            many = await Crowd.of(bare, CHATS), await Crowd.of(ours, CHATS)
            before = bot.cpu_seconds()
            await _together(*many, moves, measured)
            spent += bot.cpu_seconds() - before
        turns = measured.crowd_answers.messages + measured.crowd_questions.messages
        figures += _speeds(measured)
        figures.append(Figure("processor time of a turn, 50 chats", spent / turns * 1000, "ms"))
        figures.append(Figure("memory after the run", bot.resident_mb(), "MB", aim=150))
    return figures


async def _starts(folder: Path, url: str, bare_url: str) -> list[Figure]:
    """The first start compiles; then some on an empty database, and some on the same again."""
    empty, again, cpu, bare = list[float](), list[float](), list[float](), list[float]()
    async with processes.bot(folder / "warm", url):
        pass
    for number in range(STARTS):
        async with processes.bot(folder / f"start{number}", url) as bot:
            empty.append(bot.ready_seconds)
        async with processes.bot(folder / f"start{number}", url) as bot:
            again.append(bot.ready_seconds)
            cpu.append(bot.cpu_seconds())
        async with processes.echo(folder / "start-echo", bare_url) as echo:
            bare.append(echo.ready_seconds)
    ready, least = median(again), median(bare)
    return [
        Figure("start to ready", ready, "s", ready / least, aim=1.5),
        Figure("start to ready, processor time", median(cpu), "s"),
        Figure("start to ready, empty database", median(empty), "s", median(empty) / least),
        Figure("start to ready, echo", least, "s"),
    ]


async def _idle(bot: Running, echo: Running) -> list[Figure]:
    await asyncio.sleep(SETTLE_SECONDS)
    before, bare = bot.cpu_seconds(), echo.cpu_seconds()
    await asyncio.sleep(IDLE_SECONDS)
    used, least = (bot.cpu_seconds() - before), (echo.cpu_seconds() - bare)
    return [
        Figure("idle, of one core", used / IDLE_SECONDS * 100, "%", aim=1),
        Figure("idle, of one core, echo", least / IDLE_SECONDS * 100, "%"),
        Figure("memory when idle", bot.resident_mb(), "MB", bot.resident_mb() / echo.resident_mb()),
        Figure("memory when idle, echo", echo.resident_mb(), "MB"),
    ]


async def _alone(bare: Crowd, ours: Crowd, moves: tuple[Move, ...], measured: Measured) -> None:
    for _ in range(ALONE):
        await bare.make(Move(QUESTION), measured.echo)
    for _ in range(ALONE):
        await ours.make(Move(QUESTION), measured.questions)
    await _begin(ours)
    await ours.walk(moves[: ALONE + 2], measured.answers)


async def _together(bare: Crowd, ours: Crowd, moves: tuple[Move, ...], measured: Measured) -> None:
    for _ in range(TOGETHER):
        await bare.make(Move(QUESTION), measured.crowd_echo)
        await ours.make(Move(QUESTION), measured.crowd_questions)
    await _begin(ours)
    await ours.walk(moves[:TOGETHER], measured.crowd_answers)


async def _begin(crowd: Crowd) -> None:
    await crowd.make(Move("/sok"))
    await crowd.make(Move(label=BEGIN))


def _speeds(measured: Measured) -> list[Figure]:
    echo, crowd = measured.echo, measured.crowd_echo
    figures = [
        Figure("p50, echo", echo.p50_ms, "ms"),
        _latency("p50, answer stored", measured.answers, echo, aim=5),
        _latency("p50, question answered", measured.questions, echo),
        Figure("p95, echo", echo.p95_ms, "ms"),
        Figure("p95, answer stored", measured.answers.p95_ms, "ms"),
        Figure("50 chats, echo", crowd.rate, "/s"),
    ]
    for name, samples, aim in (
        ("50 chats, answers stored", measured.crowd_answers, 120),
        ("50 chats, questions answered", measured.crowd_questions, None),
    ):
        ratio = samples.rate / crowd.rate
        figures.append(Figure(name, samples.rate, "/s", ratio, aim, at_least=True))
    return figures


def _latency(name: str, samples: Samples, echo: Samples, aim: float | None = None) -> Figure:
    return Figure(name, samples.p50_ms, "ms", samples.p50_ms / echo.p50_ms, aim, of_ratio=True)


def main() -> None:
    """Run the benchmark; the aims are shown, but a missed one is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    options = parser.parse_args()
    kept = Path("var") / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    # On the disk of the project, not in memory: what a commit costs is part of the measurement.
    with tempfile.TemporaryDirectory(dir=kept, prefix="run-") as folder:
        figures = asyncio.run(measure(Path(folder).resolve(), options.rounds))
    show(figures)
    print(f"Kept in {write(figures, kept)}")


if __name__ == "__main__":
    main()
