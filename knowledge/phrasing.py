"""Ways of asking, and the form in which two of them are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from knowledge.model import Language

_WORD = re.compile(r"[a-z0-9]+")
_COMBINING = re.compile(r"[\u0300-\u036f]")
# People without Norwegian keys write aa, oe and ae, or leave the rings and strokes out. All of it
# is folded alike, on both sides; Swedish and Danish letters go the same way.
_FOLDED = {"æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "å": "a", "ð": "d", "þ": "th", "ß": "ss"}
_LETTERS = str.maketrans(_FOLDED)


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way of asking for an entry. No entry: a message that is not ours to answer.

    `key` is the text as it is compared, normalised once: there are tens of thousands of them.
    """

    text: str
    entry: str | None
    language: Language | None
    key: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", normalised(self.text))


def words_of(text: str) -> list[str]:
    """The words of a text, folded to a-z and 0-9."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    if not folded.isascii():
        folded = _COMBINING.sub("", unicodedata.normalize("NFKD", folded))
    return _WORD.findall(folded.replace("aa", "a").replace("oe", "o"))


def normalised(text: str) -> str:
    """A text as it is compared: folded words with single spaces."""
    return " ".join(words_of(text))
