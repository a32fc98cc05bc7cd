"""What a channel is to the rest of the shell: a source of inbound events and a place to send to.

Two roles exist. An applicant channel (Telegram) carries conversations and files; the secretariat
channel (Slack) carries cards, threads and inquiries. Delivery calls these methods with everything
that they need; a channel reads no database. Whatever goes wrong is one of two things: try later,
or refused for good.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from dialogs.effects import Ephemeral, Keyboard
from dialogs.events import Event
from dialogs.lessons import MonthSummary, OpenQuestion
from dialogs.messages import Message
from dialogs.state import Address, Dossier, Person, RemoteFile
from knowledge.model import Entry, Language
from storage.aside import AsideRow


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event from outside. `event_id` is the same when the same thing is delivered again.

    `address` is None for events of the secretariat; `language` is what an applicant's client
    says, and only counts in a conversation's first turn.
    """

    event_id: str
    event: Event
    address: Address | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What a committed turn leaves to do at once. A repeated event leaves nothing."""

    ephemerals: tuple[Ephemeral, ...] = ()
    language: Language = Language.NB
    repeated: bool = False


class TakeTurn(Protocol):
    """Apply one inbound event: commit its new state and its durable effects together."""

    async def __call__(self, inbound: Inbound) -> TurnResult: ...


class TryLaterError(Exception):
    """The other end could not take it now. `seconds` to wait; `everybody`: pause all lanes."""

    def __init__(self, reason: str, seconds: float = 0.0, everybody: bool = False) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.everybody = everybody


class RefusedError(Exception):
    """The other end will never take it. `gone`: the chat itself is closed to us."""

    def __init__(self, reason: str, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Sending:
    """One attempt at one outbox row.

    `key` names the row for ever; `attempt` counts from 1, and above 1 the outcome of an earlier
    attempt may be unknown; `progress` is what earlier attempts `save`d.
    """

    key: str
    attempt: int
    progress: Mapping[str, str] = field(default_factory=dict)
    save: Callable[[Mapping[str, str]], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to send: its name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A message from an applicant to the secretariat, and what came of it."""

    id: int
    asker: Address
    asker_name: str  # the centre's name when it is known, else ""
    text: str
    asked_at: datetime
    reference: str | None = None
    answer: str = ""
    answered_by: Person | None = None
    answered_at: datetime | None = None


class ApplicantChannel(Protocol):
    """Carries a conversation with an applicant."""

    name: str

    async def tell(
        self,
        to: Address,
        message: Message,
        keyboard: Keyboard,
        language: Language,
        edit: str | None,
        sending: Sending,
    ) -> str:
        """Send a message, or replace the one named by `edit`; returns the id of the last message.

        Raises:
            TryLaterError, RefusedError
        """
        ...

    async def drop_keyboard(self, to: Address, message: str) -> None:
        """Take the buttons off an answered question. Best effort, never raises."""
        ...

    async def send_file(
        self, to: Address, parcel: Parcel, caption: Message, language: Language, sending: Sending
    ) -> str: ...

    async def delete(self, to: Address, message: str, sending: Sending) -> None: ...

    async def download(self, file: RemoteFile) -> bytes:
        """The bytes of an announced file.

        Raises:
            FileTooLargeError: more than the channel gives out.
            TryLaterError, RefusedError
        """
        ...


class FileTooLargeError(Exception):
    """A file is larger than its channel lets a bot fetch, or than the product takes."""


class SecretariatChannel(Protocol):
    """Carries cases and inquiries to the secretariat."""

    async def put_card(self, dossier: Dossier, card: str | None, sending: Sending) -> str:
        """Post the case's card, or edit the one at `card`; returns where it is."""
        ...

    async def post_text(self, card: str, message: Message, sending: Sending) -> None:
        """Say something in the card's thread."""
        ...

    async def post_file(self, card: str, parcel: Parcel, sending: Sending) -> None:
        """Put a file into the card's thread."""
        ...

    async def put_inquiry(self, inquiry: Inquiry, post: str | None, sending: Sending) -> str:
        """Post an inquiry with its answer button, or edit the one at `post`; returns its place."""
        ...

    async def put_question(self, question: OpenQuestion, post: str | None, sending: Sending) -> str:
        """Post a question that waits for its answer, or edit the one at `post`; its place."""
        ...

    async def post_summary(self, summary: MonthSummary, sending: Sending) -> None:
        """Show what was asked in a month."""
        ...

    async def post_overdue(self, entries: Sequence[Entry], sending: Sending) -> None:
        """List entries that have to be looked at again."""
        ...

    async def post_aside(self, rows: Sequence[AsideRow], sending: Sending) -> None:
        """Say that something could not be sent."""
        ...
