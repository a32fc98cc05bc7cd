"""`make bench-questions`: how long one question takes, at this size and at 500 entries.

Beside it stands rapidfuzz, which looks through all ways of asking, in the same run. 500 entries are
this content several times, each time with words of its own, so that nothing is easier to find.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import count, islice

from rich.console import Console
from rich.table import Table

from bot.commands.opening import open_content
from bot.fitting import NICE
from bot.settings import read_settings
from knowledge.classifier import Classifier, Confidence
from knowledge.phrasing import Phrasing
from tests.bench.understanding.baselines import fuzzy
from tests.bench.understanding.questions import read

ENTRIES = 500
WARM_UP = 50


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds for one question, and seconds to fit before the first."""

    name: str
    median: float
    p99: float
    fit: float


def main() -> None:
    """Measure, print, and keep the figures."""
    settings = read_settings()
    library = open_content(settings.content_dir)
    texts = [each.text for each in read("calibration")]
    ways = library.phrasings
    found = [
        _fitted("Veiviser, this size", ways, library.interpreter.use, library.understand, texts)
    ]
    found.append(_while_fitting(library.understand, texts))
    found.append(_fitted(f"Veiviser, {ENTRIES} entries", many(ways), _ignore, None, texts))
    baseline = fuzzy(ways)
    found.append(_speed("rapidfuzz, this size", baseline.judge, texts[:: len(texts) // 200], 0.0))
    _show(found)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    kept = json.dumps([asdict(each) for each in found], indent=2)
    (settings.var_dir / "bench-questions.json").write_text(kept)


def many(ways: Sequence[Phrasing]) -> list[Phrasing]:
    """Ways of asking for 500 entries: those there are, again and again in other words."""
    grown: list[Phrasing] = list(ways)
    entries = list(dict.fromkeys(each.entry for each in ways if each.entry))
    numbered = (f"{entry}-{copy}" for copy in count(1) for entry in entries)
    wanted = set(islice(numbered, ENTRIES - len(entries)))
    for copy in range(1, ENTRIES // len(entries) + 1):
        for each in ways:
            if f"{each.entry}-{copy}" in wanted:
                text = " ".join(f"{word}{'xyz'[copy % 3]}" for word in each.text.split())
                grown.append(Phrasing(text, f"{each.entry}-{copy}", each.language))
    return grown


def _fitted(
    name: str,
    ways: Sequence[Phrasing],
    use: Callable[[Classifier, str], None],
    ask: Callable[[str], object] | None,
    texts: Sequence[str],
) -> Speed:
    began = time.perf_counter()
    classifier = Classifier(ways, Confidence.read())
    fit = time.perf_counter() - began
    use(classifier, name)
    return _speed(name, ask or classifier.judge, texts, fit)


def _while_fitting(ask: Callable[[str], object], texts: Sequence[str]) -> Speed:
    """The same questions while a process fits the model anew, as after *Svar og lær*."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        fitting = subprocess.Popen(
            [sys.executable, "-m", "bot", "fit"],
            env={**os.environ, "MODEL_DIR": folder},
            stdout=subprocess.DEVNULL,
            preexec_fn=lambda: os.nice(NICE),
        )
        speeds = []
        while fitting.poll() is None:
            speeds.append(_speed("", ask, texts, 0.0))
        fit = time.perf_counter() - began
    middle = sorted(speeds, key=lambda each: each.p99)[len(speeds) // 2]
    return Speed("Veiviser, during a refit", middle.median, middle.p99, fit)


def _ignore(_: Classifier, __: str) -> None:
    """There is no library of 500 entries: the judge alone is asked."""


def _speed(name: str, ask: Callable[[str], object], texts: Sequence[str], fit: float) -> Speed:
    for text in texts[:WARM_UP]:
        ask(text)
    taken = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return Speed(name, taken[len(taken) // 2], taken[int(len(taken) * 0.99)], fit)


def _show(found: Sequence[Speed]) -> None:
    table = Table(title="One question")
    for heading in ("", "median ms", "p99 ms", "x rapidfuzz", "fit s"):
        table.add_column(heading, justify="right" if heading else "left")
    slowest = found[-1].median
    for each in found:
        figures = (each.median, each.p99, each.median / slowest, each.fit)
        table.add_row(each.name, *(f"{figure:.2f}" for figure in figures))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
