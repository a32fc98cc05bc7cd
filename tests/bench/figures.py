"""From measurements to figures: every value beside the echo's and the usual bot's of one run."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.contestants import BOTS, CHATS, ECHO, FULL, POSTGRES, USUAL, Contestant
from tests.bench.report import Figure


def ratios(
    name: str,
    unit: str,
    values: Mapping[str, float],
    aims: Mapping[str, float] | None = None,
    **how: bool,
) -> list[Figure]:
    """A figure for each bot, with its ratios to the two yardsticks; theirs only as values.

    `aims` are by contestant; `how` says what kind they are (see `Figure`).
    """
    figures = []
    for contestant, value in values.items():
        if contestant not in BOTS:
            figures.append(Figure(f"{name}: {contestant}", value, unit))
            continue
        aim = (aims or {}).get(contestant)
        ratio, beside = _ratio(value, values.get(ECHO)), _ratio(value, values.get(USUAL))
        made = Figure(f"{name}: {contestant}", value, unit, ratio, aim, beside=beside, **how)
        figures.append(made)
    return figures


def of_state(name: str, unit: str, values: Mapping[str, float], aim: float) -> list[Figure]:
    """A figure with the same aim for every bot."""
    return ratios(name, unit, values, dict.fromkeys(BOTS, aim))


def of_rounds(contestants: Mapping[str, Contestant]) -> list[Figure]:
    """What the rounds have shown."""

    def each(measure: str, chats: str) -> dict[str, float]:
        return {n: getattr(getattr(c, chats), measure) for n, c in contestants.items()}

    spent = {name: one.update_ms for name, one in contestants.items()}
    many = f"{CHATS} chats"
    return [
        *ratios("p50", "ms", each("p50_ms", "alone"), {FULL: 4, POSTGRES: 5}, of_ratio=True),
        *ratios("p99", "ms", each("p99_ms", "alone"), {FULL: 40}),
        *ratios(f"p50, {many}", "ms", each("p50_ms", "crowd")),
        *ratios(f"p99, {many}", "ms", each("p99_ms", "crowd")),
        *ratios(f"messages, {many}", "/s", each("rate", "crowd"), {FULL: 150}, at_least=True),
        *ratios("processor time of an update", "ms", spent),
    ]


def _ratio(value: float, of: float | None) -> float | None:
    return value / of if of else None
