"""Python, the content and the fitted model."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator

from bot.content import expected_phrases
from bot.doctor.findings import Finding, fine, note, wrong
from bot.settings import Settings
from knowledge.library import Library
from knowledge.loader import load
from knowledge.problems import ContentError

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35, 0)
"""The first that knows RETURNING."""


def python() -> Iterator[Finding]:
    """The interpreter, and the SQLite in it."""
    version = sys.version.split()[0]
    if sys.version_info < OLDEST_PYTHON:
        yield wrong("Python", version, "install Python 3.11 or newer, then `make setup`")
    else:
        yield fine("Python", version)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield wrong("SQLite", sqlite3.sqlite_version, "use a Python with SQLite 3.35 or newer")
    else:
        yield fine("SQLite", sqlite3.sqlite_version)


def content(settings: Settings) -> tuple[Library | None, list[Finding]]:
    """The content, if it can be used, and what was found."""
    try:
        library = load(settings.content_dir, expected_phrases())
    except ContentError as error:
        said = f"{len(error.problems)} mistakes; the first: {error.problems[0]}"
        cure = "`veiviser check` lists them all with file and line"
        return None, [wrong("content", said, cure)]
    said = f"{len(library.checklist.items)} checklist items, {len(library.entries)} entries"
    return library, [fine("content", said)]


def model(settings: Settings, library: Library) -> Iterator[Finding]:
    """Whether a fitted model is there; without one the nearest phrasing answers."""
    from knowledge.fitting import model_path  # slow to import

    path = model_path(settings.models, library.phrasings)
    if path.exists():
        yield fine("model", f"fitted, {path.name}")
    else:
        yield note("model", "not fitted for this content", "`veiviser fit`, or wait: `run` does it")
