"""Texts as vectors of what occurs in them: words, pairs of words, and letters in threes and fours.

Each occurrence weighs 1 + ln(how often) times how rare it is among the texts (idf), and the two
halves, words and letters, are each one long. scikit-learn's `TfidfVectorizer` does the same, and a
test holds the two against each other; but a bot that has loaded scikit-learn is some 75 MB larger
and half a second later, and only fitting needs the rest of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

LEAST_TEXTS = 2
"""What occurs in one text alone is left out: a third of the size, and as good."""

SHORTEST, LONGEST = 3, 4

Cut = Callable[[str], Iterable[str]]


def words(text: str) -> list[str]:
    """The words of a normalised text, and its pairs of neighbours."""
    single = text.split()
    return [*single, *(f"{one} {other}" for one, other in pairwise(single))]


def letters(text: str) -> list[str]:
    """The letters of each word in threes and fours, a blank at each end. A short word is one."""
    found: list[str] = []
    for word in text.split():
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            found += [padded[at : at + length] for at in range(max(len(padded) - length, 0) + 1)]
            if len(padded) <= length:
                break
    return found


class _Half:
    """One way of cutting: which pieces are known, where each stands, and what it weighs."""

    def __init__(self, cut: Cut, texts: Sequence[str], first: int) -> None:
        self._cut = cut
        having = Counter(piece for text in texts for piece in set(cut(text)))
        known = sorted(piece for piece, number in having.items() if number >= LEAST_TEXTS)
        self.places = {piece: first + at for at, piece in enumerate(known)}
        self._first = first
        rarity = [log((len(texts) + 1) / (having[piece] + 1)) + 1.0 for piece in known]
        self._weights = np.array(rarity, dtype=np.float32)

    def vector(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Where something stands, in order, and how much of it."""
        counted = Counter(
            place for piece in self._cut(text) if (place := self.places.get(piece)) is not None
        )
        places = np.array(sorted(counted), dtype=np.int32)
        often = np.array([counted[place] for place in places.tolist()], dtype=np.float32)
        weights = (np.log(often) + 1) * self._weights[places - self._first]
        length = np.sqrt(weights @ weights)
        return places, weights / length if length else weights


class Vectors:
    """Made from texts that are known; then of any text. Can be pickled."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = _Half(words, texts, 0)
        self._letters = _Half(letters, texts, len(self._words.places))
        self.size = len(self._words.places) + len(self._letters.places)

    def knows(self, word: str) -> bool:
        """Whether a word occurs in the texts that it was made from."""
        return word in self._words.places

    def of(self, texts: Iterable[str]) -> csr_matrix:
        """A row for each text."""
        places, weights, ends = list[NDArray[Any]](), list[NDArray[Any]](), [0]
        for text in texts:
            for half in (self._words, self._letters):
                there, much = half.vector(text)
                places.append(there)
                weights.append(much)
            ends.append(ends[-1] + len(places[-1]) + len(places[-2]))
        rows = (np.concatenate(weights), np.concatenate(places), np.array(ends))
        return csr_matrix(rows, shape=(len(ends) - 1, self.size), dtype=np.float32)
