"""`make bench-memory`: the bot's resident memory over 100 000 updates, which takes a quarter of an
hour.

Two hundred chats ask, look up, begin an application and leave it again, all at once.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
from pathlib import Path

from tests.bench import processes
from tests.bench.plan import QUESTION, Move, understood
from tests.bench.report import Figure, show, write
from tests.bench.rounds import Crowd

CHATS = 200
LOOKS = 10
"""How often the memory is read."""

MOVES = (
    Move(QUESTION),
    Move("/status 123 456 785"),
    Move("Hva koster det?"),
    Move("/sok"),
    Move("/pause"),
    Move("/hjelp"),
)
MOST_GROWTH = 1.05
"""Between the second look, when everything has been used once, and the last."""


async def measure(folder: Path, updates: int) -> list[Figure]:
    """The memory after each tenth of the updates, and how much it grew."""
    async with (
        processes.sandbox(folder / "bot") as sandbox,
        processes.bot(folder / "bot", sandbox.url) as bot,
    ):
        await bot.understands_seconds()
        figures = [Figure("memory after 0 updates", bot.resident_mb(), "MB")]
        crowd = await Crowd.of(sandbox, CHATS)
        moves = itertools.cycle(MOVES)
        for look in range(1, LOOKS + 1):
            while crowd.moves * CHATS < updates * look / LOOKS:
                await crowd.make(next(moves))
            made = crowd.moves * CHATS
            figures.append(Figure(f"memory after {made} updates", bot.resident_mb(), "MB"))
            print(f"{made}: {figures[-1].value:.0f} MB", flush=True)
    growth = figures[-1].value / figures[2].value
    return [*figures, Figure("growth from the second look on", growth, "x", aim=MOST_GROWTH)]


def main() -> None:
    """Run it; growth is shown, but is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.memory", description=__doc__)
    parser.add_argument("--updates", type=int, default=100_000, help="default: 100 000")
    options = parser.parse_args()
    kept = Path("var") / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    understood()
    with tempfile.TemporaryDirectory(dir=kept, prefix="run-") as folder:
        figures = asyncio.run(measure(Path(folder).resolve(), options.updates))
    show(figures, "Resident memory; rate limits off")
    print(f"Kept in {write(figures, kept)}")


if __name__ == "__main__":
    main()
