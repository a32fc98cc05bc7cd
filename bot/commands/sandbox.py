"""`veiviser sandbox`: the local Telegram and Slack alone."""

from __future__ import annotations

import argparse
import asyncio

from bot.sandbox import serve
from bot.settings import read_settings


def run(options: argparse.Namespace) -> int:
    """Serve until the process is told to end."""
    folder = read_settings().var_dir / "sandbox"
    asyncio.run(serve(options.port, folder, lambda url: print(f"The sandbox is at {url}")))
    return 0
