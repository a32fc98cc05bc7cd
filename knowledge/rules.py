"""What can be told from the form of a message: courtesy, follow-ups, two questions in one, rules.

A rule is a pattern that a whole message has, such as "er <navn> godkjent?"; it is surer than any
guess from similarity, and it finds what the message is about, its subject. All patterns and words
are content (`rules.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stdnum.no import orgnr

from knowledge.courtesy import ENDS, Courtesy

_NINE_DIGITS = re.compile(r"(?<!\d)\d{3}[ .\u00a0]?\d{3}[ .\u00a0]?\d{3}(?!\d)")
_MOST_WORDS_OF_A_NAME = 6
_MOST_WORDS_AROUND_A_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Rule:
    """Messages of one form, and the entry that they lead to."""

    entry: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """The entry of a rule that fits, and the words that it is about, "" when there are none."""

    entry: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """`look_up` is the entry whose subject has to be a centre's name or number."""

    courtesy: Courtesy
    conjunction: re.Pattern[str]
    follow_up: re.Pattern[str]
    between: re.Pattern[str]
    asking: re.Pattern[str]
    pointers: frozenset[str]
    no_names: frozenset[str]
    noise: frozenset[str]
    name_hints: re.Pattern[str]
    rules: tuple[Rule, ...]
    look_up: str

    def bare(self, text: str) -> str:
        """A message without its courtesies, its end marks and double blanks."""
        return " ".join(self.courtesy.without(text).split()).strip(ENDS)

    def alone(self, bare: str) -> str:
        """A bare message without the conjunction that ties it to what was said before it."""
        tied = self.conjunction.match(bare)
        return bare[tied.end() :] if tied else bare

    def match(self, bare: str) -> Matched | None:
        """The first rule that a bare message fits."""
        number = _NINE_DIGITS.search(bare)
        short = len(bare.split()) <= _MOST_WORDS_AROUND_A_NUMBER
        if number and short and orgnr.is_valid(number[0].replace("\u00a0", " ").replace(".", "")):
            return Matched(self.look_up, number[0])
        for rule in self.rules:
            for pattern in rule.patterns:
                found = pattern.fullmatch(bare)
                if found is None:
                    continue
                subject = (found.groupdict().get("subject") or "").strip(ENDS)
                if rule.entry != self.look_up or self.is_name(subject):
                    return Matched(rule.entry, subject)
        return None

    def is_name(self, subject: str) -> bool:
        """Whether some words may be the name of a centre, rather than "vi" or "firmaet"."""
        words = subject.split()
        if not 1 <= len(words) <= _MOST_WORDS_OF_A_NAME:
            return False
        if all(word.casefold() in self.no_names for word in words):
            return False
        named = any(word[0].isupper() or word[0].isdigit() for word in words)
        return named or self.name_hints.search(subject.casefold()) is not None

    def parts(self, text: str) -> Sequence[tuple[str, bool]]:
        """The sentences of a message, each with whether it asks something."""
        found: list[tuple[str, bool]] = []
        text = self.courtesy.without(text)
        at = 0
        for between in (*self.between.finditer(text), None):
            end, mark = (between.start(), between[0]) if between else (len(text), "")
            part = self.bare(text[at:end])
            if part:
                found.append((part, "?" in mark or self.asking.match(part) is not None))
            at = between.end() if between else end
        return found

    def asks(self, text: str) -> bool:
        """Whether a message has the form of a question: a mark, or a word that begins one."""
        return "?" in text or any(asks for _, asks in self.parts(text))

    def builds_on(self, bare: str) -> bool:
        """Whether a message may be a continuation of what was said before it."""
        return self.follow_up.match(bare) is not None

    def only_points(self, bare: str) -> bool:
        """Whether a continuation names nothing of its own: "og etter det?"."""
        begun = self.follow_up.match(bare)
        rest = bare[begun.end() :] if begun else bare
        return all(word.casefold().strip(ENDS) in self.pointers for word in rest.split())
