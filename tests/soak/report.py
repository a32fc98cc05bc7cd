"""The outcome of a soak as a table for people and as JSON for machines."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.soak.run import Soaked

RATE_LIMITS = "off"


def rows(soaked: Soaked) -> list[tuple[str, str, str]]:
    """What is counted: its name, its number, and what it may be."""
    found = soaked.verdict
    allowed = f"<= {soaked.in_flight + soaked.unheard}"
    counts = [(name, str(number), "") for name, number in soaked.counts.items()]
    return [
        *counts,
        ("kills", str(soaked.deaths), ""),
        ("lanes in flight at the kills", str(soaked.in_flight), ""),
        ("messages done, answer never heard", str(soaked.unheard), ""),
        ("state lost", str(found.state_lost), "0"),
        ("state duplicated", str(found.state_duplicated), "0"),
        ("effects lost", str(found.effects_lost), "0"),
        ("plain messages duplicated", str(found.effects_duplicated), allowed),
        ("keyed effects duplicated", str(found.keyed_duplicated), "0"),
        ("out of order within a chat", str(found.out_of_order), "0"),
        ("time to drain", f"{soaked.drain_seconds:.1f} s", ""),
        ("time in all", f"{soaked.seconds:.0f} s", ""),
    ]


def show(kind: str, soaked: Soaked) -> None:
    """Print the table, and what was found."""
    wanted = soaked.wanted
    title = f"{kind}: {wanted.replicas} process(es), {wanted.applicants} applicants, 3 secretaries"
    table = Table(title=f"{title}; rate limits {RATE_LIMITS}")
    for heading in ("", "counted", "may be"):
        table.add_column(heading, justify="right" if heading else "left")
    for row in rows(soaked):
        table.add_row(*row)
    console = Console(width=100)
    console.print(table)
    for finding in soaked.verdict.findings:
        console.print(f"  {finding}", markup=False)
    console.print("passed" if soaked.passed else "FAILED")


def write(results: Mapping[str, Soaked], folder: Path) -> Path:
    """Write the figures and the machine they come from; returns the file."""
    now = datetime.now(UTC)
    machine = {"system": platform.platform(), "python": platform.python_version()}
    content = {
        "at": now.isoformat(timespec="seconds"),
        "machine": {**machine, "cores": os.cpu_count(), "load": os.getloadavg()[0]},
        "rate limits": RATE_LIMITS,
        "soaks": {kind: _figures(soaked) for kind, soaked in results.items()},
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(content, indent=2) + "\n")
    return path


def _figures(soaked: Soaked) -> dict[str, object]:
    wanted = asdict(soaked.wanted)
    del wanted["database"]  # an address may hold a password
    return {**asdict(soaked), "wanted": wanted, "passed": soaked.passed}
