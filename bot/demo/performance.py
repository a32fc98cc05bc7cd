"""A whole performance: the stage is set, the story is played, and the dossier is kept."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.playing import DemoError, Players
from bot.demo.reading import Reader
from bot.demo.stage import Stage, set_up
from bot.demo.story import read
from bot.demo.transcript import Transcript, screen
from bot.sandbox import SandboxClient
from bot.settings import Settings
from dialogs.scene import OSLO
from knowledge.library import Library

PATIENCE = 8.0
"""Seconds that anything may take before it has gone wrong."""

Prepare = Callable[[SandboxClient], Awaitable[None]]


async def perform(
    settings: Settings,
    library: Library,
    patience: float = PATIENCE,
    prepare: Prepare | None = None,
) -> Path:
    """Play the story and print it; `prepare` may put trouble into the sandbox first.

    Returns:
        Where the dossier's PDF is.

    Raises:
        DemoError: a step did not have its outcome.
    """
    began, folder = time.monotonic(), settings.var_dir / "demo"
    console, year = screen(), datetime.now(UTC).astimezone(OSLO).year
    transcript = Transcript(console)
    console.print("Left: the applicant's chat. Right: the secretariat's channel. All is test data.")
    async with set_up(settings, library, folder / "stage") as stage:
        if prepare is not None:
            await prepare(stage.sandbox)
        players = Players(stage.sandbox, Reader(library), transcript, patience)
        await players.play(read({"reference": f"GC-{year}-0001"}))
        kept = await _keep(stage, players, folder)
        await _nothing_left(stage)
    console.print()
    console.rule()
    console.print(
        f"Done in {time.monotonic() - began:.1f} s. The dossier is in {kept}", soft_wrap=True
    )
    return kept


async def _keep(stage: Stage, players: Players, folder: Path) -> Path:
    post = await players.dossier()
    file = post.files[-1]
    content = await stage.sandbox.secretariat.download(file)
    if not content.startswith(b"%PDF-"):
        raise DemoError(f"{file.name} in the thread is no PDF")
    kept = folder / file.name
    kept.write_bytes(content)
    return kept


async def _nothing_left(stage: Stage) -> None:
    """A story that ended well while something was set aside did not end well."""
    failed = await stage.app.database.read(lambda work: work.set_aside.all())
    if failed:
        raise DemoError(f"{len(failed)} updates were set aside; bot.log says why")
