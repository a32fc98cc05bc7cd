"""The backlog and what was taught, in memory: lesson queries answered as the database does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from dialogs.lesson_effects import (
    ChangeTaught,
    CountAsked,
    DismissQuestion,
    ForgetAsker,
    KeepQuestion,
    Learn,
    LessonQuery,
    Record,
)
from dialogs.lesson_events import LessonLearnt, QuestionDismissed, QuestionKept, TaughtChanged
from dialogs.lessons import (
    ChangeEntry,
    ChangePhrasing,
    OpenQuestion,
    QuestionState,
    RemoveEntry,
    RemovePhrasing,
    TaughtChange,
)
from dialogs.likeness import first_alike, normalised
from dialogs.state import Address, Person
from knowledge.model import Language, Taught, TaughtEntry, TaughtPhrasing

Result = QuestionKept | LessonLearnt | QuestionDismissed | TaughtChanged


@dataclass(slots=True)
class LessonMemory:
    """Open questions, who waits for them, what was taught, and the tally."""

    clock: Callable[[], datetime]
    questions: dict[int, OpenQuestion] = field(default_factory=dict)
    askers: dict[int, dict[Address, str]] = field(default_factory=dict)
    taught: Taught = field(default_factory=Taught)
    counted: list[CountAsked] = field(default_factory=list)

    def answer(self, query: LessonQuery) -> Result:
        match query:
            case KeepQuestion():
                return QuestionKept(self._keep(query), query.placement)
            case Learn():
                return self._learn(query)
            case DismissQuestion(question, by):
                accepted = self._close(question, QuestionState.DISMISSED, by)
                told = tuple(self.askers.pop(question, {}).items()) if accepted else ()
                return QuestionDismissed(question, told, accepted, query.placement)
            case ChangeTaught(change):
                return TaughtChanged(change, self._change(change), query.placement)
        assert_never(query)

    def record(self, wanted: Record) -> None:
        match wanted:
            case CountAsked():
                self.counted.append(wanted)
            case ForgetAsker(asker):
                self.forget(asker)

    def forget(self, asker: Address) -> None:
        for waiting in self.askers.values():
            waiting.pop(asker, None)

    def _keep(self, query: KeepQuestion) -> int | None:
        asked, now = query.question, self.clock()
        open_ones = [each for each in self.questions.values() if each.state is QuestionState.OPEN]
        words = normalised(asked.text)
        said = any(e.entry == asked.entry and query.asker in self.askers[e.id] for e in open_ones)
        if not words and said:
            return None
        if words:
            known = ((each.id, normalised(each.text)) for each in open_ones if each.text)
            number = first_alike(words, known)
        else:
            nameless = (e.id for e in open_ones if not e.text and e.entry == asked.entry)
            number = next(nameless, None)
        if number is None:
            number = len(self.questions) + 1
            self.questions[number] = OpenQuestion(number, asked.text, asked.entry, 0, now, now)
        elif query.asker in self.askers[number]:
            return None
        found = self.questions[number]
        self.questions[number] = replace(found, asked=found.asked + 1, last_at=now)
        self.askers.setdefault(number, {})[query.asker] = asked.text
        return number

    def _close(self, number: int, state: QuestionState, by: Person, learnt: str = "") -> bool:
        found = self.questions.get(number)
        if found is None or found.state is not QuestionState.OPEN:
            return False
        self.questions[number] = replace(
            found, state=state, learnt=learnt, closed_by=by, closed_at=self.clock()
        )
        return True

    def _learn(self, query: Learn) -> LessonLearnt:
        lesson, entry, place = query.lesson, query.entry, query.placement
        if not self._close(lesson.question, QuestionState.LEARNT, query.by, entry):
            return LessonLearnt(lesson.question, entry, (), accepted=False, placement=place)
        found = self.questions[lesson.question]
        if found.text:
            self.questions[lesson.question] = replace(found, text=lesson.wording)
        told = tuple(self.askers.pop(lesson.question, {}).items())
        number = self.taught.version + 1
        entries = self.taught.entries
        if lesson.new is not None:
            new, day = lesson.new, self.clock().date()
            made = TaughtEntry(number, entry, new.title, new.answer, new.source, day)
            entries = (*entries, made)
        way = TaughtPhrasing(number, lesson.wording, entry, Language.NB)
        self.taught = Taught(number, entries, (*self.taught.phrasings, way))
        return LessonLearnt(lesson.question, entry, told, accepted=True, placement=place)

    def _change(self, change: TaughtChange) -> bool:
        entries, ways = self.taught.entries, self.taught.phrasings
        match change:
            case ChangeEntry(number, new):
                entries = tuple(
                    replace(e, title=new.title, answer=new.answer, source=new.source)
                    if e.number == number
                    else e
                    for e in entries
                )
            case ChangePhrasing(number, wording, entry):
                ways = tuple(
                    replace(w, text=wording, entry=entry) if w.number == number else w for w in ways
                )
            case RemoveEntry(number):
                gone = {each.id for each in entries if each.number == number}
                entries = tuple(each for each in entries if each.id not in gone)
                ways = tuple(each for each in ways if each.entry not in gone)
            case RemovePhrasing(number):
                ways = tuple(each for each in ways if each.number != number)
        changed = (entries, ways) != (self.taught.entries, self.taught.phrasings)
        if changed:
            self.taught = Taught(self.taught.version + 1, entries, ways)
        return changed
