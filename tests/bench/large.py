"""`make bench-large`: a turn beside 1 000 000 conversations and 100 000 dossiers, and beside none.

The rows are made first (`filling`), which takes about a minute for each database and ten at most.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from tests.bench import databases, processes
from tests.bench.__main__ import one_round
from tests.bench.contestants import ECHO, FULL, POSTGRES, Contestant, started, to_bot
from tests.bench.filling import fill
from tests.bench.plan import application, content, understood
from tests.bench.report import Figure, show, write

FULLER = "beside a million"
AIM = 1.3


async def measure(folder: Path, rounds: int, urls: Mapping[str, str], part: float) -> list[Figure]:
    """All figures; `urls` are of empty databases, by contestant and by contestant and `FULLER`."""
    moves = application(content().checklist)
    names = (FULL, *(name for name in urls if FULLER not in name))
    figures = []
    async with AsyncExitStack() as stack:
        all_of_them = await stack.enter_async_context(started((ECHO, *names), folder, moves, urls))
        for name in names:
            large, own = f"{name}, {FULLER}", folder / f"{name}-large".replace(" ", "-")
            url = urls.get(large, f"sqlite:///{own / 'veiviser.db'}")
            seconds = await asyncio.to_thread(fill, url, part)
            figures.append(Figure(f"rows made, {name}", seconds, "s"))
            sandbox = await stack.enter_async_context(processes.sandbox(own))
            start = processes.bot(own, sandbox.url, more={"DATABASE_URL": url})
            process = await stack.enter_async_context(start)
            figures.append(Figure(f"start to ready, {large}", process.ready_seconds, "s"))
            all_of_them[large] = Contestant(large, sandbox, process, to_bot(moves))
        for _ in range(rounds):
            await one_round(all_of_them)
        for name in names:
            figures += _compared(name, all_of_them)
    return figures


def _compared(name: str, contestants: Mapping[str, Contestant]) -> list[Figure]:
    small, large = contestants[name], contestants[f"{name}, {FULLER}"]
    pairs = (
        ("p50", "ms", small.alone.p50_ms, large.alone.p50_ms, AIM),
        ("p99", "ms", small.alone.p99_ms, large.alone.p99_ms, None),
        ("p50, 50 chats", "ms", small.crowd.p50_ms, large.crowd.p50_ms, AIM),
        ("processor time of an update", "ms", small.update_ms, large.update_ms, AIM),
    )
    figures = []
    for what, unit, before, after, aim in pairs:
        figures.append(Figure(f"{what}: {name}", before, unit))
        ratio = after / before
        figures.append(Figure(f"{what}: {large.name}", after, unit, ratio, aim, of_ratio=True))
    return figures


def main() -> None:
    """Run it; a missed aim is shown, but is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.large", description=__doc__)
    parser.add_argument("--rounds", type=int, default=6, help="default: 6")
    parser.add_argument("--part", type=float, default=1.0, help="of the rows; default: 1")
    options = parser.parse_args()
    kept = Path("var") / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    understood()
    with tempfile.TemporaryDirectory(dir=kept, prefix="run-") as folder, ExitStack() as stack:
        urls = databases.postgres(stack, POSTGRES, f"{POSTGRES}, {FULLER}")
        figures = asyncio.run(measure(Path(folder).resolve(), options.rounds, urls, options.part))
    title = "A turn beside full tables; the ratio is to the same database when it is empty"
    show(figures, f"{title}; rate limits off", "x empty")
    print(f"Kept in {write(figures, kept)}")


if __name__ == "__main__":
    main()
