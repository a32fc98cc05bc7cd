"""What a free text means, from its form and from what it resembles.

In this order, the surest first: nothing usable in it; a fixed form (`rules`); words that are known
as they stand; what it says itself, as the judge sees it; what it says as a continuation of the
answer before it. A judge tells which entry a text is nearest to in meaning and how sure that is:
`Search` at once, the fitted `Model` as soon as it is there. A message that asks two things gets
both answers, or is known to have got only one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from knowledge import language
from knowledge.items import ItemIndex
from knowledge.judgement import SUGGESTIONS, Judge, Judgement
from knowledge.model import Band, Entry, EntryKind, Language, NextStep, Understanding
from knowledge.phrasing import Phrasing, words_of
from knowledge.rules import Matched, Rules

LONGEST_MESSAGE = 600
"""Characters that are looked at. What a message is about stands at its beginning."""
MOST_ANSWERS = 2
_MOST_SENTENCES = 12
_LONGEST_CONTINUATION = 7  # words; more of them say what they are about themselves


class Interpreter:
    """Understands messages. `use` gives it a better judge at any moment."""

    def __init__(
        self,
        rules: Rules,
        entries: Mapping[str, Entry],
        items: ItemIndex,
        phrasings: Sequence[Phrasing],
        title: Callable[[str, Language | None], str],
        judge: Judge,
    ) -> None:
        self.judge = judge
        self.model = ""
        self.rules = rules
        self._entries = entries
        self._items = items
        self._phrasings = phrasings
        self._title = title

    def use(self, judge: Judge, model: str) -> None:
        """Judge by a fitted model from now on. `model` says which one it is."""
        self.judge, self.model = judge, model

    def understand(self, text: str, after: str | None = None, asked: str = "") -> Understanding:
        """What a text means, said after the entry `after` and at the item `asked`. Never raises."""
        text = text[:LONGEST_MESSAGE]
        bare = self.rules.bare(text)
        words = words_of(bare)
        after = after if after in self._entries else None
        found = self._meant(text, bare, words, after, asked)
        if found.band is Band.UNKNOWN and not found.foreign and not self._asks(text):
            return replace(found, band=Band.EMPTY)
        return found

    def _meant(
        self, text: str, bare: str, words: list[str], after: str | None, asked: str
    ) -> Understanding:
        known = self._exact.get(" ".join(words))
        matched = self.rules.match(bare)
        if matched is not None and (found := self._by_rule(matched, words, asked)):
            return found
        if known is not None:
            return _as_known(known, words)
        if not any(language.is_usable(word) for word in words):
            return self._without_words(bare, words, after)
        found = self._offerable(self._interpreted(bare, text, after))
        if found.band is not Band.ANSWER or self._answers_a_name(found.entries[0]):
            found = replace(found, subject=self.rules.company(bare))
        return self._in_their_language(words, found)

    def _asks(self, text: str) -> bool:
        """Whether a message that nobody can answer is a question all the same.

        It has to be about something, and to have the form of a question or a word that questions
        are asked with: "fullmakt" is one, "asdf qwer" and "noe tull" are not.
        """
        usable = (word for word in words_of(text) if language.is_usable(word))
        telling = [word for word in usable if word not in self.rules.noise]
        if telling and self.rules.has_question(text):
            return True
        return any(word in self._vocabulary for word in telling)

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        ours = (each.key for each in self._phrasings if each.entry is not None)
        return frozenset(word for key in ours for word in key.split())

    @cached_property
    def _exact(self) -> Mapping[str, Phrasing]:
        return {each.key: each for each in self._phrasings}

    def _by_rule(self, matched: Matched, words: Sequence[str], asked: str) -> Understanding | None:
        kind = self._entries[matched.entry].kind
        subject = matched.subject if kind in {EntryKind.REGISTER, EntryKind.ITEM} else ""
        if kind is EntryKind.ITEM:
            pointing = self.rules.only_points(subject)
            subject = "" if pointing else self._items.find(subject, asked)
            if not subject and not pointing:
                return None
        seen = language.guess(words)
        return Understanding(
            Band.ANSWER, (matched.entry,), seen, subject=subject, switch_to=matched.language
        )

    def _without_words(self, bare: str, words: Sequence[str], after: str | None) -> Understanding:
        """Only small words: help, unless they point to what was just said."""
        if words and after and self.rules.builds_on(bare):
            return Understanding(Band.CLARIFY, self._related(after), language.guess(words))
        if language.is_other_script(bare):
            return Understanding(Band.UNKNOWN, foreign=True)
        return Understanding(Band.EMPTY, language=language.guess(words))

    def _interpreted(self, bare: str, text: str, after: str | None) -> Understanding:
        said = self.rules.parts(text)[:_MOST_SENTENCES]
        parts = self._without_small_talk(said)
        if len(parts) < len(said):
            bare = " ".join(each for each, _ in parts)
        if len(parts) > 1:
            return self._several(bare, [each for each, asks in parts if asks])
        alone = self.judge.judge(self.rules.alone(bare))
        builds = after and len(bare.split()) <= _LONGEST_CONTINUATION
        if builds and self.rules.builds_on(bare):
            return self._continued(bare, after or "", alone)
        return _understood(alone)

    def _without_small_talk(self, said: Sequence[tuple[str, bool]]) -> Sequence[tuple[str, bool]]:
        """The sentences of a message that say something, or the last one when none does."""
        if len(said) < 2:
            return said
        return [each for each in said if not self._is_small_talk(each[0])] or said[-1:]

    def _is_small_talk(self, sentence: str) -> bool:
        judged = self.judge.judge(sentence)
        return judged.band is Band.ANSWER and not self._is_offered(judged.entries[0])

    def _continued(self, bare: str, after: str, alone: Judgement) -> Understanding:
        """A continuation is about its own words together with what the last answer was about."""
        if self.rules.only_points(bare):
            return Understanding(Band.CLARIFY, self._related(after), alone.language)
        title = self._title(after, alone.language)
        together = self.judge.judge(f"{title} {bare}")
        near = (after, *self._entries[after].related)
        best = next((each for each in together.entries if each in near and each != after), None)
        if alone.band is Band.ANSWER and (alone.entries[0] in near or best is None):
            return _understood(alone)
        if together.band is Band.ANSWER:
            return _understood(replace(together, language=alone.language))
        offered = dict.fromkeys((*together.entries, *alone.entries, *near[1:]))
        return Understanding(Band.CLARIFY, tuple(offered)[:SUGGESTIONS], alone.language)

    def _several(self, bare: str, questions: Sequence[str]) -> Understanding:
        """A message of several sentences: as a whole, and each question in it by itself."""
        whole = self.judge.judge(bare)
        judged = [self.judge.judge(each) for each in questions]
        sure = [each for each in judged if each.band is Band.ANSWER and self._answers(each)]
        answers = tuple(dict.fromkeys(each.entries[0] for each in sure))
        if whole.band is Band.ANSWER and not self._answers(whole):
            # What asks something is more than a greeting, or a mention of the secretariat.
            whole = max(judged, key=lambda each: each.sure, default=whole)
        if not answers:
            return _understood(whole)
        if whole.band is Band.UNKNOWN and len(sure) < max(len(judged), MOST_ANSWERS):
            # "Hva er gebyret?" after a sentence about something else may not be about us.
            return Understanding(Band.CLARIFY, answers[:SUGGESTIONS], whole.language)
        if len(answers) > 1:
            partly = len(judged) > len(sure) or len(answers) > MOST_ANSWERS
            return Understanding(Band.ANSWER, answers[:MOST_ANSWERS], whole.language, partly=partly)
        unanswered = len(judged) > len(sure)
        if whole.band is Band.ANSWER:
            partly = unanswered and whole.entries == answers
            return replace(_understood(whole), partly=partly)
        if answers[0] in whole.entries:
            return Understanding(Band.ANSWER, answers, whole.language, partly=unanswered)
        offered = dict.fromkeys((*whole.entries[:2], *answers))
        return Understanding(Band.CLARIFY, tuple(offered), whole.language)

    def _answers(self, judgement: Judgement) -> bool:
        entry = self._entries.get(judgement.entries[0])  # None: one that was taught
        return entry is None or entry.kind is EntryKind.ANSWER

    def _answers_a_name(self, id_: str) -> bool:
        """Whether a name alone resembles what asks for an entry: how a centre is looked up."""
        entry = self._entries.get(id_)  # None: one that was taught
        return entry is not None and entry.next_step is NextStep.STATUS

    def _offerable(self, found: Understanding) -> Understanding:
        """Without suggestions that help nobody; when nothing else is left, ask for words."""
        if found.band is not Band.CLARIFY:
            return found
        entries = tuple(each for each in found.entries if self._is_offered(each))
        return replace(found, entries=entries, band=Band.CLARIFY if entries else Band.EMPTY)

    def _is_offered(self, id_: str) -> bool:
        entry = self._entries.get(id_)  # None: one that was taught
        return entry is None or entry.offered

    def _related(self, after: str) -> tuple[str, ...]:
        return (self._entries[after].related or (after,))[:SUGGESTIONS]

    def _in_their_language(self, words: Sequence[str], found: Understanding) -> Understanding:
        if found.band is Band.UNKNOWN and language.is_foreign(words):
            return replace(found, foreign=True, language=None)
        return found if found.language else replace(found, language=language.guess(words))


def _as_known(known: Phrasing, words: Sequence[str]) -> Understanding:
    seen = language.guess(words, known.language)
    if known.entry is None:
        return Understanding(Band.UNKNOWN, language=seen)
    return Understanding(Band.ANSWER, (known.entry,), seen)


def _understood(judged: Judgement) -> Understanding:
    return Understanding(judged.band, judged.entries, judged.language)
