"""`veiviser restore FILE`: a copy in the database's place, checked first; the old one is kept."""

from __future__ import annotations

import argparse

from bot.catching_up import catch_up
from bot.cli import CommandError
from bot.commands.copying import refuse_server, say, shown
from bot.commands.opening import now
from bot.settings import read_settings
from storage.backup import BackupError, restore
from storage.engine import sqlite_path
from storage.errors import AlreadyRunningError, UnusableDatabaseError
from storage.lock import only_process


def run(options: argparse.Namespace) -> int:
    """Restore; refused while a bot runs on the same database, wherever it was started."""
    settings = read_settings()
    refuse_server(settings, "pg_restore, then `veiviser catch-up`")

    moment, last = now(), options.last_reference
    try:
        with only_process(sqlite_path(settings.database)), shown("Restoring") as progress:
            kept = restore(
                settings.database,
                options.file,
                progress,
                lambda work: catch_up(work, moment, last),
            )
    except AlreadyRunningError as error:
        raise CommandError(f"{error}: stop it first") from error
    except UnusableDatabaseError as error:
        raise CommandError(f"the database cannot be used: {error}") from error
    except BackupError as error:
        raise CommandError(str(error)) from error
    say(f"Restored from {options.file}.")
    if kept is not None:
        say(f"The database that was there is {kept}; delete it when all is well.")
    return 0
