"""The processes under measurement: started, asked for their size and their use of time, ended."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.commands.run import SANDBOX_TOKENS
from bot.sandbox import SandboxClient
from tests.bench.plan import MODELS

ROOT = Path(__file__).resolve().parents[2]
UNDERSTANDS = "the fitted model is in use"
"""What a bot logs when it has loaded it, some time after it is ready."""

UNLIMITED: Mapping[str, str] = {"RATE_LIMITS": "off"}
"""Settings that switch the bot's own rate limits off: they would be all that is measured."""
START_SECONDS = 60.0
Started = AbstractAsyncContextManager["Running"]
STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Running:
    """A process, and how long it took from its start to its first line."""

    process: asyncio.subprocess.Process
    ready_seconds: float
    log: Path
    began: float

    async def understands_seconds(self) -> float:
        """From the start until the bot understands questions as well as it can.

        Raises:
            TimeoutError: it never does.
        """
        async with asyncio.timeout(START_SECONDS):
            while UNDERSTANDS not in self.log.read_text():
                await asyncio.sleep(0.02)
        return time.perf_counter() - self.began

    def resident_mb(self) -> float:
        """Its resident memory in MB (10^6 bytes), as the kernel counts it."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def cpu_seconds(self) -> float:
        """The processor time that it has used, in user and system mode together."""
        # The name in the second field may contain spaces, but the bracket after it does not.
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(
    *command: str, folder: Path, variables: Mapping[str, str] | None = None
) -> AsyncIterator[Running]:
    """A Python process that has written its first line; ended at the end.

    Raises:
        RuntimeError: it ended before it was ready; with what it wrote about that.
    """
    folder.mkdir(parents=True, exist_ok=True)
    errors = folder / "errors.txt"
    errors.unlink(missing_ok=True)
    began = time.perf_counter()
    with errors.open("ab") as stderr:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *command),
            cwd=ROOT,
            env=_environment(folder, variables or {}),
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
        )
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        if not line:
            raise RuntimeError(f"{' '.join(command)} did not start:\n{errors.read_text()}")
        yield Running(process, time.perf_counter() - began, errors, began)
    finally:
        await _end(process)


@asynccontextmanager
async def bot(
    folder: Path,
    url: str,
    command: tuple[str, ...] = ("bot", "run"),
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[Running]:
    """The bot as `veiviser run` starts it, pointed at a sandbox that listens."""
    tokens = {name.upper(): value for name, value in SANDBOX_TOKENS.items()}
    urls = {"TELEGRAM_API_URL": url, "SLACK_API_URL": f"{url}/slack/api/"}
    variables = {**tokens, **urls, **UNLIMITED, "MODEL_DIR": str(MODELS), **(more or {})}
    async with running(*command, folder=folder, variables=variables) as started:
        yield started


@asynccontextmanager
async def echo(folder: Path, url: str) -> AsyncIterator[Running]:
    """The bare echo on a sandbox that listens."""
    async with running("tests.bench.echo", url, folder=folder) as started:
        yield started


@asynccontextmanager
async def usual(folder: Path, url: str, asked: Sequence[str]) -> AsyncIterator[Running]:
    """The bot that a team would otherwise write, with its questions, on a sandbox that listens."""
    command = ("tests.bench.usual", url, str(folder), json.dumps(asked))
    async with running(*command, folder=folder) as started:
        yield started


@asynccontextmanager
async def sandbox(folder: Path) -> AsyncIterator[SandboxClient]:
    """A sandbox as `veiviser sandbox` starts it, and a client of it."""
    async with running("bot", "sandbox", "--port", "0", folder=folder):
        url = (folder / "sandbox" / "address").read_text().strip()
        async with SandboxClient(url) as client:
            yield client


def _environment(folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """An installed program has its bytecode at hand, so the measured ones keep theirs as well."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    bytecode = str(folder.parent / "bytecode")
    own = {"VAR_DIR": str(folder), "PYTHONPYCACHEPREFIX": bytecode, "PYTHONUNBUFFERED": "1"}
    return {**kept, **own, **variables}


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
