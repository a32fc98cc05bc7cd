"""What the secretariat taught, laid over the content of the files.

    overlay = Overlay(library)
    knowledge = overlay.with_taught(taught)

The files win where both have an entry: what was taught has then been reviewed and committed (see
`taught_files`). A taught text is what a person wrote, so it is shown as it stands, never read as a
template, and escaped like any other text from outside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from knowledge import formats, language
from knowledge.library import Library, Source
from knowledge.model import (
    Asked,
    Band,
    Checklist,
    Entry,
    EntryKind,
    Language,
    Taught,
    TaughtEntry,
    TaughtPhrasing,
    Understanding,
    Word,
)
from knowledge.phrasing import Phrasing, words_of
from knowledge.texts import BASE, TextKey, Texts, entry_key, source_key
from knowledge.wordings import Wordings

LONGEST_MESSAGE = 400
"""Characters that are compared with taught wordings, which are no longer either."""


@dataclass(frozen=True, slots=True)
class TaughtLibrary:
    """The files' content and what was taught. Implements `model.Knowledge`.

    `library` holds both, for whoever renders; `own` is how the files' phrasings read normalised.
    """

    library: Library
    wordings: Wordings
    own: frozenset[str]

    @property
    def checklist(self) -> Checklist:
        """The checklist, which nobody teaches."""
        return self.library.checklist

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The entries of the files, then the taught ones."""
        return self.library.entries

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that the phrases exist in."""
        return self.library.languages

    @property
    def phrasings(self) -> tuple[Phrasing, ...]:
        """All ways of asking, the taught ones last."""
        return self.library.phrasings

    def word(self, text: str) -> Word | None:
        """What a short message says by itself, which nobody teaches."""
        return self.library.word(text)

    def asks(self, text: str) -> bool:
        """Whether a text has the form of a question."""
        return self.library.asks(text)

    def pick(self, text: str, labels: Sequence[Asked], begun: bool = False) -> int | None:
        """The position of the label that a text says, in any language."""
        return self.library.pick(text, labels, begun)

    def understand(self, text: str, after: str | None = None, asked: str = "") -> Understanding:
        """What a free text means: what it was taught to mean, else what the files say."""
        words = words_of(text[:LONGEST_MESSAGE])
        found = self.wordings.same(words)
        if found is None and " ".join(words) not in self.own:
            found = self.wordings.nearest(words)
        if found is None:
            return self._known(self.library.understand(text, after, asked))
        return Understanding(Band.ANSWER, (found.entry,), language.guess(words, found.language))

    def _known(self, understood: Understanding) -> Understanding:
        """Without entries that were taken back since the model was fitted."""
        entries = tuple(each for each in understood.entries if each in self.entries)
        if entries == understood.entries:
            return understood
        return replace(
            understood, band=understood.band if entries else Band.UNKNOWN, entries=entries
        )


class Overlay:
    """Lays what was taught over one library, again and again as it changes."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def with_taught(self, taught: Taught) -> TaughtLibrary:
        """The content with all that was taught. What leads nowhere any more is left out."""
        base = self._library
        if not (taught.entries or taught.phrasings):
            return TaughtLibrary(base, Wordings(()), frozenset())
        new = [each for each in taught.entries if each.id not in base.entries]
        entries = {**base.entries, **{each.id: _entry(each) for each in new}}
        titles = [TaughtPhrasing(0, each.title, each.id, BASE) for each in new]
        asked = [each for each in taught.phrasings if each.entry in entries]
        phrasings = (Phrasing(each.text, each.entry, each.language) for each in (*titles, *asked))
        library = replace(
            base,
            entries=entries,
            sources={**base.sources, **{_source(each): _known(each) for each in new}},
            texts=_with_texts(base.texts, new),
            phrasings=(*base.phrasings, *phrasings),
        )
        return TaughtLibrary(library, Wordings([*titles, *asked]), self._own)

    @cached_property
    def _own(self) -> frozenset[str]:
        """How the files' phrasings read normalised."""
        return frozenset(phrasing.key for phrasing in self._library.phrasings)


def literal(text: str) -> str:
    """A template that shows a text as it stands: a value to be escaped, with nothing to execute."""
    quoted = json.dumps(text, ensure_ascii=False)
    # A brace would end the template's tag early, for those who look for tags by their shape.
    return "{{ " + quoted.replace("{", "\\u007b").replace("}", "\\u007d") + " }}"


def _entry(taught: TaughtEntry) -> Entry:
    return Entry(taught.id, EntryKind.ANSWER, (_source(taught),), taught.as_of)


def _source(taught: TaughtEntry) -> str:
    return f"taught:{taught.id}"


def _known(taught: TaughtEntry) -> Source:
    return Source(_source(taught), "", taught.as_of)


def _with_texts(texts: Texts, new: list[TaughtEntry]) -> Texts:
    """The base language has the words; every language has the date in its own way of writing."""
    by_language: dict[Language, Mapping[TextKey, str]] = {}
    for each in Language:
        added: dict[TextKey, str] = {}
        for entry in new:
            day = formats.in_words(entry.as_of.isoformat(), each)
            added[source_key(_source(entry), "date")] = literal(day)
            if each is BASE:
                added[entry_key(entry.id, "title")] = literal(entry.title)
                added[entry_key(entry.id, "answer")] = literal(entry.answer)
                added[source_key(_source(entry), "title")] = literal(entry.source)
        by_language[each] = {**texts.by_language.get(each, {}), **added}
    return Texts(by_language)
