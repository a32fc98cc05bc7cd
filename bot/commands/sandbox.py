"""`veiviser sandbox`: the local Telegram and Slack alone."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot.cli import CommandError
from bot.sandbox import serve
from bot.settings import read_settings


def run(options: argparse.Namespace) -> int:
    """Serve until the process is told to end, or its standard input has ended."""
    folder = read_settings().var_dir / "sandbox"
    try:
        lifeline = sys.stdin.fileno() if options.until_eof else None
        asyncio.run(serve(options.port, folder, _say_where, lifeline))
    except OSError as error:
        raise CommandError(f"the sandbox cannot listen: {error.strerror}") from error
    return 0


def _say_where(url: str) -> None:
    print(f"The sandbox is at {url}", flush=True)
