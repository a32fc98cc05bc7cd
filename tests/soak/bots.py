"""The bot as one process or several, which are killed without warning and started again."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.plan import MODELS
from tests.e2e.mortal import environment

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 20.0
EARLY = 0.1
"""How often the next one to be killed has not finished its start."""


class Replica:
    """One `veiviser run`."""

    def __init__(self, url: str, folder: Path, number: int, more: Mapping[str, str]) -> None:
        """`more` settings win over those of a bot that belongs to the sandbox at `url`."""
        own = folder / f"bot-{number}"
        own.mkdir(parents=True, exist_ok=True)
        kept = {"MODEL_DIR": str(MODELS), "LOG_LEVEL": "WARNING"}
        self._environment = {**environment(url, own), **kept, **more}
        self._process: asyncio.subprocess.Process | None = None
        self.log = own / "log"
        self.deaths = 0
        self.started: list[float] = []

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it, and wait until it says that it runs.

        Raises:
            RuntimeError: it ended by itself.
        """
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                env=self._environment,
                cwd=ROOT,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), START_SECONDS)
        if line:
            self.started.append(time.monotonic() - began)
        else:  # it is gone: killed while it started, or by a mistake
            await self._process.wait()
        self._check()

    async def kill(self) -> None:
        """kill -9.

        Raises:
            RuntimeError: it had ended by itself.
        """
        if self._process is None:
            return
        self._check()
        self._process.kill()
        await self._process.wait()
        self.deaths += 1

    async def stop(self) -> None:
        """End it in peace.

        Raises:
            RuntimeError: it did not end as it should.
        """
        if not self.alive or self._process is None:
            return
        self._process.terminate()
        await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        self._check()

    def _check(self) -> None:
        status = self._process.returncode if self._process else None
        if status not in {None, 0, -signal.SIGKILL}:
            raise RuntimeError(f"the bot ended with {status}:\n{self.log.read_text()[-3000:]}")


@dataclass(slots=True)
class Reaper:
    """Kills `kills` times within about `seconds`, at random moments; half-way, one for good."""

    replicas: list[Replica]
    kills: int
    seconds: float
    chance: random.Random
    note: Callable[[], Awaitable[None]]
    """Called right after each kill."""

    done: int = 0
    buried: Replica | None = None
    _starting: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """All kills. Afterwards everybody who is not buried runs again."""
        ends = time.monotonic() + self.seconds
        while self.done < self.kills:
            for task in [task for task in self._starting if task.done()]:
                self._starting.discard(task)
                task.result()
            left = ends - time.monotonic()
            await asyncio.sleep(self._pause(max(left, 0.0) / (self.kills - self.done)))
            victim = self.chance.choice(self._living())
            await victim.kill()
            await self.note()
            self.done += 1
            if len(self.replicas) > 1 and self.done >= self.kills // 2 and self.buried is None:
                self.buried = victim
                continue
            await self._revive(victim)
        if self._starting:
            await asyncio.gather(*self._starting)

    def _living(self) -> list[Replica]:
        return [replica for replica in self.replicas if replica.alive]

    async def _revive(self, victim: Replica) -> None:
        """A lone one is mostly waited for; of several, the others go on meanwhile."""
        others = [each for each in self.replicas if each not in (victim, self.buried)]
        if (others and all(each.alive for each in others)) or self.chance.random() < EARLY:
            self._starting.add(asyncio.create_task(victim.start()))
            await asyncio.sleep(0.2)  # so that there is a process to be killed
        else:
            await victim.start()

    def _pause(self, fair: float) -> float:
        """Most live for some seconds; one in five hardly begins."""
        start = self.replicas[0].started[-1] if self.replicas[0].started else 2.0
        room = max(fair - start, 0.3)
        if self.chance.random() < 0.2:
            return self.chance.uniform(0.0, 0.3)
        return self.chance.uniform(0.1, 2.2) * room
