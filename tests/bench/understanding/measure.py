"""Counts outcomes by language, style and half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.model import Understanding
from tests.bench.understanding.questions import Half, Outcome, Question

Understand = Callable[[str], Understanding]


@dataclass(slots=True)
class Tally:
    """The outcomes of some questions."""

    counts: Counter[Outcome] = field(default_factory=Counter)

    def share(self, *outcomes: Outcome) -> float:
        """The share of the questions that ended so, 0 to 1."""
        total = self.counts.total()
        return sum(self.counts[each] for each in outcomes) / total if total else 0.0

    @property
    def right(self) -> float:
        """Answered outright and right."""
        return self.share(Outcome.RIGHT)

    @property
    def one_tap(self) -> float:
        """Right outright, or among the suggestions."""
        return self.share(Outcome.RIGHT, Outcome.ONE_TAP)

    @property
    def wrong(self) -> float:
        """Answered outright and wrong; of what is not ours: answered."""
        return self.share(Outcome.WRONG)


@dataclass(slots=True)
class Measured:
    """The tallies of one way of understanding."""

    ours: dict[tuple[str, str], Tally] = field(default_factory=dict)
    not_ours: dict[str, Tally] = field(default_factory=dict)

    def half(self, half: Half) -> Tally:
        """All questions of one half."""
        return self.ours[half, "all"]

    @property
    def foreign(self) -> Tally:
        """All questions that are not ours."""
        return self.not_ours["all"]


def measure(questions: Sequence[Question], understand: Understand) -> Measured:
    """Ask every question once."""
    measured = Measured()
    for question in questions:
        outcome = question.outcome(understand(question.text))
        for tally in _tallies(measured, question):
            tally.counts[outcome] += 1
    return measured


def _tallies(measured: Measured, question: Question) -> Iterable[Tally]:
    groups = ("all", question.language, question.style)
    for group in groups:
        if question.entries:
            yield measured.ours.setdefault((question.half, group), Tally())
        else:
            yield measured.not_ours.setdefault(group, Tally())
