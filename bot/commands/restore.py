"""`veiviser restore FILE`: a copy in the database's place, checked first; the old one is kept."""

from __future__ import annotations

import argparse

from bot.cli import CommandError
from bot.commands.copying import refuse_server, say, shown
from bot.commands.opening import now
from bot.exchange import lane_of
from bot.settings import read_settings
from dialogs.effects import RefreshCard
from storage.backup import BackupError, restore
from storage.engine import sqlite_path
from storage.errors import AlreadyRunningError, UnusableDatabaseError
from storage.lock import only_process
from storage.work import Work


def run(options: argparse.Namespace) -> int:
    """Restore; refused while a bot runs on the same database, wherever it was started."""
    settings = read_settings()
    refuse_server(settings, "pg_restore")

    def catch_up(work: Work) -> None:
        _renew_cards(work)
        if options.last_reference is not None:
            work.references.skip_to(*options.last_reference)

    try:
        with only_process(sqlite_path(settings.database)), shown("Restoring") as progress:
            kept = restore(settings.database, options.file, progress, catch_up)
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


def _renew_cards(work: Work) -> None:
    """What the secretariat sees may be newer than the copy: every card is shown as it is again."""
    moment = now()
    for case in work.dossiers.with_cards():
        effect = RefreshCard(case)
        work.outbox.add(effect, *lane_of(effect), moment)
