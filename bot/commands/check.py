"""`veiviser check`: is all content usable, what is missing per language, what is hard to read."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from bot.commands.opening import open_content
from bot.settings import read_settings
from knowledge.coverage import HARD_LIX, Coverage, report

GAPS_SHOWN = 12


def run(_: argparse.Namespace) -> int:
    """Exit status 0 when the content can be used; what is merely missing is listed."""
    library = open_content(read_settings().content_dir)
    coverage = report(library)
    console = Console()
    console.print(
        f"Content is usable: {len(library.checklist.items)} checklist items, "
        f"{len(library.entries)} entries, {len(library.phrasings)} ways of asking."
    )
    _show_languages(console, coverage)
    _show_hard_texts(console, coverage)
    return 0


def _show_languages(console: Console, coverage: Coverage) -> None:
    kinds = sorted({kind for shares in coverage.shares.values() for kind in shares})
    table = Table("language", *kinds, title="Translated")
    for language, shares in coverage.shares.items():
        cells = [f"{shares[kind].translated} of {shares[kind].total}" for kind in kinds]
        table.add_row(language, *cells)
    console.print(table)
    for language in coverage.shares:
        gaps = [gap for gap in coverage.gaps if gap.language is language]
        for gap in gaps[:GAPS_SHOWN]:
            console.print(f"  missing in {language}: {' '.join(gap.key)}", highlight=False)
        if len(gaps) > GAPS_SHOWN:
            console.print(f"  ... and {len(gaps) - GAPS_SHOWN} more in {language}")


def _show_hard_texts(console: Console, coverage: Coverage) -> None:
    hard = [(key, lix) for key, lix in coverage.readability if lix > HARD_LIX]
    console.print(f"Hard to read (LIX over {HARD_LIX:.0f}): {len(hard)}")
    for key, lix in hard[:GAPS_SHOWN]:
        console.print(f"  {lix:.0f}  {' '.join(key)}", highlight=False)
