"""One text being rendered: in which language and markup, and whether Bokmål had to stand in.

A message's template shows other texts through filters (a question, an answer, another phrase);
all of them belong to one rendering, so that the note about a missing translation comes once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from jinja2 import Template

from knowledge.fields import NO, YES
from knowledge.formats import shown_value
from knowledge.library import FactTable, Library
from knowledge.markup import Safe
from knowledge.model import OTHER_FILES, AnswerKind, Language, Markup
from knowledge.templates import RENDERING
from knowledge.texts import (
    Localised,
    TextKey,
    caution_key,
    choice_key,
    entry_key,
    item_key,
    phrase_key,
    section_key,
    source_key,
)

TOGETHER = "together"
"""The key of a message that has no text of its own, only parts."""
ONLY_BOKMAL = "note.only_bokmal"
SOURCES = "note.sources"
YES_LABEL, NO_LABEL = "value.yes", "value.no"
OTHER_FILES_LABEL = "value.other_files"
OWN_PHRASES: Mapping[str, tuple[str, ...]] = {
    ONLY_BOKMAL: (),
    SOURCES: ("sources", "count"),
    YES_LABEL: (),
    NO_LABEL: (),
    OTHER_FILES_LABEL: (),
}
"""Phrases that rendering itself asks for, with their parameters."""

SOURCES_SHOWN = 3
# Labels stand on buttons and in lists, where a note about the language has no room. An example only
# shows a form, inside a sentence of the bot's own: a note on every error would help nobody.
_LABELS = frozenset({"short", "title", "choices", "date", "example"})
_GAP = re.compile(r"\n{3,}")


class Compiler(Protocol):
    """Makes a text ready to be rendered, once."""

    def compiled(self, key: TextKey, localised: Localised, markup: Markup) -> Safe | Template:
        """A finished text, or a template for one."""
        ...

    def facts(self, language: Language, markup: Markup) -> Mapping[str, FactTable]:
        """What texts know as `fees` and `contact`."""
        ...


class Rendering:
    """The texts of one message. `fell_back` tells whether one of them is not in its language."""

    def __init__(
        self, library: Library, compiler: Compiler, language: Language, markup: Markup
    ) -> None:
        self.language = language
        self.markup = markup
        self.fell_back = False
        self._library = library
        self._compiler = compiler

    def text(self, key: TextKey, params: Mapping[str, object] | None = None) -> Safe:
        """A text by its key.

        Raises:
            KeyError: there is no such text.
            jinja2.UndefinedError: a parameter is missing.
        """
        localised = self._library.texts.find(key, self.language)
        if localised.language is not self.language and not _is_label(key):
            self.fell_back = True
        compiled = self._compiler.compiled(key, localised, self.markup)
        if isinstance(compiled, Safe):
            return compiled
        facts = self._compiler.facts(self.language, self.markup)
        rendered = compiled.render({**(params or {}), **facts, RENDERING: self})
        # A paragraph that an `if` left out leaves its blank lines behind.
        return Safe(_GAP.sub("\n\n", rendered).strip())

    def phrase(self, key: str, **params: object) -> Safe:
        """A sentence of the bot's own."""
        return self.text(phrase_key(key), params)

    def item(self, item: str, part: str) -> Safe:
        """A part of a checklist item; empty when the item exists but has no such part.

        What belongs to no item has a short title too.
        """
        if (item, part) == (OTHER_FILES, "short"):
            return self.phrase(OTHER_FILES_LABEL)
        return self._part(item_key(item, part), item in self._library.checklist.items)

    def entry(self, entry: str, part: str) -> Safe:
        """A part of an entry; empty when the entry exists but has no such part."""
        return self._part(entry_key(entry, part), entry in self._library.entries)

    def section(self, section: str) -> Safe:
        """The title of a section."""
        return self.text(section_key(section))

    def choice(self, choice: str, item: str) -> str:
        """The label of an answer; an answer that is not a choice stays as it is."""
        found = self._library.checklist.items[item]
        if found.kind is AnswerKind.YES_NO and choice in {YES, NO}:
            return self.phrase(YES_LABEL if choice == YES else NO_LABEL)
        return self.text(choice_key(item, choice)) if choice in found.choices else choice

    def value(self, value: str, item: str) -> str:
        """A canonical value as a person reads it. What fits no form, such as one kept as written,
        stays as it is.
        """
        return shown_value(self._library.checklist.items[item].kind, value, self.language) or (
            self.choice(value, item)
        )

    def kind(self, item: str) -> AnswerKind:
        """How an item is answered."""
        return self._library.checklist.items[item].kind

    def caution(self, caution: str, item: str) -> Safe:
        """What a caution of an item says."""
        return self.text(caution_key(item, caution))

    def sources_line(self, owner: str) -> Safe:
        """Where an entry or an item is known from, as one line; empty when it has no sources."""
        found = self._library.entries.get(owner) or self._library.checklist.items[owner]
        if not found.sources:
            return Safe()
        shown = [self._source(source) for source in found.sources[:SOURCES_SHOWN]]
        return self.phrase(SOURCES, sources=Safe("; ".join(shown)), count=len(shown))

    def with_note(self, text: str) -> str:
        """A finished message, with the note when a text of it was not in its language."""
        return f"{text}\n\n{self.phrase(ONLY_BOKMAL)}" if self.fell_back else text

    def _source(self, source: str) -> str:
        dated = source_key(source, "date") in self._library.texts
        parts = ("title", "date") if dated else ("title",)
        return ", ".join(self.text(source_key(source, part)) for part in parts)

    def _part(self, key: TextKey, owner_exists: bool) -> Safe:
        if owner_exists and key not in self._library.texts:
            return Safe()
        return self.text(key)


def _is_label(key: TextKey) -> bool:
    """Phrases are the bot's own words: where one is missing, a note would be on every message."""
    return key[0] == "phrase" or key[2] in _LABELS
