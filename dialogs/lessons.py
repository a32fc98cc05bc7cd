"""What is learnt from use, as values: open questions, what is taught about them, what is counted.

The secretariat teaches a wording (it asks for an entry that exists) or a whole new answer. What
was taught is content, so its values stand in `knowledge.model`; here is what leads to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dialogs.state import Person
from knowledge.model import Language

TITLE_MOST = 60
ANSWER_MOST = 2500
SOURCE_MOST = 150
"""Characters: an answer with its title, source and notes has to fit into one message."""


class Cause(StrEnum):
    """Why a question is in the backlog."""

    UNKNOWN = "unknown"  # the bot had no answer
    NONE_OF_THESE = "none_of_these"  # it asked back, and nothing fitted
    NOT_HELPFUL = "not_helpful"  # it answered, and the answer did not help


class Outcome(StrEnum):
    """How a question ended. Counted by day and entry, without its text and without who asked."""

    ANSWERED = "answered"
    CLARIFIED = "clarified"  # asked back about; with an entry: that one was chosen
    UNKNOWN = "unknown"
    HELPED = "helped"
    NOT_HELPED = "not_helped"  # with no entry: none of the suggestions


class QuestionState(StrEnum):
    """Where a question of the backlog is in its life."""

    OPEN = "open"
    LEARNT = "learnt"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One line of the backlog: what people asked alike. `text` is empty when it is not known.

    `entry` is the answer that did not help, if that was why. `learnt` is the entry that answers
    it since somebody taught it.
    """

    id: int
    text: str
    entry: str
    asked: int
    first_at: datetime
    last_at: datetime
    state: QuestionState = QuestionState.OPEN
    wordings: tuple[str, ...] = ()
    learnt: str = ""
    closed_by: Person | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer as a member of the secretariat wrote it."""

    title: str
    answer: str
    source: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a question of the backlog is answered with: an entry that exists, or a new answer.

    `wording` is how the question sounds, as the member left it.
    """

    question: int
    wording: str
    entry: str = ""
    new: NewAnswer | None = None


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A taught answer gets other words."""

    number: int
    new: NewAnswer


@dataclass(frozen=True, slots=True)
class ChangePhrasing:
    """A taught way of asking gets other words, or leads elsewhere."""

    number: int
    wording: str
    entry: str


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """A taught answer goes, with the ways of asking for it."""

    number: int


@dataclass(frozen=True, slots=True)
class RemovePhrasing:
    """A taught way of asking goes."""

    number: int


TaughtChange = ChangeEntry | ChangePhrasing | RemoveEntry | RemovePhrasing


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question as it is put into the backlog."""

    text: str
    cause: Cause
    language: Language
    entry: str = ""


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """What a month's tally says. Pairs are an entry, or a question, and how often."""

    month: date
    asked: int
    answered: int
    unanswered: int
    helped: int
    not_helped: int
    most_asked: tuple[tuple[str, int], ...] = ()
    least_helpful: tuple[tuple[str, int], ...] = ()
    waiting: tuple[tuple[str, int], ...] = ()
