"""What a text resembles, and how sure that is: between those who judge and those who decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from knowledge.model import Band, Language

SUGGESTIONS = 3
"""Entries that are offered at most, when none is sure."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text resembles: the entries, the best first, and how sure the best one is (0 to 1).

    `language` is that of the text, None when the judge cannot tell.
    """

    band: Band
    entries: tuple[str, ...] = ()
    sure: float = 0.0
    language: Language | None = None


class Judge(Protocol):
    """Something that tells what a text resembles."""

    def judge(self, text: str) -> Judgement:
        """The entries that a text resembles. Never raises, whatever the text."""
        ...
