"""The courtesies around a message, which are no part of what it asks.

"Hei! Tusen takk for svar, men kan dere si meg hva det koster? Mvh Kari" asks what "hva koster det"
asks; a judge that sees all of it is less sure (on the calibration set ten questions in a hundred
less were answered). The patterns are content (`rules.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ENDS = " \t\n.!?:;,–-\"'«»()"
"""What may stand around the words of a message."""


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What may stand before a message, and what after it."""

    before: re.Pattern[str]
    after: re.Pattern[str]

    @classmethod
    def of(
        cls,
        openings: Sequence[str],
        fillers: Sequence[str],
        lead_ins: Sequence[str],
        closings: Sequence[str],
    ) -> Courtesy:
        """From regular expressions; blanks in them do not count.

        A filler is a courtesy only before a mark: "flott, ..." is one, "flott callsenter" is not.

        Raises:
            re.error: one of them is no regular expression.
        """
        opening, filler, lead_in, closing = (
            "|".join(f"(?:{each})" for each in patterns) or "(?!)"
            for patterns in (openings, fillers, lead_ins, closings)
        )
        before = (
            rf"(?:{opening})(?:\W+|$) | (?:{filler})(?:\s*[,.!:;–-]\W*|$)"
            rf"| (?:{lead_in})[\s,:]+(?:(?:om|if|about)\s+)?"
        )
        after = rf"(?:^|(?<!\W)\W+)(?:{closing})\W*$"
        flags = re.IGNORECASE | re.VERBOSE
        return cls(re.compile(before, flags), re.compile(after, flags))

    def without(self, text: str) -> str:
        """What a message says between its courtesies; as it is when it says nothing else."""
        rest = text.strip()
        while opened := self.before.match(rest):
            rest = rest[opened.end() :]
        while closed := self.after.search(rest):
            rest = rest[: closed.start()]
        return rest if rest.strip(ENDS) else text
