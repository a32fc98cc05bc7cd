"""Signs that nobody sees: they come along when a text is pasted, and say nothing."""

from __future__ import annotations

import unicodedata

# Printable by the book, and yet nothing to be read: fillers of other scripts.
_BLANK = dict.fromkeys(
    map(
        ord,
        "\N{BRAILLE PATTERN BLANK}\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}"
        "\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}\N{COMBINING GRAPHEME JOINER}",
    ),
    " ",
)
_UNSEEN = frozenset({"Cf", "Cc"})  # marks of direction, zero-width signs, control characters
_LAYOUT = frozenset("\n\t")


def visible(text: str) -> str:
    """A text as it is seen, without blanks around it; empty when there is nothing to be seen."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = (sign for sign in text if sign in _LAYOUT or unicodedata.category(sign) not in _UNSEEN)
    return "".join(kept).translate(_BLANK).strip()
