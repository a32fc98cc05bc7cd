"""What several commands open in the same way: the content, and the database for a moment."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot.cli import CommandError
from bot.content import expected_phrases
from bot.learning import Learning
from bot.settings import Settings
from knowledge.fitting import fit_model, load_model
from knowledge.library import Library
from knowledge.loader import load
from knowledge.phrasing import Phrasing
from knowledge.problems import ContentError
from storage.database import Database
from storage.errors import DatabaseAwayError, UnusableDatabaseError
from storage.work import Work

T = TypeVar("T")


def now() -> datetime:
    """The moment, UTC and aware."""
    return datetime.now(UTC)


def open_content(folder: Path) -> Library:
    """The content, or an end of the command with every mistake listed.

    Raises:
        SystemExit: 2, after the mistakes were written to standard error.
    """
    try:
        return load(folder, expected_phrases())
    except ContentError as error:
        print(f"The content in {folder} cannot be used:", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        raise SystemExit(2) from None


def with_database(settings: Settings, act: Callable[[Work], T], *, writes: bool = False) -> T:
    """Run one short transaction, beside a running bot if there is one.

    Raises:
        CommandError: the database cannot be used.
    """

    async def once() -> T:
        database = Database.open(settings.database)
        try:
            await database.migrate()
            return await (database.turn(act) if writes else database.read(act))
        finally:
            await database.close()

    try:
        return asyncio.run(once())
    except UnusableDatabaseError as error:
        raise CommandError(f"the database cannot be used: {error}") from error
    except DatabaseAwayError as error:
        raise CommandError("the database went away: try again when it is there") from error


def has_database(settings: Settings) -> bool:
    """Whether there is a database to look into. The first look would make an empty one."""
    kind, _, path = settings.database.partition(":///")
    return not kind.startswith("sqlite") or Path(path).exists()


def open_learning(settings: Settings, library: Library) -> Learning:
    """The content with what was taught; the files alone where there is no database."""
    learning = Learning(library)
    if not has_database(settings):
        return learning
    with suppress(CommandError):
        with_database(settings, learning.look)
    return learning


def use_model(settings: Settings, library: Library, phrasings: Sequence[Phrasing]) -> None:
    """Understand with the fitted model from the first question on; fits it if it has to."""
    path = fit_model(settings.models, phrasings)
    library.interpreter.use(load_model(path), path.name)
