"""An SQLite file: whether a bot runs on it, whether it is sound, and whether it can be written."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from bot.doctor import migrations
from bot.doctor.findings import Finding, fine, note, wrong
from storage import inspection
from storage.lock import holder
from storage.trouble import LOCKED, explained, primary_code

RESTORE = "stop the bot and run `veiviser restore BACKUP`"


def looked_at(path: Path) -> tuple[bool, list[Finding]]:
    """Whether it is worth looking into the tables, and what was found."""
    running = holder(path)
    found = [note("bot", f"runs as process {running}" if running else "does not run here")]
    if problem := _not_there(path):
        return False, [*found, problem]
    try:
        inside = inspection.inside(path)
    except sqlite3.Error as error:
        return False, [*found, _kept_from("database", path, error)]
    if inside.damage:
        return False, [*found, wrong("database", f"damaged: {inside.damage}", RESTORE)]
    found.append(fine("database", f"sound, {path.stat().st_size / 1e6:.1f} MB"))
    usable, version = migrations.at(inside.version)
    found.append(version)
    if usable and inside.missing:
        missing = migrations.listed(inside.missing)
        return False, [*found, wrong("database", f"lacks the tables {missing}", RESTORE)]
    if usable:
        found.append(_writing(path))
    return usable, found


def _not_there(path: Path) -> Finding | None:
    try:
        path.stat()
    except FileNotFoundError:
        return note("database", f"none yet at {path}", "`veiviser run` makes it")
    except OSError as error:
        said = f"{path} cannot be reached ({error.strerror})"
        return wrong("database", said, "check DATABASE_URL and who owns the folder")
    if not path.is_file():
        return wrong("database", f"{path} is no file", "point DATABASE_URL at one")
    return None


def _writing(path: Path) -> Finding:
    try:
        inspection.try_to_write(path)
    except sqlite3.Error as error:
        return _kept_from("writing", path, error)
    return fine("writing", "possible")


def _kept_from(part: str, path: Path, error: sqlite3.Error) -> Finding:
    """What keeps us from the file: damage, or something that no backup would help against."""
    what, _, cure = explained(error).partition(": ")
    code = primary_code(error)
    if code in LOCKED and (holders := inspection.lockers(path)):
        cure = f"it may be {' or '.join(holders)}: end that program"
    elif code == sqlite3.SQLITE_CANTOPEN and not os.access(path.resolve().parent, os.W_OK):
        # Readers of a write-ahead log have to make files beside it.
        what = "its folder cannot be written, which reading it needs too"
        cure = "check the disk and who owns the folder"
    return wrong(part, what, cure or "see the system's log")
