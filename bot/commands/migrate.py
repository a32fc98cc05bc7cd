"""`veiviser migrate`: bring the database's tables up to date, as `run` does at its start."""

from __future__ import annotations

import argparse

from bot.commands.opening import with_database
from bot.settings import read_settings


def run(_: argparse.Namespace) -> int:
    """Open the database, which migrates it, and close it again."""
    settings = read_settings()
    with_database(settings, lambda work: None)
    print("The database is up to date.")
    return 0
