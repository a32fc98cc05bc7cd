"""Whether two questions are the same question, for grouping what came in.

Rather two lines than two questions under one: what is asked about a number, or denied, is never
taken for the same as what is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

SAME = 86.0
"""From 0 to 100, over the words in any order. Below that, short questions that differ in the one
word that matters ("Hva er gebyret?", "Hva er kravet?") would be one."""

_WORD = re.compile(r"\w+")
_DENIALS = frozenset("ikke ikkje ingen not no uten utan without aldri never".split())


def normalised(text: str) -> str:
    """A text as it is compared: its words in small letters."""
    return " ".join(_WORD.findall(text.casefold()))


def alike(one: str, other: str) -> bool:
    """Whether two normalised texts ask the same."""
    if one == other:
        return True
    if _decisive(one) != _decisive(other):
        return False
    return fuzz.token_sort_ratio(one, other) >= SAME


def first_alike(words: str, known: Iterable[tuple[int, str]]) -> int | None:
    """The number of the first known text that asks the same as some normalised words."""
    return next((number for number, other in known if alike(words, other)), None)


def _decisive(words: str) -> frozenset[str]:
    return frozenset(word for word in words.split() if word.isdigit() or word in _DENIALS)
