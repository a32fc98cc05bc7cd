"""Taught wordings, and which of them a text is nearly the same as.

The nearness is the cosine between sets of character n-grams (see `ngrams`), without weights: with a
few wordings there is nothing to tell how rare an n-gram is. Numbers and denials have to agree,
because they turn a question around and hardly change its n-grams.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt

from knowledge.model import TaughtPhrasing
from knowledge.ngrams import ngrams
from knowledge.phrasing import words_of

NEAR = 0.8
"""The least cosine at which a text is taken for a taught wording: a slip or an ending apart."""

_DENIALS = frozenset("ikke ikkje ingen not no uten utan without aldri never".split())


class Wordings:
    """Taught wordings, ready to be compared with. Later ones win over earlier ones."""

    def __init__(self, phrasings: Sequence[TaughtPhrasing]) -> None:
        words = [words_of(phrasing.text) for phrasing in phrasings]
        self._phrasings = tuple(phrasings)
        self._decisive = [_decisive(each) for each in words]
        self._exact = {" ".join(each): number for number, each in enumerate(words) if each}
        self._sizes: list[int] = []
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(words):
            cut = ngrams(each)
            self._sizes.append(len(cut))
            for ngram in cut:
                self._postings[ngram].append(number)

    def same(self, words: Sequence[str]) -> TaughtPhrasing | None:
        """The wording of just these words."""
        number = self._exact.get(" ".join(words))
        return None if number is None else self._phrasings[number]

    def nearest(self, words: Sequence[str]) -> TaughtPhrasing | None:
        """The wording that is nearest, if it is near enough."""
        cut = ngrams(words)
        shared: defaultdict[int, int] = defaultdict(int)
        for ngram in cut:
            for number in self._postings.get(ngram, ()):
                shared[number] += 1
        decisive = _decisive(words)
        scored = (
            (count / sqrt(len(cut) * self._sizes[number]), number)
            for number, count in shared.items()
            if self._decisive[number] == decisive
        )
        score, number = max(scored, default=(0.0, -1))
        return self._phrasings[number] if score >= NEAR else None


def _decisive(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.isdigit() or word in _DENIALS)
