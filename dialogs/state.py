"""What is remembered between two events: the conversation and the dossier, as frozen values.

Nothing here decides anything. Every value is a string in its canonical form (see `answers`), so
that conditions, storage and documents need no second reading of what an applicant wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from knowledge.model import Language


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where a conversation takes place: a channel's name and its own id for the chat."""

    channel: str
    chat: str


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the secretariat, by the channel's id and the name shown to colleagues."""

    id: str
    name: str


class CaseState(StrEnum):
    """Where a dossier is in its life. The fee is a dated fact beside it, not a state."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    CHANGES_MADE = "changes_made"
    BEFORE_COMMITTEE = "before_committee"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is safely stored. `size` is in bytes, `sha256` in lower-case hex."""

    upload: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the applicant answered to one item.

    `value` is canonical for the item's kind and empty for files; `kept` marks a value that was
    kept as written although it did not pass the item's validation.
    """

    value: str
    at: datetime
    kept: bool = False
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that the channel announced and that is still on its way.

    `item` is where it belongs. `announced_for` is where it was first meant to go, when a loose file
    was placed before it arrived: what fetches it knows only that.
    """

    upload: str
    item: str
    name: str
    announced_for: str = ""


class Verdict(StrEnum):
    """The two ways in which the committee can decide."""

    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the committee decided, and who registered it. Dates are calendar days in Oslo."""

    verdict: Verdict
    decided_on: date
    registered_by: Person
    reason: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One line of a case's append-only history."""

    at: datetime
    what: str  # a value of dossier.CaseAction
    by: str  # a secretariat member's name, or "" for the applicant
    state: CaseState  # the state after it
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dossier:
    """One application: its answers, its files, and its life as a case."""

    id: int
    owner: Address
    revision: int
    state: CaseState
    checklist_version: str
    created_at: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    pending: tuple[Pending, ...] = ()
    reopened: frozenset[str] = frozenset()
    request_note: str = ""
    reference: str | None = None
    submitted_at: datetime | None = None
    fee_paid_on: date | None = None
    handler: Person | None = None
    decision: Decision | None = None
    unreachable: bool = False
    history: tuple[CaseEvent, ...] = ()

    @property
    def version(self) -> int:
        """The case's version: it grows with every step of its life, not with every answer."""
        return len(self.history)


class Stage(StrEnum):
    """Where an applicant is in the application dialog."""

    INTRO = "intro"
    ASKING = "asking"
    REVIEWING = "reviewing"
    CONFIRMING = "confirming"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Progress:
    """The application dialog's own state.

    `tries` counts wrong values given to `item`; `rejected` is the last of them, which may be kept
    as written; `doubt` is a text that was taken for a question and may have been the answer, and
    `asking_back` says that this was asked about and nothing else done;
    `from_review` returns to the review after one answer; `awaiting_files` submits by itself as
    soon as the last file on its way has arrived. `drawn` is the dossier's revision that the screen
    was made from, when the bot last showed one.
    """

    stage: Stage
    item: str = ""
    tries: int = 0
    rejected: str = ""
    doubt: str = ""
    asking_back: bool = False
    page: int = 0
    from_review: bool = False
    awaiting_files: bool = False
    drawn: int | None = None


class Interlude(StrEnum):
    """Something short that the conversation is waiting for, beside the application."""

    ASKING = "asking"  # the next message is a question, not an answer to the application's
    WRITING = "writing"  # the next message goes to the secretariat
    DELETING = "deleting"  # asked to confirm that drafts are deleted
    WITHDRAWING = "withdrawing"  # asked to confirm that a case is withdrawn
    LOOKING_UP = "looking_up"  # the next message is a name or number for the register
    PLACING = "placing"  # asked what a file is for that nobody had asked for


@dataclass(frozen=True, slots=True)
class Album:
    """Where the parts of an album go: the item that was open when the first one came, or a group.

    Empty while the album is turned away.
    """

    group: str
    item: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """One chat with one person. `screen` is the id of the last message with buttons.

    `last_question` is the question that was answered, or asked back about, last: cleaned of what
    identifies a person (see `redaction`), and empty once it is in the backlog. `last_entry` is the
    entry that answered it; empty while the question is being asked back about.
    """

    address: Address
    revision: int
    language: Language
    language_chosen: bool = False
    dossier: int | None = None
    progress: Progress | None = None
    interlude: Interlude | None = None
    album: Album | None = None
    screen: str | None = None
    last_question: str = ""
    last_entry: str = ""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as a channel names it before it is fetched. `size` is in bytes, 0 when unknown."""

    id: str
    unique_id: str
    name: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """What a step may read and change: a conversation, a dossier, or both."""

    conversation: Conversation | None = None
    dossier: Dossier | None = None


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One approval in the register. Dates are calendar days; `source` says who vouches for it."""

    org_number: str
    name: str
    valid_from: date
    valid_to: date
    kind: str  # "inbound", "outbound", "both" or ""
    source: str
    checked_on: date


class Found(StrEnum):
    """How a look-up in the register ended."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"
    CANNOT_CONFIRM = "cannot_confirm"


@dataclass(frozen=True, slots=True)
class RegisterResult:
    """The register's answer to one query. `as_of` is the newest day on which it was checked."""

    query: str
    found: Found
    entries: tuple[RegisterEntry, ...]
    as_of: date | None


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One of an applicant's own cases, for a list."""

    dossier: int
    centre: str
    state: CaseState
    reference: str | None
    created_at: datetime
    fee_paid_on: date | None
    decision: Decision | None
    history: tuple[CaseEvent, ...]
