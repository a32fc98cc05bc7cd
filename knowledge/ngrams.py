"""An inverted index over character n-grams: which of a few thousand short texts are near.

Texts are cut into n-grams of 3 to 5 characters inside words that carry a blank at each end, so
that endings, compounds and misspellings still share most of theirs. A text is the set of its
n-grams, weighted by how rare each is among all texts (idf); nearness is the cosine between sets.
Because a weight depends on the n-gram alone, a posting is a bare number and a query a few thousand
additions.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import log, sqrt

SHORTEST, LONGEST = 3, 5


def ngrams(words: Iterable[str]) -> set[str]:
    """The n-grams of some words."""
    found: set[str] = set()
    for word in words:
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            found.update([padded[at : at + length] for at in range(len(padded) - length + 1)])
    return found


class NgramIndex:
    """Texts by number, in the order given, each belonging to a group. At most 65,536 of them."""

    def __init__(self, texts: Sequence[Sequence[str]], groups: Sequence[int]) -> None:
        """`texts` holds each text as its words, `groups` the number of its group."""
        self._size = len(texts)
        # The square of the idf, which is all that a cosine of sets needs, by how many have it.
        self._weights = [
            (log((self._size + 1) / (having + 1)) + 1.0) ** 2 for having in range(self._size + 1)
        ]
        self._postings = _postings(texts)
        self._scales = self._unit_scales()
        self.spans = self._spans(groups)

    def scores(self, words: Iterable[str]) -> dict[int, float]:
        """The cosine, 0 to 1, of every text that shares an n-gram with some words."""
        square = 0.0
        sums = [0.0] * self._size
        for ngram in ngrams(words):
            posting = self._postings.get(ngram, ())
            weight = self._weights[len(posting)]
            square += weight
            for number in posting:
                sums[number] += weight
        scale = 1.0 / sqrt(square) if square else 0.0
        return {
            number: total * scale * self._scales[number]
            for number, total in enumerate(sums)
            if total
        }

    def _unit_scales(self) -> array[float]:
        """What makes each text's vector one long."""
        squares = [0.0] * self._size
        for posting in self._postings.values():
            weight = self._weights[len(posting)]
            for number in posting:
                squares[number] += weight
        return array("d", [1.0 / sqrt(square) if square else 0.0 for square in squares])

    def _spans(self, groups: Sequence[int]) -> list[float]:
        """The length of the sum of each group's unit vectors.

        The sum of a query's cosines with a group's texts, divided by this, is its cosine with the
        group as a whole: the centroid costs no index of its own.
        """
        squares = [0.0] * (max(groups, default=-1) + 1)
        for posting in self._postings.values():
            if len(posting) == 1:  # three of four
                squares[groups[posting[0]]] += self._weights[1] * self._scales[posting[0]] ** 2
                continue
            shares: dict[int, float] = {}
            for number in posting:
                group = groups[number]
                shares[group] = shares.get(group, 0.0) + self._scales[number]
            weight = self._weights[len(posting)]
            for group, share in shares.items():
                squares[group] += weight * share * share
        return [sqrt(square) or 1.0 for square in squares]


def _postings(texts: Sequence[Sequence[str]]) -> dict[str, array[int]]:
    """Which texts have an n-gram. A word that comes again is not cut again."""
    cut: dict[str, set[str]] = {}
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(texts):
        for word in words:
            if word not in cut:
                cut[word] = ngrams((word,))
        for ngram in set().union(*(cut[word] for word in words)):
            postings[ngram].append(number)
    return {ngram: array("H", numbers) for ngram, numbers in postings.items()}
