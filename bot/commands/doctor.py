"""`veiviser doctor`: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.commands.opening import now
from bot.doctor import database, installation
from bot.doctor.findings import Finding, Grade, fine, wrong
from bot.settings import Settings, SettingsError, read_settings

_STYLES = {Grade.FINE: "green", Grade.NOTE: "yellow", Grade.WRONG: "bold red"}


def run(options: argparse.Namespace) -> int:
    """Look at everything; 1 when something is wrong."""
    found = list(_looked_at(options.online))
    table = Table("", "part", "how it is", "what to do")
    for each in found:
        grade = f"[{_STYLES[each.grade]}]{each.grade}[/]"
        table.add_row(grade, each.part, escape(each.said), escape(each.cure))
    Console().print(table)
    return int(any(each.grade is Grade.WRONG for each in found))


def _looked_at(online: bool) -> Iterator[Finding]:
    yield from installation.python()
    try:
        settings = read_settings()
    except SettingsError as error:
        for problem in error.problems:
            what, _, cure = problem.partition(": ")
            yield wrong("settings", what, cure)
        return
    yield fine("settings", "against Telegram and Slack" if settings.live else "for the sandbox")
    yield from _parts(settings, online)


def _parts(settings: Settings, online: bool) -> Iterator[Finding]:
    library, found = installation.content(settings)
    yield from found
    if library is not None:
        yield from installation.model(settings, library)
    yield from database.looked_at(settings, now())
    if online:
        from bot.doctor import online as tokens

        yield from asyncio.run(tokens.looked_at(settings))
