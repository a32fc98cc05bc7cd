"""`veiviser demo`: one whole case, played and printed, against a sandbox of its own."""

from __future__ import annotations

import argparse
import asyncio

from bot.app import StartError
from bot.cli import CommandError
from bot.commands.opening import open_content, use_model
from bot.demo.performance import perform
from bot.demo.playing import DemoError
from bot.settings import read_settings


def run(_: argparse.Namespace) -> int:
    """Play it; 1 with the name of the step when anything goes wrong."""
    # Tokens that are set are for the real services: the demo is played against its own.
    settings = read_settings()
    library = open_content(settings.content_dir)
    use_model(settings, library, library.phrasings)
    try:
        asyncio.run(perform(settings, library))
    except DemoError as error:
        raise CommandError(f"the demo stopped at {error}") from error
    except StartError as error:
        raise CommandError(str(error)) from error
    return 0
