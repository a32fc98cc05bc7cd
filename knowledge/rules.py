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

from knowledge import language
from knowledge.courtesy import ENDS, Courtesy
from knowledge.model import Language
from knowledge.phrasing import words_of
from knowledge.words import Words

_NINE_DIGITS = re.compile(r"(?<!\d)\d{3}[ .\u00a0]?\d{3}[ .\u00a0]?\d{3}(?!\d)")
_MOST_WORDS_OF_A_NAME = 6
_MOST_WORDS_AROUND_A_NUMBER = 10
_MOST_WORDS_OF_A_QUESTION = 30
_AFTER_A_MARK = " \t\n!.)\"'»"


@dataclass(frozen=True, slots=True)
class Rule:
    """Messages of one form, and the entry that they lead to.

    `language`: they ask for that language, and for nothing else.
    """

    entry: str
    patterns: tuple[re.Pattern[str], ...]
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """The entry of a rule that fits, and the words that it is about, "" when there are none."""

    entry: str
    subject: str = ""
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """`look_up` is the entry whose subject has to be a centre's name or number."""

    courtesy: Courtesy
    conjunction: re.Pattern[str]
    follow_up: re.Pattern[str]
    between: re.Pattern[str]
    asking: re.Pattern[str]
    question: re.Pattern[str]
    pointers: frozenset[str]
    no_names: frozenset[str]
    noise: frozenset[str]
    name_hints: re.Pattern[str]
    company_form: re.Pattern[str]
    in_names: frozenset[str]
    rules: tuple[Rule, ...]
    words: Words
    look_up: str

    def bare(self, text: str) -> str:
        """A message without its courtesies, its end marks and double blanks."""
        return " ".join(self.courtesy.without(text).split()).strip(ENDS)

    def alone(self, bare: str) -> str:
        """A bare message without the conjunction that ties it to what was said before it."""
        tied = self.conjunction.match(bare)
        return self.bare(bare[tied.end() :]) if tied else bare

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
                    return Matched(rule.entry, subject, rule.language)
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

    def asks(self, text: str) -> bool:
        """Whether a text has the form of a question: its mark, or an unmistakable beginning.

        "Har rutiner for det" begins like a question and is an answer, so `asking` is not enough.
        """
        if text.rstrip(_AFTER_A_MARK).endswith("?"):
            return True
        short = len(text.split()) <= _MOST_WORDS_OF_A_QUESTION
        return short and self.question.match(self.bare(text)) is not None

    def company(self, bare: str) -> str:
        """A bare message that reads as a company's name with its form, such as "Nordlys AS"; or "".

        Small words make a sentence of it ("vi er et AS"), except between two parts of a name.
        """
        formed = self.company_form.search(bare)
        words = bare[: formed.start()].split() if formed else []
        if not 1 <= len(words) < _MOST_WORDS_OF_A_NAME:
            return ""
        folded = [word.casefold() for word in words]
        ends = {folded[0], folded[-1]} & self.in_names
        if ends or all(word in self.no_names for word in folded):
            return ""
        telling = " ".join(word for word in folded if word not in self.in_names)
        return "" if any(map(language.is_small, words_of(telling))) else bare

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

    def has_question(self, text: str) -> bool:
        """Whether there is a question in a message: a mark, or a word that begins one."""
        return "?" in text or any(asks for _, asks in self.parts(text))

    def builds_on(self, bare: str) -> bool:
        """Whether a message may be a continuation of what was said before it."""
        return self.follow_up.match(bare) is not None

    def only_points(self, bare: str) -> bool:
        """Whether a continuation names nothing of its own: "og etter det?"."""
        begun = self.follow_up.match(bare)
        rest = bare[begun.end() :] if begun else bare
        return all(word.casefold().strip(ENDS) in self.pointers for word in rest.split())
