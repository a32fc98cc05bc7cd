"""`veiviser catch-up`: tell a database that it is a copy, put back by `pg_restore` or by hand.

`restore` does the same by itself.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from datetime import datetime

from bot.catching_up import CaughtUp, catch_up
from bot.cli import CommandError
from bot.commands.opening import now, with_database
from bot.settings import read_settings
from storage.engine import sqlite_path
from storage.errors import AlreadyRunningError, UnusableDatabaseError
from storage.lock import only_process
from storage.work import Work

CONNECTED = (
    "a replica, or another command, is connected to the database: stop all replicas first"
    " (one that was killed is gone within half a minute)"
)


def run(options: argparse.Namespace) -> int:
    """Catch up; refused while a bot runs on the database, as far as that can be told."""
    settings = read_settings()
    with ExitStack() as stack:
        if settings.database.startswith("sqlite"):
            _have_alone(stack, settings.database)
        moment, last = now(), options.last_reference
        done = with_database(settings, lambda work: _caught_up(work, moment, last), writes=True)
    print(f"To be sent after a look: {done.waiting}. Cards to be renewed: {done.cards}.")
    return 0


def _have_alone(stack: ExitStack, url: str) -> None:
    path = sqlite_path(url)
    if not path.exists():
        raise CommandError(f"there is no database at {path}")
    try:
        stack.enter_context(only_process(path))
    except AlreadyRunningError as error:
        raise CommandError(f"{error}: stop it first") from error
    except UnusableDatabaseError as error:
        raise CommandError(f"the database cannot be used: {error}") from error


def _caught_up(work: Work, moment: datetime, last: tuple[int, int] | None) -> CaughtUp:
    if not work.replicas.keep_out():
        raise CommandError(CONNECTED)
    return catch_up(work, moment, last)
