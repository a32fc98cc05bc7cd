"""The database: its file, what waits to be sent, and the clock that its moments came from."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.delivery import SKEW
from bot.doctor.findings import Finding, fine, note, wrong
from bot.settings import Settings
from storage import inspection
from storage.database import Database
from storage.engine import sqlite_path
from storage.errors import UnusableDatabaseError
from storage.lock import holder
from storage.migrating import HEAD, KNOWN

LEAST_FREE = 500_000_000
"""Bytes: room for a backup beside the database, and for some dossiers with their files."""

OVERDUE = timedelta(minutes=15)
"""Longer than the longest pause between two tries, so a running bot leaves nothing that long."""

RESTORE = "stop the bot and run `veiviser restore BACKUP`"


def looked_at(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Everything about the database, in the order in which it makes sense to mend it."""
    yield from _disk(settings.var_dir)
    if settings.database.startswith("sqlite"):
        path = sqlite_path(settings.database)
        running = holder(path)
        yield note("bot", f"runs as process {running}" if running else "does not run here")
        usable, found = _file(path)
        yield from found
        if not usable:
            return
    yield from _traces(settings, now)


def _disk(folder: Path) -> Iterator[Finding]:
    free = inspection.free_bytes(folder)
    said = f"{free / 1e9:.1f} GB free"
    if free < LEAST_FREE:
        yield wrong("disk", said, f"make room where {folder} lies")
    else:
        yield fine("disk", said)


def _file(path: Path) -> tuple[bool, list[Finding]]:
    """Whether the file can be looked into, and what was found."""
    if not path.exists():
        return False, [note("database", f"none yet at {path}", "`veiviser run` makes it")]
    if damage := inspection.damage(path):
        return False, [wrong("database", f"damaged: {damage}", RESTORE)]
    found = [fine("database", f"sound, {path.stat().st_size / 1e6:.1f} MB")]
    try:
        version = inspection.version_of(path)
    except sqlite3.Error as error:
        return False, [wrong("database", str(error), RESTORE)]
    if version != HEAD and version not in {None, *KNOWN}:
        cure = "install the version of the program that made it, or restore an older backup"
        return False, [*found, wrong("migrations", f"at {version}, newer than {HEAD}", cure)]
    if version != HEAD:
        found.append(note("migrations", f"at {version}, not {HEAD}", "`veiviser migrate`"))
        return False, found
    found.append(fine("migrations", f"at {HEAD}"))
    if reason := inspection.unwritable(path):
        what, _, cure = reason.partition(": ")
        found.append(wrong("writing", what, cure))
    else:
        found.append(fine("writing", "possible"))
    return True, found


def _traces(settings: Settings, now: datetime) -> Iterator[Finding]:
    async def look() -> inspection.Traces:
        database = Database.open(settings.database)
        try:
            return await database.read(inspection.traces)
        finally:
            await database.close()

    try:
        seen = asyncio.run(look())
    except UnusableDatabaseError as error:
        yield wrong("database", str(error), "see that it runs, and that DATABASE_URL is right")
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
