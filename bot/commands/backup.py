"""`veiviser backup FILE`: a consistent copy of the database, which holds the files too."""

from __future__ import annotations

import argparse

from bot.cli import CommandError
from bot.commands.copying import refuse_server, say, shown
from bot.settings import read_settings
from storage.backup import BackupError, back_up


def run(options: argparse.Namespace) -> int:
    """Copy, beside a running bot if there is one; silent except on a terminal."""
    settings = read_settings()
    refuse_server(settings, "pg_dump")
    try:
        with shown("Copying") as progress:
            size = back_up(settings.database, options.file, options.force, progress)
    except BackupError as error:
        raise CommandError(str(error)) from error
    say(f"Backed up to {options.file}: {size / 1e6:.1f} MB, checked.")
    return 0
