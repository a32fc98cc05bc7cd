"""All texts of the content in one table: by language and by what they belong to.

A text's key says whose it is: `("item", "B2", "question")`. One kind of key for everything makes
overlays, fallback and coverage the same few lines for phrases, answers and checklist texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.model import Language

TextKey = tuple[str, ...]

BASE = Language.NB
"""The language that every text exists in; the others fall back to it."""


def phrase_key(key: str) -> TextKey:
    """A sentence of the bot's own."""
    return ("phrase", key)


def section_key(section: str) -> TextKey:
    """The title of a section of the checklist."""
    return ("section", section, "title")


def item_key(item: str, part: str) -> TextKey:
    """A part of a checklist item: question, short, why, help, example, missing, pattern_error."""
    return ("item", item, part)


def choice_key(item: str, choice: str) -> TextKey:
    """The label of a choice."""
    return ("item", item, "choices", choice)


def caution_key(item: str, caution: str) -> TextKey:
    """What a caution says."""
    return ("item", item, "cautions", caution)


def entry_key(entry: str, part: str) -> TextKey:
    """A part of something that the bot can answer: title, answer."""
    return ("entry", entry, part)


def source_key(source: str, part: str) -> TextKey:
    """A part of a source: title, date."""
    return ("source", source, part)


@dataclass(frozen=True, slots=True)
class Localised:
    """A text's template and the language that it is in, which may not be the one asked for."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Texts:
    """Every text in every language it exists in."""

    by_language: Mapping[Language, Mapping[TextKey, str]]

    def find(self, key: TextKey, language: Language) -> Localised:
        """The text in the language asked for, or else in Bokmål.

        Raises:
            KeyError: there is no such text.
        """
        for candidate in (language, BASE):
            text = self.by_language.get(candidate, {}).get(key)
            if text is not None:
                return Localised(text, candidate)
        raise KeyError(".".join(key))

    def __contains__(self, key: TextKey) -> bool:
        return key in self.by_language[BASE]
