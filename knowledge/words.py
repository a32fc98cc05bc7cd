"""Short messages that say all they have to by themselves: "ja takk", "tilbake", "personvern".

They are never searched for: what resembles "nei" or "stopp" is nobody's question. Their patterns
are content (`rules.yaml`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.model import Word

_MOST_CHARACTERS = 60
_WORDS = re.compile(r"[\w'’]+")


@dataclass(frozen=True, slots=True)
class Words:
    """Each word with the pattern of the whole messages that say it."""

    patterns: tuple[tuple[Word, re.Pattern[str]], ...]

    def find(self, text: str) -> Word | None:
        """What a message says by itself, whatever its case and its marks; None when it is more."""
        if len(text) > _MOST_CHARACTERS:
            return None
        said = " ".join(_WORDS.findall(text.casefold()))
        return next((word for word, pattern in self.patterns if pattern.fullmatch(said)), None)
