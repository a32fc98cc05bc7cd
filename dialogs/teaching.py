"""What the secretariat teaches: an answer to a question of the backlog, and changes of it later.

The askers hear the answer at once; the next asker gets it from the bot. What was taught is stored
by a query, and laid over the content by the shell as soon as that is committed.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import datetime
from typing import assert_never

from dialogs.answering import entry_message, entry_rows
from dialogs.effects import Button, Effect, Step, Tell, Whisper
from dialogs.events import Action, CommandName, Op
from dialogs.lesson_effects import (
    ChangeTaught,
    DismissQuestion,
    Learn,
    PostOverdue,
    PostSummary,
    RefreshQuestion,
)
from dialogs.lesson_events import (
    Dismissed,
    Instructed,
    LessonLearnt,
    MonthEnded,
    QuestionDismissed,
    Revised,
    TaughtChanged,
)
from dialogs.lessons import (
    ChangeEntry,
    ChangePhrasing,
    NewAnswer,
    RemoveEntry,
    RemovePhrasing,
    TaughtChange,
)
from dialogs.messages import say, together
from dialogs.national_id import contains_national_id
from dialogs.redaction import cleaned, identifies
from dialogs.scene import OSLO
from dialogs.state import State
from knowledge.model import EntryKind, Knowledge

_ID_MOST = 28
"""Characters of an entry's id, with room for a number behind it (see `knowledge.loader_faq`)."""

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e", "ö": "o", "ä": "a", "ü": "u"})


def learn(event: Instructed, knowledge: Knowledge) -> Step:
    """Store what was taught. What identifies a person, or leads nowhere, is not learnt."""
    lesson = event.lesson
    if not cleaned(lesson.wording) or identifies(lesson.wording) or _unfit(lesson.new):
        return _whisper("whisper.not_learnt")
    if lesson.new is not None:
        entry = entry_id(lesson.new.title, knowledge.entries)
        return Step(State(), (Learn(lesson, entry, event.by),))
    if not _answers(knowledge, lesson.entry):
        return _whisper("whisper.not_learnt")
    return Step(State(), (Learn(lesson, lesson.entry, event.by),))


def pass_on(event: LessonLearnt, knowledge: Knowledge, now: datetime) -> Step:
    """Tell everybody who waits for the answer; a second lesson is refused with a note."""
    refresh = RefreshQuestion(event.question)
    if not event.accepted:
        return Step(State(), (Whisper(say("whisper.question_closed")), refresh))
    today = now.astimezone(OSLO).date()
    # A new answer is not in the knowledge of this very turn, and leads on to nothing yet.
    rows = entry_rows(knowledge, event.entry) if event.entry in knowledge.entries else ()
    answer = entry_message(knowledge, event.entry, today)
    told: list[Effect] = [
        Tell(asker, together(say("learnt.answer", question=question), answer), rows)
        for asker, question in event.askers
    ]
    thanks = Whisper(say("whisper.learnt", askers=len(told)))
    return Step(State(), (*told, refresh, thanks))


def dismiss(event: Dismissed) -> Step:
    """Take a question out of the backlog."""
    return Step(State(), (DismissQuestion(event.question, event.by),))


def dismissed(event: QuestionDismissed) -> Step:
    """Whoever waits hears that no answer comes; a colleague who was slower gets a note."""
    refresh = RefreshQuestion(event.question)
    if not event.accepted:
        return Step(State(), (Whisper(say("whisper.question_closed")), refresh))
    contact = Button(say("button.contact"), Action(Op.MENU, CommandName.CONTACT))
    told = [
        Tell(asker, say("dismissed.answer", question=question), ((contact,),))
        for asker, question in event.askers
    ]
    done = Whisper(say("whisper.dismissed", askers=len(told)))
    return Step(State(), (*told, refresh, done))


def revise(event: Revised, knowledge: Knowledge) -> Step:
    """Change what was taught, or take it back."""
    if not _sound(event.change, knowledge):
        return _whisper("whisper.not_learnt")
    return Step(State(), (ChangeTaught(event.change, event.by),))


def revised(event: TaughtChanged) -> Step:
    """Say that it counts from now on."""
    if not event.accepted:
        return _whisper("whisper.taught_gone")
    removed = isinstance(event.change, RemoveEntry | RemovePhrasing)
    return _whisper("whisper.taught_removed" if removed else "whisper.taught_changed")


def sum_up(event: MonthEnded, now: datetime) -> Step:
    """A picture of the month, and what has to be looked at again."""
    today = now.astimezone(OSLO).date()
    return Step(State(), (PostSummary(event.month), PostOverdue(today)))


def entry_id(title: str, taken: Container[str]) -> str:
    """An id for a new entry, made of its title: words of a-z and 0-9 with hyphens."""
    words = re.findall(r"[a-z0-9]+", title.casefold().translate(_LETTERS))
    base = "-".join(words)[:_ID_MOST].strip("-") or "svar"
    candidate, number = base, 1
    while candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    return candidate


def _sound(change: TaughtChange, knowledge: Knowledge) -> bool:
    match change:
        case ChangeEntry(new=new):
            return not _unfit(new)
        case ChangePhrasing(wording=wording, entry=entry):
            fits = bool(cleaned(wording)) and not identifies(wording)
            return fits and _answers(knowledge, entry)
        case RemoveEntry() | RemovePhrasing():
            return True
    assert_never(change)


def _answers(knowledge: Knowledge, entry: str) -> bool:
    found = knowledge.entries.get(entry)
    return found is not None and found.kind is EntryKind.ANSWER


def _unfit(new: NewAnswer | None) -> bool:
    """An answer may name the secretariat's own phone, but never anybody's identity number."""
    if new is None:
        return False
    parts = (new.title, new.answer, new.source)
    return not all(part.strip() for part in parts) or any(map(contains_national_id, parts))


def _whisper(key: str) -> Step:
    return Step(State(), (Whisper(say(key)),))
