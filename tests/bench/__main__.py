"""`make bench`: start everything, measure in interleaved rounds, show and keep the figures."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench import databases, processes
from tests.bench.contestants import (
    ECHO,
    FULL,
    NORMAL,
    POSTGRES,
    USUAL,
    Contestant,
    started,
    starting,
)
from tests.bench.figures import of_rounds, of_state, ratios
from tests.bench.plan import application, content, understood
from tests.bench.report import Figure, show, write
from tests.bench.rounds import Samples

STARTS = 3
IDLE_SECONDS = 10.0
SETTLE_SECONDS = 3.0
ALONE, TOGETHER = 20, 4
"""Measured messages of one chat, and of each of many, in one round."""

REPEATS = 3
"""Chats, one after the other, in one round: the 99th percentile needs hundreds of messages."""


async def measure(
    folder: Path, rounds: int, names: tuple[str, ...], urls: Mapping[str, str]
) -> list[Figure]:
    """All figures, measured with data in `folder`. `urls` are of databases, by contestant."""
    moves = application(content().checklist)
    figures = await _starts(folder, names, urls)
    async with started(names, folder, moves, urls) as all_of_them:
        figures += await _idle(all_of_them)
        for _ in range(rounds):
            await one_round(all_of_them)
        figures += of_rounds(all_of_them)
        if FULL in all_of_them:
            figures += await _questions(all_of_them)
        figures += of_state("memory after the run", "MB", _memory(all_of_them), aim=350)
    return figures


async def one_round(contestants: Mapping[str, Contestant], repeats: int = REPEATS) -> None:
    """Everybody in turn, so that what else the machine does hits all alike."""
    for each in contestants.values():
        for _ in range(repeats):
            await each.one_chat(ALONE if each.name != USUAL else ALONE // 2)
    for each in contestants.values():
        await each.many_chats(TOGETHER)


async def _questions(contestants: Mapping[str, Contestant]) -> list[Figure]:
    """How long one answer to a question about the scheme takes, beside the echo in that moment."""
    alone, bare = Samples(), Samples()
    for _ in range(REPEATS):
        await contestants[FULL].ask(ALONE, alone)
        await contestants[ECHO].ask(ALONE, bare)
    return ratios("p50, question answered", "ms", {FULL: alone.p50_ms, ECHO: bare.p50_ms})


async def _starts(folder: Path, names: tuple[str, ...], urls: Mapping[str, str]) -> list[Figure]:
    """The first start compiles and makes the tables; then some on the same data again."""
    ready, understands = dict[str, list[float]](), dict[str, list[float]]()
    async with processes.sandbox(folder / "starts") as sandbox:
        for turn in range(STARTS + 1):
            for name in names:
                own = folder / "starts" / name.replace(" ", "-")
                async with starting(name, own, sandbox.url, urls) as process:
                    if not turn:
                        continue
                    ready.setdefault(name, []).append(process.ready_seconds)
                    if name not in {ECHO, USUAL}:
                        understands.setdefault(name, []).append(await process.understands_seconds())
    middle = {name: median(times) for name, times in ready.items()}
    fitted = {name: median(times) for name, times in understands.items()}
    echo = {ECHO: middle[ECHO], USUAL: middle[USUAL]}
    return [
        *of_state("start to ready", "s", middle, aim=1.5),
        *ratios("start until questions are understood", "s", {**fitted, **echo}),
    ]


async def _idle(contestants: Mapping[str, Contestant]) -> list[Figure]:
    for each in contestants.values():
        if each.name not in {ECHO, USUAL}:
            await each.process.understands_seconds()
    await asyncio.sleep(SETTLE_SECONDS)
    before = {name: each.process.cpu_seconds() for name, each in contestants.items()}
    await asyncio.sleep(IDLE_SECONDS)
    used = {
        name: (each.process.cpu_seconds() - before[name]) / IDLE_SECONDS * 100
        for name, each in contestants.items()
    }
    return [
        *of_state("idle, of one core", "%", used, aim=1),
        *of_state("memory when idle, understanding loaded", "MB", _memory(contestants), aim=350),
    ]


def _memory(contestants: Mapping[str, Contestant]) -> dict[str, float]:
    return {name: each.process.resident_mb() for name, each in contestants.items()}


def main() -> None:
    """Run the benchmark; the aims are shown, but a missed one is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=6, help="default: 6")
    parser.add_argument("--only", nargs="+", default=(), help="of the bots: FULL NORMAL PostgreSQL")
    options = parser.parse_args()
    kept = Path("var") / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    understood()
    # On the disk of the project, not in memory: what a commit costs is part of the measurement.
    with tempfile.TemporaryDirectory(dir=kept, prefix="run-") as folder, ExitStack() as stack:
        urls = databases.postgres(stack, POSTGRES)
        bots = [name for name in (FULL, NORMAL, *urls) if _wanted(name, options.only)]
        names = (ECHO, USUAL, *bots)
        figures = asyncio.run(measure(Path(folder).resolve(), options.rounds, names, urls))
    show(figures, "Veiviser beside a bare echo and the usual bot; rate limits off")
    print(f"Kept in {write(figures, kept)}")


def _wanted(name: str, only: list[str]) -> bool:
    return not only or any(each in name for each in only)


if __name__ == "__main__":
    main()
