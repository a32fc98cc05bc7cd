"""An inverted index over character n-grams: which of a few thousand short texts is nearest.

Texts are cut into n-grams of 3 to 5 characters inside words that carry a blank at each end, so
that endings, compounds and misspellings still share most of theirs. A text is the set of its
n-grams, weighted by how rare each is among all texts (idf); nearness is the cosine between sets.
Because a weight depends on the n-gram alone, a posting is a bare number and a query a few thousand
additions.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from math import log, sqrt

SHORTEST, LONGEST = 3, 5


def ngrams(words: Iterable[str]) -> set[str]:
    """The n-grams of some words."""
    found: set[str] = set()
    for word in words:
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            found.update(padded[at : at + length] for at in range(len(padded) - length + 1))
    return found


class NgramIndex:
    """Texts by number, in the order given. At most 65,536 of them."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """`texts` holds each text as its words."""
        self._postings: dict[str, array[int]] = {}
        for number, words in enumerate(texts):
            for ngram in ngrams(words):
                posting = self._postings.get(ngram)
                if posting is None:
                    self._postings[ngram] = array("H", (number,))
                else:
                    posting.append(number)
        self._size = len(texts)
        self._unseen = self._weight(0)
        lengths = [0.0] * self._size
        for posting in self._postings.values():
            weight = self._weight(len(posting))
            for number in posting:
                lengths[number] += weight
        self._lengths = array("d", (sqrt(length) or 1.0 for length in lengths))

    def scores(self, words: Iterable[str]) -> dict[int, float]:
        """The cosine, 0 to 1, of every text that shares an n-gram with some words."""
        length = 0.0
        sums = [0.0] * self._size
        for ngram in ngrams(words):
            posting = self._postings.get(ngram)
            if posting is None:
                length += self._unseen
                continue
            weight = self._weight(len(posting))
            length += weight
            for number in posting:
                sums[number] += weight
        norm = sqrt(length) or 1.0
        return {
            number: total / (norm * self._lengths[number])
            for number, total in enumerate(sums)
            if total
        }

    def _weight(self, texts_with_it: int) -> float:
        """The square of the idf, which is all that a cosine of sets needs."""
        return (log((self._size + 1) / (texts_with_it + 1)) + 1.0) ** 2
