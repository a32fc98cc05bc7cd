"""The stage: a sandbox and a bot of the demo's own, in a fresh folder, in this process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import sandbox
from bot.app import App, running
from bot.commands.run import against
from bot.discretion import discreet
from bot.sandbox import SandboxClient
from bot.settings import Settings
from knowledge.library import Library


@dataclass(frozen=True, slots=True)
class Stage:
    """Both services and the bot between them."""

    sandbox: SandboxClient
    app: App


@contextlib.asynccontextmanager
async def set_up(settings: Settings, library: Library, folder: Path) -> AsyncIterator[Stage]:
    """A running stage. What an earlier performance left in the folder is removed first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(_logging_to(folder / "bot.log"))
        url = await stack.enter_async_context(sandbox.running(folder / "sandbox"))
        own = against(
            settings.model_copy(
                update={
                    "var_dir": folder,
                    "model_dir": settings.models,
                    "database_url": "",
                    "rate_limits": False,
                }
            ),
            url,
        )
        client = await stack.enter_async_context(SandboxClient(url))
        app = await stack.enter_async_context(running(own, library))
        polling = asyncio.create_task(app.poller.run())
        stack.push_async_callback(_ended, polling)
        stack.callback(app.poller.stop)
        await client.wait_for_bot()
        yield Stage(client, app)


async def _ended(polling: asyncio.Task[None]) -> None:
    await polling


@contextlib.contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    """The bot's log in a file, so that it does not run through the transcript."""
    handler = discreet(logging.FileHandler(path, encoding="utf-8"))
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers, root.level = [handler], logging.INFO
    try:
        yield
    finally:
        root.handlers, root.level = before, level
        handler.close()
