"""What a team would otherwise use, behind the same rules: BM25 and rapidfuzz, one threshold each.

The threshold is set on the calibration set, as high as keeps what is answered although it is not
ours within the floor of the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from rank_bm25 import BM25Okapi
from rapidfuzz import fuzz, process

from knowledge.judgement import SUGGESTIONS, Judgement
from knowledge.model import Band
from knowledge.phrasing import Phrasing, normalised
from tests.bench.understanding.questions import Question

MOST_FOREIGN = 0.05
"""The share of questions that are not ours that may be answered."""
_NEAREST = 200
"""Phrasings that are looked at for the best entries."""

Scores = Callable[[str], list[tuple[float, str | None]]]
"""The nearest phrasings of a text: their scores and entries, the best first."""


class Baseline:
    """A judge with one score and one threshold."""

    def __init__(self, scores: Scores) -> None:
        self._scores = scores
        self._threshold = 0.0

    def judge(self, text: str) -> Judgement:
        """The entries of the nearest phrasings; answered when the best score is high enough."""
        found = self._scores(text)
        entries = tuple(dict.fromkeys(entry for _, entry in found if entry))[:SUGGESTIONS]
        if not found or found[0][1] is None or not entries:
            return Judgement(Band.UNKNOWN)
        if found[0][0] >= self._threshold:
            return Judgement(Band.ANSWER, entries[:1], found[0][0])
        return Judgement(Band.CLARIFY, entries, found[0][0])

    def calibrate(self, questions: Sequence[Question]) -> None:
        """Set the threshold."""
        foreign = [self._scores(each.text) for each in questions if not each.entries]
        answered = sorted((found[0][0] for found in foreign if found and found[0][1]), reverse=True)
        allowed = int(MOST_FOREIGN * len(foreign))
        self._threshold = answered[allowed] + 1e-9 if len(answered) > allowed else 0.0


def bm25(phrasings: Sequence[Phrasing]) -> Baseline:
    """Okapi BM25 over the words of every phrasing."""
    index = BM25Okapi([normalised(each.text).split() for each in phrasings])

    def scores(text: str) -> list[tuple[float, str | None]]:
        found = index.get_scores(normalised(text).split())
        best = np.argsort(-found)[:_NEAREST]
        return [(float(found[at]), phrasings[at].entry) for at in best if found[at] > 0]

    return Baseline(scores)


def fuzzy(phrasings: Sequence[Phrasing]) -> Baseline:
    """rapidfuzz's token set ratio with every phrasing."""
    texts = [normalised(each.text) for each in phrasings]

    def scores(text: str) -> list[tuple[float, str | None]]:
        found = process.extract(
            normalised(text), texts, scorer=fuzz.token_set_ratio, limit=_NEAREST
        )
        return [(score, phrasings[at].entry) for _, score, at in found]

    return Baseline(scores)
