"""The processes under measurement: started, asked for their size and their use of time, ended."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.commands.run import SANDBOX_TOKENS
from bot.sandbox import SandboxClient

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Running:
    """A process, and how long it took from its start to its first line."""

    process: asyncio.subprocess.Process
    ready_seconds: float

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
        yield Running(process, time.perf_counter() - began)
    finally:
        await _end(process)


@asynccontextmanager
async def bot(folder: Path, url: str) -> AsyncIterator[Running]:
    """The bot as `veiviser run` starts it, pointed at a sandbox that listens."""
    tokens = {name.upper(): value for name, value in SANDBOX_TOKENS.items()}
    urls = {"TELEGRAM_API_URL": url, "SLACK_API_URL": f"{url}/slack/api/"}
    variables = {**tokens, **urls, "LOG_LEVEL": "WARNING", "RATE_LIMITS": "off"}
    async with running("bot", "run", folder=folder, variables=variables) as started:
        yield started


@asynccontextmanager
async def echo(folder: Path, url: str) -> AsyncIterator[Running]:
    """The bare echo on a sandbox that listens."""
    async with running("tests.bench.echo", url, folder=folder) as started:
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
