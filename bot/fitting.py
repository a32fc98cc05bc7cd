"""Brings the fitted judge into a running bot, and a new one when something was taught.

Fitting takes ten seconds of a core and half a gigabyte, so a process of its own does it, at low
priority; here the result is only loaded. Until it is there the nearest phrasing answers.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from knowledge.fitting import load_model, model_path
from knowledge.interpreter import Interpreter
from knowledge.phrasing import Phrasing

NICE = 10
"""Added to the fitting process's niceness: replies go first."""

log = logging.getLogger(__name__)


class Fitting:
    """Keeps the judge of a running bot up to date with what it was taught."""

    def __init__(
        self,
        interpreter: Interpreter,
        folder: Path,
        environment: Mapping[str, str],
    ) -> None:
        """`environment` is what a process that fits is told, so that it reads the same content
        and the same database.
        """
        self._interpreter = interpreter
        self._phrasings: Sequence[Phrasing] = ()
        self._folder = folder
        self._environment = environment
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.fresh = asyncio.Event()
        """Set while the judge knows everything that was taught."""

    def start(self, phrasings: Sequence[Phrasing]) -> None:
        """Begin in the background with all ways of asking; the bot is not kept waiting."""
        self._phrasings = phrasings
        self._want()
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run())

    def again(self, phrasings: Sequence[Phrasing]) -> None:
        """Something was taught: fit all ways of asking anew, soon. For any thread."""
        self._phrasings = phrasings
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._want)

    def _want(self) -> None:
        self.fresh.clear()
        self._wanted.set()

    async def stop(self) -> None:
        """End it; a fitting process goes on and leaves its result for the next start."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._bring()
            except (OSError, RuntimeError) as error:
                log.warning("no fitted model, the nearest phrasing answers: %s", error)

    async def _bring(self) -> None:
        path = await asyncio.to_thread(model_path, self._folder, self._phrasings)
        if path.name == self._interpreter.model:
            self.fresh.set()
            return
        if not path.exists():
            await self._fit()
        if not path.exists():
            # Something more was taught while it was being fitted.
            self._wanted.set()
            return
        self._interpreter.use(await asyncio.to_thread(load_model, path), path.name)
        if not self._wanted.is_set():
            self.fresh.set()
        log.info("the fitted model is in use")

    async def _fit(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "fit"),
            env={**os.environ, **self._environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            preexec_fn=lambda: os.nice(NICE),
        )
        if await process.wait():
            raise RuntimeError("it could not be fitted; `veiviser fit` says why")
