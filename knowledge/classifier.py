"""What a text resembles, learnt from thousands of ways of asking: a fitted judge.

One linear support vector machine tells the entries and "not ours" apart, by the words and the
character n-grams of a text; a second one only tells ours from not ours. Beside them stands the
nearest known phrasing of each. None of these scores is a probability: a logistic regression,
fitted once on questions that nobody trained on (`confidence.json`, made by `make calibrate`),
makes two of them: that the best entry is right, and that it is among the first three.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge.judgement import SUGGESTIONS, Judgement
from knowledge.model import Band, Language
from knowledge.phrasing import Phrasing, normalised
from knowledge.vectors import Vectors

CONFIDENCE = Path(__file__).with_name("confidence.json")
NOT_OURS = ""

Floats = NDArray[np.floating[Any]]

_NEAREST_COUNTS = 2.0
"""What the nearest phrasing counts beside the machine's score, when entries are ranked."""
_SPREAD = 0.6
"""How far a suggestion may be behind the best: on the calibration set no right one is further."""
_SURE_OF_LANGUAGE = 0.25
"""The least margin between the two likeliest languages; below it the language is not told."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Two logistic regressions over the features of a text, and where the bands begin.

    `right` and `near` hold an intercept and then a weight for each feature. `answer` is the least
    probability of being right to be answered, `clarify` that of being among the suggestions.
    """

    right: tuple[float, ...]
    near: tuple[float, ...]
    answer: float
    clarify: float

    @classmethod
    def read(cls, path: Path = CONFIDENCE) -> Self:
        """What `make calibrate` has written."""
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(tuple(kept["right"]), tuple(kept["near"]), kept["answer"], kept["clarify"])


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best entries of a text."""

    entries: tuple[str, ...]
    features: tuple[float, ...]
    language: Language | None


class _Linear:
    """The weights of a fitted machine, kept small and the way a single text needs them."""

    def __init__(self, texts: csr_matrix, labels: Sequence[str], **options: Any) -> None:
        from sklearn.svm import LinearSVC  # only fitting needs it: most of a second, and 75 MB

        machine = LinearSVC(**options).fit(texts, labels)
        self.labels = [str(label) for label in machine.classes_]
        self._weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        self._intercepts = machine.intercept_

    def scores(self, text: csr_matrix) -> Floats:
        """How much speaks for each label; for two labels, for the second."""
        found: Floats = (text @ self._weights)[0] + self._intercepts
        return found


class Classifier:
    """A judge fitted on phrasings. Can be pickled."""

    def __init__(self, phrasings: Sequence[Phrasing], confidence: Confidence) -> None:
        """Fit; takes seconds.

        Raises:
            ValueError: fewer than two entries, languages, or nothing that is not ours.
        """
        self._confidence = confidence
        keys = [each.key for each in phrasings]
        self._vectors = Vectors(keys)
        texts = self._vectors.of(keys)
        labels = [each.entry or NOT_OURS for each in phrasings]
        self._entries = _Linear(texts, labels, C=1.0)
        ours = ["ours" if label else NOT_OURS for label in labels]
        self._gate = _Linear(texts, ours, C=0.3, class_weight="balanced")
        spoken = [number for number, each in enumerate(phrasings) if each.language]
        languages = [str(phrasings[number].language) for number in spoken]
        self._languages = _Linear(texts[spoken], languages, C=1.0, class_weight="balanced")
        self._nearest = _Nearest(texts, labels, self._entries.labels)
        self._ours = np.array([bool(label) for label in self._entries.labels])

    def judge(self, text: str) -> Judgement:
        """The entries that a text resembles. Never raises."""
        evidence = self.evidence(text)
        right = _probability(self._confidence.right, evidence.features)
        near = _probability(self._confidence.near, evidence.features)
        if right >= self._confidence.answer:
            return Judgement(Band.ANSWER, evidence.entries[:1], right, evidence.language)
        if near >= self._confidence.clarify:
            return Judgement(Band.CLARIFY, _plausible(evidence), right, evidence.language)
        return Judgement(Band.UNKNOWN, (), right, evidence.language)

    def evidence(self, text: str) -> Evidence:
        """The best entries of a text, and what speaks for them."""
        words = normalised(text)
        vector = self._vectors.of([words])
        scores = self._entries.scores(vector)
        nearest = self._nearest.scores(vector)
        ranks = np.where(self._ours, scores + _NEAREST_COUNTS * nearest, -np.inf)
        order = np.argsort(-ranks)[:SUGGESTIONS]
        best, second, third = (float(ranks[at]) for at in order)
        not_ours = self._entries.labels.index(NOT_OURS)
        counted = words.split()
        known = sum(self._vectors.knows(word) for word in counted) / max(len(counted), 1)
        features = (
            best,
            best - second,
            second - third,
            float(scores[order[0]]),
            float(nearest[order[0]]),
            float(self._gate.scores(vector)[0]),
            float(scores[not_ours]),
            float(nearest[not_ours]),
            known,
            float(np.log1p(len(counted))),
            float(order[0] == np.argmax(np.where(self._ours, nearest, -1))),
        )
        entries = tuple(self._entries.labels[at] for at in order)
        return Evidence(entries, features, self._language(vector))

    def _language(self, vector: csr_matrix) -> Language | None:
        scores = self._languages.scores(vector)
        second, first = np.sort(scores)[-2:]
        if first - second < _SURE_OF_LANGUAGE:
            return None
        return Language(self._languages.labels[int(np.argmax(scores))])


def _plausible(evidence: Evidence) -> tuple[str, ...]:
    """The entries that are not far behind the best."""
    to_second, to_third = evidence.features[1:3]
    behind = (0.0, to_second, to_second + to_third)
    return tuple(each for each, far in zip(evidence.entries, behind, strict=True) if far <= _SPREAD)


class _Nearest:
    """How near the nearest phrasing of each label is."""

    def __init__(self, texts: csr_matrix, labels: Sequence[str], order: Sequence[str]) -> None:
        numbers = {label: number for number, label in enumerate(order)}
        groups = np.array([numbers[label] for label in labels])
        sorted_rows = np.argsort(groups, kind="stable")
        self._by_feature = csr_matrix(texts[sorted_rows].T, dtype=np.float32)
        counts = np.bincount(groups, minlength=len(order))
        self._starts = np.concatenate(([0], np.cumsum(counts)[:-1]))

    def scores(self, text: csr_matrix) -> Floats:
        """The cosine of the nearest phrasing of each label; the parts of a vector are unit long."""
        length = float(np.sqrt(text.multiply(text).sum())) or 1.0
        cosines = (text @ self._by_feature).toarray()[0]
        found: Floats = np.maximum.reduceat(cosines, self._starts) / (length * 2**0.5)
        return found


def _probability(weights: Sequence[float], features: Sequence[float]) -> float:
    total = weights[0] + sum(
        weight * each for weight, each in zip(weights[1:], features, strict=True)
    )
    return float(1.0 / (1.0 + np.exp(-total)))
