"""The figures as a table for people and as JSON for machines, each beside its aim."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `aim` is what it should not exceed or fall below.

    `ratio` is to the echo, `beside` to the bot that a team would otherwise write. `at_least` turns
    the aim round; the aim is one of the ratio where `of_ratio` is set.
    """

    name: str
    value: float
    unit: str
    ratio: float | None = None
    aim: float | None = None
    at_least: bool = False
    of_ratio: bool = False
    beside: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one."""
        measured = self.ratio if self.of_ratio else self.value
        if self.aim is None or measured is None:
            return None
        return measured >= self.aim if self.at_least else measured <= self.aim


def show(figures: Sequence[Figure], title: str, ratio: str = "x echo") -> None:
    """Print the table; `ratio` is what the first of the two ratios is called."""
    table = Table(title=title)
    table.add_column("")
    for heading in ("measured", ratio, "x usual", "aim"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for figure in figures:
        verdict = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[figure.met]
        both = _times(figure.ratio), _times(figure.beside)
        table.add_row(figure.name, _number(figure), *both, _aim(figure), verdict)
    Console(width=100).print(table)


def write(figures: Sequence[Figure], folder: Path) -> Path:
    """Write the figures and the machine they come from; returns the file."""
    now = datetime.now(UTC)
    machine = {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }
    rows = [{**asdict(figure), "met": figure.met} for figure in figures]
    content = {"at": now.isoformat(timespec="seconds"), "machine": machine, "figures": rows}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(content, indent=2) + "\n")
    return path


def _times(ratio: float | None) -> str:
    return f"{ratio:.2f}" if ratio is not None else ""


def _number(figure: Figure) -> str:
    digits = 2 if figure.value < 10 else 1 if figure.value < 100 else 0
    return f"{figure.value:.{digits}f} {figure.unit}"


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return ""
    sign = ">=" if figure.at_least else "<="
    return f"{sign} {figure.aim:g} {'x' if figure.of_ratio else figure.unit}"
