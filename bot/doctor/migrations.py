"""Which migration the tables are at, whatever database they lie in."""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor.findings import Finding, fine, note, wrong
from storage.migrating import HEAD, KNOWN

MOST_NAMED = 5


def at(version: str | None) -> tuple[bool, Finding]:
    """Whether the tables are as this program wants them, and what was found."""
    if version is None:
        return False, note("migrations", "no tables yet", "`veiviser run` makes them")
    if version not in KNOWN:
        cure = "install the version of the program that made it, or restore an older backup"
        return False, wrong("migrations", f"at {version}, newer than {HEAD}", cure)
    if version != HEAD:
        return False, note("migrations", f"at {version}, not {HEAD}", "`veiviser migrate`")
    return True, fine("migrations", f"at {HEAD}")


def listed(tables: Sequence[str]) -> str:
    """The names of tables, cut short where they are many."""
    more = len(tables) - MOST_NAMED
    return ", ".join(tables[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
