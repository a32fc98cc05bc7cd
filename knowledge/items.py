"""Which item of the checklist some words name: "skatteattesten", "the employment contract"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from knowledge.ngrams import NgramIndex
from knowledge.phrasing import words_of

NAMED = 0.45
"""The least cosine between some words and an item's name, to be taken for that item."""
_FITTING, _HALF_AS_GOOD, _IN_FULL = 0.1, 0.5, 0.9
"""The least cosine with the item that is asked now, and how near another one may come to a text."""
_AS_GOOD = 0.85
"""Of the best cosine: names that come as near are as good."""


class ItemIndex:
    """The names of items in every language, ready to be compared with a subject."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names` holds pairs of an item's id and a text that names it."""
        self._names = [(item, words_of(text)) for item, text in names]

    def find(self, subject: str, asked: str = "") -> str:
        """The id of the item that a subject names, or "".

        The item that is `asked` now is meant where its name fits, unless another one is named in
        full: at the applicant's own address, "e-post" is that, and not the one for invoices.
        """
        scores = self._index.scores(words_of(subject))
        best = max(scores.values(), default=0.0)
        here = max((scores[at] for at in scores if self._names[at][0] == asked), default=0.0)
        if best < _IN_FULL and here >= max(_FITTING, _HALF_AS_GOOD * best):
            return asked
        if best < NAMED:
            return ""
        # What an item is, comes before its date and its details.
        return self._names[min(at for at in scores if scores[at] >= _AS_GOOD * best)][0]

    @cached_property
    def _index(self) -> NgramIndex:
        return NgramIndex([words for _, words in self._names], [0] * len(self._names))
