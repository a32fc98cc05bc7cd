"""`make eval`: understand the evaluation set, beside two baselines, and print what came of it."""

from __future__ import annotations

import json

from rich.console import Console
from rich.table import Table

from bot.commands.opening import open_content
from bot.settings import read_settings
from knowledge.classifier import Classifier, Confidence
from knowledge.judgement import Judge
from knowledge.library import Library
from knowledge.model import Understanding
from tests.bench.understanding.baselines import bm25, fuzzy
from tests.bench.understanding.measure import Measured, Tally, Understand, measure
from tests.bench.understanding.questions import Half, Outcome, evaluation, read

_OTHERS = (Outcome.WRONG, Outcome.OFFERED, Outcome.ABSTAINED)


def main() -> None:
    """Measure, print, and keep the figures under the data folder."""
    settings = read_settings()
    library = open_content(settings.content_dir)
    ways = library.phrasings
    questions = evaluation(ways)
    judges: dict[str, Judge] = {"Veiviser": Classifier(ways, Confidence.read())}
    for name, baseline in (("BM25", bm25(ways)), ("rapidfuzz", fuzzy(ways))):
        baseline.calibrate(read("calibration"))
        judges[name] = baseline
    console = Console(width=100)
    found = {name: measure(questions, _by(library, judge)) for name, judge in judges.items()}
    for name, measured in found.items():
        console.print(_table(name, measured, whole=name == "Veiviser"))
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    path = settings.var_dir / "eval.json"
    path.write_text(json.dumps({name: _kept(each) for name, each in found.items()}, indent=2))
    console.print(f"Kept in {path}.")


def _by(library: Library, judge: Judge) -> Understand:
    def understand(text: str) -> Understanding:
        library.interpreter.use(judge, "measured")
        return library.understand(text)

    return understand


def _table(name: str, measured: Measured, *, whole: bool) -> Table:
    table = Table(title=name, title_justify="left")
    table.add_column("")
    table.add_column("questions", justify="right")
    for heading in ("right", "one tap", *_OTHERS):
        table.add_column(heading, justify="right")
    for half in Half:
        for group, tally in _groups(measured, half, whole=whole):
            table.add_row(f"{half}, {group}", *_cells(tally))
        table.add_section()
    for group, tally in measured.not_ours.items():
        if whole or group == "all":
            shares = [f"{tally.share(each):.1%}" for each in _OTHERS]
            table.add_row(f"not ours, {group}", str(tally.counts.total()), "", "", *shares)
    return table


def _groups(measured: Measured, half: Half, *, whole: bool) -> list[tuple[str, Tally]]:
    groups = [(group, tally) for (of, group), tally in measured.ours.items() if of == half]
    return [each for each in groups if whole or each[0] == "all"]


def _cells(tally: Tally) -> list[str]:
    shares = [tally.right, tally.one_tap, *(tally.share(each) for each in _OTHERS)]
    return [str(tally.counts.total()), *(f"{share:.1%}" for share in shares)]


def _kept(measured: Measured) -> dict[str, dict[str, float]]:
    halves = {half.value: measured.half(half) for half in Half}
    return {
        name: {"right": tally.right, "one_tap": tally.one_tap, "wrong": tally.wrong}
        for name, tally in {**halves, "not ours": measured.foreign}.items()
    }


if __name__ == "__main__":
    main()
