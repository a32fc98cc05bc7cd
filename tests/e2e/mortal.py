"""A bot in a process of its own, which is killed without warning and started again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.commands.run import SANDBOX_TOKENS

ROOT = Path(__file__).parents[2]
UNLIMITED = {"RATE_LIMITS": "off"}  # robots do not wait to read; `test_limits` has them on


def environment(url: str, var_dir: Path) -> Mapping[str, str]:
    """What a bot that belongs to the sandbox at `url` is told."""
    tokens = {name.upper(): value for name, value in SANDBOX_TOKENS.items()}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "MODEL_DIR") if name in os.environ}
    urls = {"TELEGRAM_API_URL": url, "SLACK_API_URL": f"{url}/slack/api/"}
    return {**kept, **tokens, **urls, "VAR_DIR": str(var_dir), "PYTHONPATH": str(ROOT), **UNLIMITED}


class MortalBot:
    """`veiviser run` as a process."""

    def __init__(
        self, url: str, folder: Path, more: Mapping[str, str] | None = None, name: str = "bot"
    ) -> None:
        """`more` settings win; `name` is that of its log."""
        self._environment = {**environment(url, folder / "var"), **(more or {})}
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self.log = folder / f"{name}.log"
        self.deaths = 0

    async def start(self) -> None:
        """Start it; it takes a second or two until it is there."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                env=self._environment,
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process is not None
        return self._process.pid

    async def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        assert self._process.returncode is None, self.log.read_text()[-3000:]
        await self._end(signal.SIGKILL)
        self.deaths += 1

    async def kill_after(self, seconds: float) -> None:
        """Kill it after a while, and start it again."""
        await asyncio.sleep(seconds)
        await self.kill()
        await self.start()

    async def stop(self) -> int:
        """End it in peace; its exit status."""
        return await self._end(signal.SIGTERM)

    async def ended(self) -> int:
        """Wait until it ends by itself; its exit status."""
        assert self._process is not None
        return await self._process.wait()

    async def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await self._process.wait()


def fatal_steps(steps: int, deaths: int, chance: random.Random) -> dict[int, float]:
    """At which steps the bot dies, and how many seconds after the step began."""
    chosen = chance.sample(range(steps), deaths)
    # Half of them in the milliseconds in which a step is being taken, half around them.
    return {step: chance.uniform(0, chance.choice((0.03, 0.3))) for step in chosen}
