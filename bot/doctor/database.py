"""The database: where it lies, what waits to be sent, and the clock that its moments came from."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.delivery import SKEW
from bot.doctor import database_file, server
from bot.doctor.findings import Finding, fine, note, wrong
from bot.settings import Settings
from storage import inspection
from storage.engine import sqlite_path
from storage.errors import DatabaseAwayError, UnusableDatabaseError

LEAST_FREE = 500_000_000
"""Bytes: room for a backup beside the database, and for some dossiers with their files."""

OVERDUE = timedelta(minutes=15)
"""Longer than the longest pause between two tries, so a running bot leaves nothing that long."""


def looked_at(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Everything about the database, in the order in which it makes sense to mend it."""
    if settings.database.startswith("sqlite"):
        path = sqlite_path(settings.database)
        yield from _disks(settings.var_dir, path.resolve().parent)
        usable, found = database_file.looked_at(path)
    else:
        yield from _disks(settings.var_dir)
        usable, found = server.looked_at(settings.database)
    yield from found
    if usable:
        yield from _traces(settings, now)


def _disks(*folders: Path) -> Iterator[Finding]:
    for folder in dict.fromkeys(each.resolve() for each in folders):
        free = inspection.free_bytes(folder)
        said = f"{free / 1e9:.1f} GB free"
        if free < LEAST_FREE:
            yield wrong("disk", said, f"make room where {folder} lies")
        else:
            yield fine("disk", said)


def _traces(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        seen = asyncio.run(inspection.traces_in(settings.database))
    except UnusableDatabaseError as error:
        what, _, cure = str(error).partition(": ")
        yield wrong("outbox", what, cure or "see the log of the bot, or of the database")
        return
    except DatabaseAwayError:
        yield wrong("outbox", "the database went away meanwhile", "see that it runs; look again")
        return
    yield _outbox(seen, now)
    if seen.aside:
        cure = "`veiviser outbox list`, then `veiviser outbox retry`; in Slack `/godkjent utboks`"
        yield wrong("set aside", f"{seen.aside} could not be sent", cure)
    else:
        yield fine("set aside", "nothing")
    if seen.failed:
        said = f"{seen.failed} updates could not be processed in the last 90 days"
        yield note("failures", said, "look for their references (F-...) in the log")
    yield _clock(seen, now)


def _outbox(seen: inspection.Traces, now: datetime) -> Finding:
    said = f"{seen.waiting} to be sent"
    if seen.oldest_due is not None and now - seen.oldest_due > OVERDUE:
        since = seen.oldest_due.isoformat(timespec="minutes")
        return wrong("outbox", f"{said}, due since {since}", "start the bot, or look into its log")
    return fine("outbox", said)


def _clock(seen: inspection.Traces, now: datetime) -> Finding:
    if seen.newest is not None and seen.newest > now + SKEW:
        newest = seen.newest.isoformat(timespec="minutes")
        cure = "set the machine's clock right (time synchronisation), then start the bot again"
        return wrong("clock", f"behind the newest event, which is of {newest}", cure)
    return fine("clock", now.isoformat(timespec="seconds"))
