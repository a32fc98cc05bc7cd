"""The core's queries and records about learning, answered from the database.

Synchronous, like all of an exchange: it runs in a storage thread, inside the turn's transaction.
"""

from __future__ import annotations

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
from dialogs.likeness import normalised
from dialogs.scene import OSLO
from knowledge.model import Language
from storage.work import Work

Result = QuestionKept | LessonLearnt | QuestionDismissed | TaughtChanged


def answered(work: Work, query: LessonQuery, now: datetime) -> Result:
    """The result of a query about learning."""
    place = query.placement
    match query:
        case KeepQuestion(asker, question):
            return QuestionKept(work.backlog.keep(asker, question, now), place)
        case Learn():
            return _learn(work, query, now)
        case DismissQuestion(question, by):
            askers = work.backlog.dismiss(question, by, now)
            return QuestionDismissed(question, askers or (), askers is not None, place)
        case ChangeTaught(change, by):
            day = now.astimezone(OSLO).date()
            return TaughtChanged(change, work.taught.change(change, by, now, day), place)
    assert_never(query)


def record(work: Work, wanted: Record, now: datetime) -> None:
    """Write what nothing comes back from."""
    match wanted:
        case CountAsked(outcome, entry):
            work.asked.count(outcome, entry, now.astimezone(OSLO).date())
        case ForgetAsker(asker):
            work.backlog.forget(asker)
        case _:
            assert_never(wanted)


def _learn(work: Work, query: Learn, now: datetime) -> LessonLearnt:
    lesson, entry, by = query.lesson, query.entry, query.by
    askers = work.backlog.learn(lesson.question, entry, lesson.wording, by, now)
    if askers is None:
        return LessonLearnt(lesson.question, entry, (), accepted=False, placement=query.placement)
    if lesson.new is not None:
        day = now.astimezone(OSLO).date()
        work.taught.add_entry(entry, lesson.new, by, now, day)
    for text, language in _wordings(work, query):
        work.taught.add_phrasing(text, entry, language, by, now)
    return LessonLearnt(lesson.question, entry, askers, accepted=True, placement=query.placement)


def _wordings(work: Work, query: Learn) -> list[tuple[str, Language]]:
    """What is taught: the wording as the member left it, and the others that were asked alike.

    The first wording is the member's own by now; what they took out of it is not learnt.
    """
    asked = work.backlog.wordings(query.lesson.question)
    language = Language(asked[0][1]) if asked else Language.NB
    taught = {normalised(query.lesson.wording): (query.lesson.wording, language)}
    for text, other in asked[1:]:
        taught.setdefault(normalised(text), (text, Language(other)))
    return list(taught.values())
