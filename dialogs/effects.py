"""What the core wants from outside, as values: keys and parameters, never wording.

Four kinds (see the README, "One turn"): a **query** is answered from our own database in the same
transaction; a **record** is written there and answers nothing; a **durable** effect goes through
the outbox; an **ephemeral** effect is performed after the commit, is never stored and may be lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dialogs.events import Action
from dialogs.lesson_effects import (
    LessonQuery,
    PostOverdue,
    PostSummary,
    Record,
    RefreshQuestion,
)
from dialogs.messages import Message
from dialogs.placement import ANYWHERE, Placement
from dialogs.state import Address, Person, RemoteFile, State


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message."""

    label: Message
    action: Action


Keyboard = tuple[tuple[Button, ...], ...]

SCREEN = "screen"  # edit whatever message the conversation's buttons are on now


# --- queries --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FindApplication:
    """The application that the applicant goes on with. Answered by `ApplicationFound`."""

    owner: Address
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """Find or make the applicant's one open draft. Answered by `DraftOpened`."""

    owner: Address
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class AllocateReference:
    """Take the next number of the year (Oslo). Answered by `ReferenceAllocated`."""

    year: int
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class SearchRegister:
    """Look up a name or an organisation number. Answered by `RegisterSearched`."""

    query: str
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class RecogniseCentre:
    """Look whether a text is exactly a centre's name. Answered by `CentreRecognised`.

    `doubt`: the text may have been the answer to the present question.
    """

    text: str
    doubt: str = ""
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class FindCentre:
    """What the register and the cases know of a name, a number or a case's reference.

    For the secretariat. Answered by `CentreFound`.
    """

    query: str
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class ListCases:
    """The applicant's own drafts and cases. Answered by `CasesListed`."""

    owner: Address
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class EraseDrafts:
    """Delete the applicant's drafts with their files, at once. Answered by `DraftsErased`."""

    owner: Address
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class OpenInquiry:
    """Store a message to the secretariat. Answered by `InquiryOpened`."""

    asker: Address
    text: str
    dossier: int | None = None
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class AnswerInquiry:
    """Store the secretariat's reply to a message. Answered by `InquiryAnswered`."""

    inquiry: int
    asker: Address
    text: str
    by: Person
    placement: Placement = ANYWHERE


Query = (
    FindApplication
    | OpenDraft
    | AllocateReference
    | SearchRegister
    | RecogniseCentre
    | FindCentre
    | ListCases
    | EraseDrafts
    | OpenInquiry
    | AnswerInquiry
    | LessonQuery
)


# --- durable --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tell:
    """Send a message to an applicant, or show it in place of an earlier one.

    `edit` is the id of the message to replace, `SCREEN` for the one that the conversation's
    buttons are on, or None for a new message; an edit that fails becomes a new message.
    `screen`: this message carries the conversation's buttons from now on.
    """

    to: Address
    message: Message
    keyboard: Keyboard = ()
    edit: str | None = None
    screen: bool = False

    def replaces(self, newest: str | None) -> str | None:
        """The message to show it in place of, when `newest` is the newest screen in the chat.

        A new screen takes the place of the newest one, not of an older message whose button was
        pressed while that was on its way: it would stand above questions that look newer. Message
        ids grow within a chat.
        """
        if self.edit == SCREEN or newest is None:
            return newest if self.edit == SCREEN else self.edit
        ids = self.edit or "", newest
        older = all(each.isdecimal() for each in ids) and int(ids[0]) < int(ids[1])
        return newest if self.screen and older else self.edit


@dataclass(frozen=True, slots=True)
class SendCopy:
    """Send the applicant the dossier as a PDF."""

    to: Address
    dossier: int


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Remove a message of the applicant's, because of what stood in it."""

    to: Address
    message: str


@dataclass(frozen=True, slots=True)
class FetchFile:
    """Fetch an announced file, inspect and store it. FileFetched or FileRefused follows."""

    owner: Address
    dossier: int
    item: str
    upload: str
    file: RemoteFile


@dataclass(frozen=True, slots=True)
class RefreshCard:
    """Make the secretariat's card show the case as it is when this is performed."""

    dossier: int


@dataclass(frozen=True, slots=True)
class PostDossier:
    """Put the dossier's PDF into the card's thread. `version` counts submissions from 1."""

    dossier: int
    version: int


@dataclass(frozen=True, slots=True)
class PostAttachment:
    """Put one stored file into the card's thread under its case name."""

    dossier: int
    item: str
    upload: str


@dataclass(frozen=True, slots=True)
class PostToThread:
    """Say something in the card's thread."""

    dossier: int
    message: Message


@dataclass(frozen=True, slots=True)
class RefreshInquiry:
    """Make the secretariat's message about an inquiry show it as it is now."""

    inquiry: int


@dataclass(frozen=True, slots=True)
class PostAside:
    """Tell the secretariat that something could not be sent, and how much of what."""


Durable = (
    Tell
    | SendCopy
    | DeleteMessage
    | FetchFile
    | RefreshCard
    | PostDossier
    | PostAttachment
    | PostToThread
    | RefreshInquiry
    | RefreshQuestion
    | PostSummary
    | PostOverdue
    | PostAside
)


# --- ephemeral ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Toast:
    """A short note over the chat in answer to a pressed button."""

    message: Message


@dataclass(frozen=True, slots=True)
class Whisper:
    """Something that only the member who pressed or commanded sees."""

    message: Message
    refresh: int | None = None  # a dossier whose card was out of date
    about: tuple[tuple[int, str], ...] = ()  # cases by id and reference, whose cards are linked


Ephemeral = Toast | Whisper
Effect = Query | Record | Durable | Ephemeral


@dataclass(frozen=True, slots=True)
class Step:
    """What came of an event: the next state, and what is wanted from outside, in order."""

    state: State
    effects: tuple[Effect, ...] = field(default=())
