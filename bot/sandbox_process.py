"""The sandbox as a neighbour: used if one listens already, else started as a process of its own.

A bot takes the sandbox that it started along, also when it is killed: the sandbox ends with its
standard input, whose other end only the bot holds. One that somebody else started stays.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bot.sandbox import SandboxClient

STARTING_SECONDS = 15.0
STOPPING_SECONDS = 5.0
LOOK_SECONDS = 0.05


class SandboxError(Exception):
    """The sandbox could not be started."""


@contextlib.asynccontextmanager
async def sandbox(var_dir: Path) -> AsyncIterator[str]:
    """The address of a sandbox that listens.

    Raises:
        SandboxError: none listens and none could be started.
    """
    address_file = var_dir / "sandbox" / "address"
    if url := await _listening(address_file):
        yield url
        return
    address_file.unlink(missing_ok=True)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--until-eof"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        env=_environment(var_dir),
        # Ctrl-C is for the bot, which ends its sandbox after itself.
        start_new_session=True,
    )
    try:
        yield await _started(process, address_file)
    finally:
        await _end(process)


def _environment(var_dir: Path) -> dict[str, str]:
    return {**os.environ, "VAR_DIR": str(var_dir)}


async def _started(process: asyncio.subprocess.Process, address_file: Path) -> str:
    for _ in range(int(STARTING_SECONDS / LOOK_SECONDS)):
        if process.returncode is not None:
            break
        if url := await _listening(address_file):
            return url
        await asyncio.sleep(LOOK_SECONDS)
    raise SandboxError("the sandbox did not start; `veiviser sandbox` shows why")


async def _listening(address_file: Path) -> str | None:
    try:
        url = address_file.read_text().strip()
    except OSError:
        return None
    return url if url and await SandboxClient.listens(url) else None


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOPPING_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
