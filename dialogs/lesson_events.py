"""What can happen about learning from use: the part of `events` about the backlog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialogs.lessons import Lesson, TaughtChange
from dialogs.placement import ANYWHERE, Placement
from dialogs.state import Address, Person

# --- results of queries ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuestionKept:
    """A question is in the backlog, under that number; None: its asker had it there already."""

    question: int | None
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class LessonLearnt:
    """What was taught is stored, and asks for `entry`. `askers` wait for it, each with their words.

    `accepted` is False when a colleague had already dealt with the question.
    """

    question: int
    entry: str
    askers: tuple[tuple[Address, str], ...]
    accepted: bool
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class QuestionDismissed:
    """A question left the backlog. `askers` waited for its answer, each with their words.

    `accepted` is False when it was not there any more.
    """

    question: int
    askers: tuple[tuple[Address, str], ...]
    accepted: bool
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class TaughtChanged:
    """What was taught is different. `accepted` is False when it was not there any more."""

    change: TaughtChange
    accepted: bool
    placement: Placement = ANYWHERE


# --- the secretariat, and the calendar ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Instructed:
    """A member of the secretariat taught the answer to a question of the backlog."""

    lesson: Lesson
    by: Person


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A member of the secretariat took a question out of the backlog, unanswered."""

    question: int
    by: Person


@dataclass(frozen=True, slots=True)
class Revised:
    """A member of the secretariat changed, or took back, what was taught."""

    change: TaughtChange
    by: Person


@dataclass(frozen=True, slots=True)
class MonthEnded:
    """A month is over, named by its first day, and its tally can be told."""

    month: date
