"""What a free text means: the entry with the nearest way of asking, if it is near and alone.

A message that is not ours (`not_ours.txt`) competes like an entry's phrasing; where it is nearest,
nothing is answered. Three bands: sure enough to answer, unsure enough to ask "did you mean", or
unknown.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from knowledge import language
from knowledge.model import Band, Language, Understanding
from knowledge.ngrams import NgramIndex
from knowledge.phrasing import Phrasing, words_of

LONGEST_MESSAGE = 400
"""Characters that are looked at. What a message is about stands at its beginning."""
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the bands lie, as cosines between 0 and 1.

    `answer`: the least score of an answer. `margin`: how far it has to be ahead of the next entry
    and of what is not ours. `clarify`: the least score of a suggestion. `spread`: how far a
    suggestion may be behind the best.
    """

    answer: float = 0.45
    margin: float = 0.08
    clarify: float = 0.25
    spread: float = 0.15


class Search:
    """The phrasings of a library, ready to be searched."""

    def __init__(self, phrasings: Sequence[Phrasing], thresholds: Thresholds | None = None) -> None:
        self._phrasings = tuple(phrasings)
        self._thresholds = thresholds or Thresholds()
        words = [words_of(phrasing.text) for phrasing in self._phrasings]
        self._index = NgramIndex(words)
        self._exact: dict[str, list[int]] = {}
        for number, of_phrasing in enumerate(words):
            self._exact.setdefault(" ".join(of_phrasing), []).append(number)

    def understand(self, text: str, leaving_out: Container[int] = ()) -> Understanding:
        """What a text means. Never raises.

        `leaving_out` holds numbers of phrasings that do not count, to measure how a phrasing is
        understood by the others.
        """
        words = words_of(text[:LONGEST_MESSAGE])
        seems = language.guess(words)
        for number in self._exact.get(" ".join(words), ()):
            if number not in leaving_out:
                return _same_words(self._phrasings[number], seems)
        if not any(_is_usable(word) for word in words):
            return Understanding(Band.UNKNOWN, language=seems)
        nearest = self._nearest(words, leaving_out)
        if seems is None and nearest:
            seems = self._phrasings[next(iter(nearest.values()))[1]].language
        return Understanding(*self._banded(nearest), language=seems)

    def _nearest(
        self, words: Sequence[str], leaving_out: Container[int]
    ) -> dict[str | None, tuple[float, int]]:
        """The best score and phrasing of every entry, the best entry first. None: not ours."""
        best: dict[str | None, tuple[float, int]] = {}
        for number, score in self._index.scores(words).items():
            entry = self._phrasings[number].entry
            if (entry not in best or score > best[entry][0]) and number not in leaving_out:
                best[entry] = (score, number)
        ranked = sorted(best.items(), key=lambda found: -found[1][0])
        return dict(ranked)

    def _banded(self, nearest: dict[str | None, tuple[float, int]]) -> tuple[Band, tuple[str, ...]]:
        limits = self._thresholds
        scores = [(entry, score) for entry, (score, _) in nearest.items()]
        if not scores or scores[0][0] is None or scores[0][1] < limits.clarify:
            return Band.UNKNOWN, ()
        (best, top), rest = (scores[0][0], scores[0][1]), scores[1:]
        ahead = top - rest[0][1] if rest else top
        if top >= limits.answer and ahead >= limits.margin:
            return Band.ANSWER, (best,)
        near = (
            entry for entry, score in scores if score >= max(limits.clarify, top - limits.spread)
        )
        return Band.CLARIFY, tuple(entry for entry in near if entry is not None)[:SUGGESTIONS]


def _same_words(found: Phrasing, seems: Language | None) -> Understanding:
    if found.entry is None:
        return Understanding(Band.UNKNOWN, language=seems)
    return Understanding(Band.ANSWER, (found.entry,), seems or found.language)


def _is_usable(word: str) -> bool:
    return len(word) > 1 and not word.isdigit() and not language.is_small(word)
