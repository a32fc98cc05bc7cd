"""What `backup` and `restore` share: progress on a terminal, and one word for PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from bot.cli import CommandError
from bot.settings import Settings
from storage import backup


def refuse_server(settings: Settings, tool: str) -> None:
    """End the command where the database is a server's.

    Raises:
        CommandError: with what to use instead.
    """
    if not settings.database.startswith("sqlite"):
        raise CommandError(f"the database is PostgreSQL: use {tool}")


@contextmanager
def shown(what: str) -> Iterator[backup.Progress]:
    """A bar on a terminal; nothing anywhere else, such as in a nightly job."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def say(text: str) -> None:
    """One line for whoever sits there."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)
