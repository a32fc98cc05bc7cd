"""What the document's fonts can show, and a visible box for what they cannot.

An archival PDF may not hold a character without a glyph, and applicants write what they like. The
fonts are inside the compiler, so it is asked: a probe sets each new character by itself in each
family and reads which ones it complains of. A character with marks on it counts as one: typst
sets it in one family or, without a word, not at all.
"""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import typst

FAMILIES = (
    "Libertinus Serif",
    "New Computer Modern",
    "DejaVu Sans Mono",
    "New Computer Modern Math",
)
"""The families that typst carries with it, in the order in which the document tries them."""

BOX = "□"
_ALWAYS = ("\n", " ", BOX)
MOST_MARKS = 4
"""Marks on one character. Real writing has up to three; a tower of them covers other lines."""

_LINE_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


class Glyphs:
    """Turns any text into one that the document can show. Safe to share between threads."""

    def __init__(self, probe: Path, fonts: typst.Fonts) -> None:
        self._compiler = typst.Compiler(probe, font_paths=fonts, ignore_system_fonts=True)
        self._families = {character: frozenset(FAMILIES) for character in _ALWAYS}
        # What _plain leaves alone and what stands by itself: most texts hold nothing else.
        self._usual = set(_ALWAYS)
        self._lock = threading.Lock()

    def learn(self, texts: Iterable[str]) -> None:
        """Look up all characters of some texts at once, which is faster than text by text."""
        unusual = (_plain(text) for text in texts if not self._usual.issuperset(text))
        with self._lock:
            new = sorted({c for text in unusual for c in text} - self._families.keys())
            if not new:
                return
            unshown = [(family, self._unshown(family, new)) for family in FAMILIES]
            for character in new:
                able = (family for family, missing in unshown if character not in missing)
                self._families[character] = frozenset(able)
            self._usual |= {c for c in new if self._families[c] and not _is_mark(c)}

    def shown(self, text: str) -> str:
        """The text, with a box for each character that has no glyph.

        Line breaks become `\\n`, other white space becomes a space, and characters that only steer
        direction or joining are left out: they could make a text read as something else.
        """
        if self._usual.issuperset(text):
            return text
        self.learn([text])
        clusters = _clusters(_plain(text))
        return "".join(cluster if self._has(cluster) else BOX for cluster in clusters)

    def _has(self, cluster: str) -> bool:
        if len(cluster) > 1 + MOST_MARKS:
            return False
        return bool(frozenset.intersection(*(self._families[c] for c in cluster)))

    def _unshown(self, family: str, characters: list[str]) -> frozenset[str]:
        try:
            self._compiler.compile(
                format="pdf",
                sys_inputs={"family": family, "characters": json.dumps(characters)},
                pdf_standards=["a-2a"],
                timestamp=0,
            )
        except typst.TypstError as error:
            found = frozenset(_unescaped(text) for text in _UNSHOWN.findall(error.diagnostic))
            if not found:
                raise
            return found
        return frozenset()


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text))
    return "".join(_character(c) for c in composed)


def _character(character: str) -> str:
    if character in {"\n", "\N{NO-BREAK SPACE}"}:
        return character
    if character == "\t":
        return " "
    match unicodedata.category(character):
        case "Zs":
            return " "
        case "Cf":
            return ""
        case "Cc" | "Cn" | "Co" | "Cs":
            return BOX
    return character


def _clusters(text: str) -> Iterator[str]:
    """The text in pieces of one character and the marks on it."""
    start = 0
    for position in range(1, len(text)):
        if not _is_mark(text[position]):
            yield text[start:position]
            start = position
    if text:
        yield text[start:]


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
