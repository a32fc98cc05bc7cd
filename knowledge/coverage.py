"""What the content lacks in other languages, and how hard its texts are to read.

The loader refuses what is wrong; this tells what is unfinished. `veiviser check` shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.library import Library
from knowledge.markup import visible_text
from knowledge.model import AnswerKind, Language
from knowledge.texts import BASE, TextKey

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:]+(?:\s|$)|\n+")
_LONG_WORD = 6
_SHORTEST_RATED = 20

HARD_LIX = 45.0
"""Above this a text is hard for a busy reader; newspapers stay around it."""

_SAME_EVERYWHERE = ("source",)  # titles of Norwegian publications may stay as they are
_SECRETARIAT_ONLY = "slack."  # cards and modals, read by the secretariat alone: it works in Bokmål
_RATED_PARTS = frozenset({"answer", "why", "help", "missing"})


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A text that is missing in a language and shown in Bokmål instead."""

    language: Language
    key: TextKey


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the base's texts of one kind a language has."""

    translated: int
    total: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that `veiviser check` shows about unfinished content.

    `shares` counts by language and kind of text (phrase, entry, item, section); `readability`
    holds the LIX of every text in Bokmål that is long enough to have one, the hardest first.
    """

    shares: Mapping[Language, Mapping[str, Share]]
    gaps: tuple[Gap, ...]
    readability: tuple[tuple[TextKey, float], ...]


def missing(library: Library) -> list[Gap]:
    """The texts that each other language lacks, in the order of the content."""
    return [
        Gap(language, key)
        for language in Language
        if language is not BASE
        for key in _translatable(library)
        if key not in library.texts.by_language.get(language, {})
    ]


def report(library: Library) -> Coverage:
    """What is unfinished, as data."""
    gaps = missing(library)
    lacking = {(gap.language, gap.key) for gap in gaps}
    rated = [
        (key, lix(text))
        for key, text in library.texts.by_language[BASE].items()
        if key[-1] in _RATED_PARTS and len(_WORD.findall(visible_text(text))) >= _SHORTEST_RATED
    ]
    return Coverage(
        shares={
            language: _shares(library, language, lacking)
            for language in Language
            if language is not BASE
        },
        gaps=tuple(gaps),
        readability=tuple(sorted(rated, key=lambda one: -one[1])),
    )


def lix(text: str) -> float:
    """The readability index LIX: words per sentence plus the percentage of words over 6 letters.

    Below 30 is very easy, 30-40 easy, 40-50 medium, over 50 hard. Bullets and paragraphs end a
    sentence. A text without words is 0.
    """
    shown = visible_text(text)
    words = _WORD.findall(shown)
    if not words:
        return 0.0
    sentences = sum(bool(_WORD.search(part)) for part in _SENTENCE_END.split(shown))
    long_words = sum(len(word) > _LONG_WORD for word in words)
    return len(words) / sentences + 100 * long_words / len(words)


def _translatable(library: Library) -> Iterator[TextKey]:
    return (key for key in library.texts.by_language[BASE] if _needs_translation(library, key))


def _needs_translation(library: Library, key: TextKey) -> bool:
    match key:
        case ("phrase", name):
            return not name.startswith(_SECRETARIAT_ONLY)
        case ("item", item, "example"):
            # A number, a date or an address is written alike in every language.
            return library.checklist.items[item].kind is AnswerKind.TEXT
        case _:
            return key[0] not in _SAME_EVERYWHERE


def _shares(
    library: Library, language: Language, lacking: set[tuple[Language, TextKey]]
) -> Mapping[str, Share]:
    shares: dict[str, Share] = {}
    for key in _translatable(library):
        before = shares.get(key[0], Share(0, 0))
        there = (language, key) not in lacking
        shares[key[0]] = Share(before.translated + there, before.total + 1)
    return shares
