"""`veiviser outbox list|retry`: what could not be sent, and sending it again.

Shows what kind a row is and for whom, never what it says. A running bot finds what is to be sent
again within a second.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from bot.aside import send_again
from bot.cli import CommandError
from bot.commands.opening import now, with_database
from bot.settings import Settings, read_settings
from dialogs.scene import OSLO
from storage.aside import AsideRow


def run(options: argparse.Namespace) -> int:
    """List what was set aside, or have it sent again; 1 when there is no such row."""
    settings = read_settings()
    if options.action == "retry":
        return _retry(settings, options.id, options.all)
    rows = with_database(settings, lambda work: work.aside.all())
    waiting = with_database(settings, lambda work: work.outbox.depth())
    if options.json:
        for row in rows:
            print(json.dumps(_as_dict(row), ensure_ascii=False))
    else:
        _show(rows, waiting)
    return 0


def _retry(settings: Settings, row: int | None, everything: bool) -> int:
    if (row is None) is not everything:
        raise CommandError("say which: the id of a row from `veiviser outbox list`, or --all")
    moment = now()
    count = with_database(settings, lambda work: send_again(work, row, moment), writes=True)
    if row is not None and not count:
        raise CommandError(
            f"no row {row} is set aside; `veiviser outbox list` shows those that are"
        )
    print(f"{count} to be sent again." if count else "Nothing is set aside.")
    return 0


def _show(rows: Sequence[AsideRow], waiting: int) -> None:
    console = Console()
    if rows:
        table = Table("id", "what", "to", "since", "tries", "error", "behind it")
        for row in rows:
            since = row.since.astimezone(OSLO).strftime("%Y-%m-%d %H:%M")
            behind = str(row.behind) if row.behind else ""
            table.add_row(
                str(row.id), row.kind, _whom(row), since, str(row.tries), row.error, behind
            )
        console.print(table)
        console.print("Send one again with `veiviser outbox retry ID`, or all with `--all`.")
    else:
        console.print("Nothing is set aside.")
    console.print(f"{waiting} to be sent.")


def _whom(row: AsideRow) -> str:
    who = "an applicant" if row.to_applicant else "the secretariat"
    return f"{who} ({row.reference})" if row.reference else who


def _as_dict(row: AsideRow) -> dict[str, object]:
    return {**asdict(row), "since": row.since.isoformat()}
