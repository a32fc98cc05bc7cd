"""What the core wants in order to learn from use: the part of `effects` about the backlog.

Queries, records and durable effects, as `effects` explains them; nobody's name goes with a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialogs.lessons import Lesson, Outcome, TaughtChange, Waiting
from dialogs.placement import ANYWHERE, Placement
from dialogs.state import Address, Person

# --- queries --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeepQuestion:
    """Put a question into the backlog, beside those that are alike. Answered by `QuestionKept`."""

    asker: Address
    question: Waiting
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class Learn:
    """Store what was taught about a question. Answered by `LessonLearnt`.

    `entry` is the id of the entry that the wording asks for, be it new or not.
    """

    lesson: Lesson
    entry: str
    by: Person
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class DismissQuestion:
    """Take a question out of the backlog. Answered by `QuestionDismissed`."""

    question: int
    by: Person
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class ChangeTaught:
    """Change, or take back, what was taught. Answered by `TaughtChanged`."""

    change: TaughtChange
    by: Person
    placement: Placement = ANYWHERE


LessonQuery = KeepQuestion | Learn | DismissQuestion | ChangeTaught


# --- records --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountAsked:
    """Count how a question ended, and about which entry. No text, nobody's name."""

    outcome: Outcome
    entry: str = ""


@dataclass(frozen=True, slots=True)
class ForgetAsker:
    """Whoever it is waits for no answer from the backlog any more; the questions stay."""

    asker: Address


Record = CountAsked | ForgetAsker


# --- durable --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RefreshQuestion:
    """Make the secretariat's message about a question of the backlog show it as it is now."""

    question: int


@dataclass(frozen=True, slots=True)
class PostSummary:
    """Show the secretariat what was asked in the month that begins on that day."""

    month: date


@dataclass(frozen=True, slots=True)
class PostOverdue:
    """List the entries whose review date has passed on that day, if there are any."""

    day: date
