"""The loaded content as one value: what the core, the renderer and the shell are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from knowledge import labels as labels_
from knowledge.interpreter import Interpreter
from knowledge.model import Asked, Checklist, Entry, Language, Understanding, Word
from knowledge.phrasing import Phrasing
from knowledge.texts import Texts

FactValue: TypeAlias = "str | FactTable | tuple[FactValue, ...]"
FactTable: TypeAlias = Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is known from. Its title and date as shown are texts; `as_of` sorts."""

    id: str
    url: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Library:
    """All content, checked. Implements `model.Knowledge`.

    `facts` holds `fees` and `contact` by language, each complete: a language's own words laid
    over the base's. `languages` are those that the phrases exist in, the base language first.
    """

    checklist: Checklist
    entries: Mapping[str, Entry]
    sources: Mapping[str, Source]
    texts: Texts
    facts: Mapping[Language, Mapping[str, FactTable]]
    phrasings: tuple[Phrasing, ...]
    interpreter: Interpreter
    languages: tuple[Language, ...]

    def word(self, text: str) -> Word | None:
        """What a short message says by itself, in any language."""
        return self.interpreter.rules.words.find(text)

    def asks(self, text: str) -> bool:
        """Whether a text has the form of a question."""
        return self.interpreter.rules.asks(text)

    def pick(self, text: str, labels: Sequence[Asked], begun: bool = False) -> int | None:
        """The position of the label that a text says, in any language."""
        return labels_.pick(self.texts, text, labels, begun)

    def understand(self, text: str, after: str | None = None, asked: str = "") -> Understanding:
        """What a free text means, after the entry `after` and at the item `asked`. Never raises."""
        return self.interpreter.understand(text, after, asked)
