"""Waiting for facts. A test that waits for time instead fails on a machine that stalls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE = 20.0
"""Seconds after which a fact will not come any more; whoever sees it sooner goes on sooner."""

ROUNDS = 100


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.005)


async def all_have_run() -> None:
    """Let every task go on until it waits: enough where none waits for a clock or a thread."""
    for _ in range(ROUNDS):
        await asyncio.sleep(0)
