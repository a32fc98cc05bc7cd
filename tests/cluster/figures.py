"""`python -m tests.cluster.figures`: what replicas and PostgreSQL cost, how long a take-over takes.

A table, and JSON under `var/cluster-figures/`.

Everything runs on one machine, so more replicas share its cores: the figures say what a way of
taking updates costs, not what more machines would bring.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bot.sandbox import SandboxClient
from tests.bench.plan import Move
from tests.bench.processes import sandbox
from tests.bench.rounds import Crowd, Samples
from tests.cluster.topology import Cluster, cluster
from tests.postgres import Server, server_of_its_own

FOLDER = Path("var/cluster-figures")
HELP = Move("/hjelp")
ALONE, TOGETHER, CHATS = 60, 6, 50
ROUNDS, KILLS = 3, 5
OUTAGE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to run the bot; without `postgres`, SQLite."""

    name: str
    postgres: bool
    webhook: bool
    replicas: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds for one chat, messages a second for fifty, seconds until another goes on, and
    seconds from the end of a database's restart to the reply to what was said meanwhile."""

    name: str
    p50_ms: float
    p95_ms: float
    rate: float
    takeover_seconds: float | None
    restart_seconds: float | None


VARIANTS = (
    Variant("SQLite, polling, 1 process", False, False, 1),
    Variant("PostgreSQL, polling, 1 replica", True, False, 1),
    Variant("PostgreSQL, polling, 2 replicas", True, False, 2),
    Variant("PostgreSQL, webhook, 1 replica", True, True, 1),
    Variant("PostgreSQL, webhook, 2 replicas", True, True, 2),
    Variant("PostgreSQL, webhook, 3 replicas", True, True, 3),
)


async def measured(variant: Variant, recovery: bool = True) -> Figures:
    """The figures of one variant, in a folder and with a database of its own."""
    folder = (FOLDER / variant.name.replace(", ", "-").replace(" ", "_")).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(sandbox(folder))
        server = stack.enter_context(server_of_its_own()) if variant.postgres else None
        database = server.url if server else ""
        running = cluster(
            client.url, database, folder, webhook=variant.webhook, count=variant.replicas
        )
        started = await stack.enter_async_context(running)
        alone, together = Samples(), Samples()
        await _rounds(await Crowd.of(client, 1), ALONE, alone)
        await _rounds(await Crowd.of(client, CHATS), TOGETHER, together)
        takeover = await _takeover(client, started) if recovery and variant.replicas > 1 else None
        restart = await _restart(client, server) if recovery and server else None
    return Figures(variant.name, alone.p50_ms, alone.p95_ms, together.rate, takeover, restart)


def _typical(of_one: Sequence[Figures]) -> Figures:
    """The medians of a variant's rounds; recovery was tried in the last one."""
    return replace(
        of_one[-1],
        p50_ms=median(each.p50_ms for each in of_one),
        p95_ms=median(each.p95_ms for each in of_one),
        rate=median(each.rate for each in of_one),
    )


async def _rounds(crowd: Crowd, count: int, samples: Samples) -> None:
    await crowd.make(HELP)  # the first message of a chat makes its rows
    for _ in range(count):
        await crowd.make(HELP, samples)


async def _takeover(client: SandboxClient, started: Cluster) -> float:
    """The median time from a kill to the reply to a message that is sent just then."""
    taken = []
    kari = client.applicant()
    await kari.say("/start")
    await kari.wait_for_message()
    for number in range(KILLS):
        # The one that has lived for longer, which is the one that polls where only one does.
        victim = started.replicas[number % len(started.replicas)]
        await victim.bot.kill()
        began = time.perf_counter()
        await kari.say("/hjelp")
        await kari.wait_for_message(timeout=60)
        taken.append(time.perf_counter() - began)
        await victim.bot.start()
        await victim.becomes(200)
    return median(taken)


async def _restart(client: SandboxClient, server: Server) -> float:
    """The median time from the end of a restart to the reply to what was said during it."""
    taken = []
    kari = client.applicant()
    for _ in range(KILLS):
        server.stop()
        await kari.say("/hjelp")
        await asyncio.sleep(OUTAGE_SECONDS)
        server.start()
        began = time.perf_counter()
        await kari.wait_for_message(timeout=60)
        taken.append(time.perf_counter() - began)
    return median(taken)


def _seconds(value: float | None) -> str:
    return f"{value:.2f} s" if value is not None else ""


def show(all_figures: list[Figures]) -> None:
    """Print the table."""
    table = Table("", title="Replicas on one machine")
    for heading in ("p50, 1 chat", "p95, 1 chat", "50 chats", "take-over", "restart"):
        table.add_column(heading, justify="right")
    for each in all_figures:
        fast = (f"{each.p50_ms:.1f} ms", f"{each.p95_ms:.1f} ms", f"{each.rate:.0f} /s")
        again = (_seconds(each.takeover_seconds), _seconds(each.restart_seconds))
        table.add_row(each.name, *fast, *again)
    Console(width=100).print(table)


async def main() -> None:
    """Measure every variant in every round, so that a busy minute meets them alike."""
    rounds = [
        [await measured(variant, recovery=number == ROUNDS) for variant in VARIANTS]
        for number in range(1, ROUNDS + 1)
    ]
    found = [_typical(each) for each in zip(*rounds, strict=True)]
    show(found)
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(each) for each in found], indent=2)
    (FOLDER / "figures.json").write_text(text + "\n")


if __name__ == "__main__":
    asyncio.run(main())
