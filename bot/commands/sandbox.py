"""`veiviser sandbox`: the local Telegram and Slack alone."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli import CommandError
from bot.sandbox import serve
from bot.settings import read_settings


def run(options: argparse.Namespace) -> int:
    """Serve until the process is told to end."""
    folder = read_settings().var_dir / "sandbox"
    try:
        asyncio.run(serve(options.port, folder, _say_where))
    except OSError as error:
        raise CommandError(f"the sandbox cannot listen: {error.strerror}") from error
    return 0


def _say_where(url: str) -> None:
    print(f"The sandbox is at {url}", flush=True)
