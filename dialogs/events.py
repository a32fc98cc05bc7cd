"""What can happen. A channel, a timer or a finished effect makes events; the core answers them.

One file, though a long one: it is a vocabulary, and a vocabulary is looked up in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dialogs.lesson_events import (
    Dismissed,
    Instructed,
    LessonLearnt,
    MonthEnded,
    QuestionDismissed,
    QuestionKept,
    Revised,
    TaughtChanged,
)
from dialogs.placement import ANYWHERE, Placement
from dialogs.state import (
    Address,
    Attachment,
    CaseSummary,
    Dossier,
    Person,
    RegisterResult,
    RemoteFile,
    Verdict,
)


class CommandName(StrEnum):
    """What a command means, whatever it is called in a channel or a language."""

    START = "start"
    HELP = "help"
    APPLY = "apply"
    STATUS = "status"
    CONTACT = "contact"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    PAUSE = "pause"
    DELETE = "delete"
    UNKNOWN = "unknown"


class Op(StrEnum):
    """What a button does. Values are short: they travel in 64 bytes of callback data."""

    MENU = "m"  # arg: a CommandName, or "ask"
    BEGIN = "b"
    NEW = "nw"  # one more application, although a case is running
    RESUME = "r"
    ANSWER = "a"  # arg: item.choice
    SKIP = "s"
    BACK = "k"
    WHY = "w"
    HELP = "h"
    PAUSE = "p"
    KEEP = "q"  # keep the rejected value as written
    MEANT_ANSWER = "t"  # the text taken for a question was the answer
    WAS_QUESTION = "tq"  # the text that may have been the answer was a question
    FILES_DONE = "f"
    FILES_CLEAR = "x"
    REVIEW = "v"  # arg: page
    GO_ON = "go"  # from the overview back to the questions
    CHANGE = "c"  # arg: item
    CONFIRM = "o"
    SUBMIT = "y"
    CANCEL = "n"
    ASSIGN_FILE = "g"  # arg: group.place, or "group." for files that are not to be used
    PLACE_FILES = "gp"  # arg: the place to take files out of, or "" for what is loose
    ENTRY = "e"  # arg: entry id
    NONE_OF_THESE = "z"
    HELPED = "hy"  # arg: entry id
    NOT_HELPED = "hn"  # arg: entry id
    LANGUAGE = "l"  # arg: language code
    DELETE = "d"
    WITHDRAW = "u"
    CONFIRM_WITHDRAW = "uy"
    CASE = "i"
    LOOK_UP = "j"
    REGISTER = "jr"  # arg: organisation number or name


@dataclass(frozen=True, slots=True)
class Action:
    """What a button was made for. `revision` is the dossier's when the button was shown."""

    op: Op
    arg: str = ""
    dossier: int | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A text message from the applicant."""

    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The applicant edited an earlier message."""

    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command, with what was written after it."""

    name: CommandName
    argument: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed. `action` is None when its data is not one of ours any more."""

    action: Action | None
    message: str


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file was sent. `album` is the channel's id for files that were sent together."""

    file: RemoteFile
    message: str
    caption: str = ""
    album: str | None = None


class MediaKind(StrEnum):
    """A message that the bot cannot use."""

    STICKER = "sticker"
    VOICE = "voice"
    VIDEO = "video"
    CONTACT = "contact"
    LOCATION = "location"
    POLL = "poll"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SentMedia:
    """Something that is neither text nor a file; `text` is what was written with it."""

    kind: MediaKind
    message: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class AddressedInGroup:
    """Somebody called the bot in a group. Only a register look-up is answered there."""

    name: CommandName
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The applicant blocked the bot, or their chat is gone: nothing more can be delivered."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The applicant let the bot in again."""


@dataclass(frozen=True, slots=True)
class UpdateSetAside:
    """An update failed three times and was set aside under a reference."""

    reference: str


@dataclass(frozen=True, slots=True)
class FileFetched:
    """A file arrived and is stored in the same transaction as this event."""

    dossier: int
    item: str
    file: Attachment


class Refusal(StrEnum):
    """Why a file was not accepted."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    WRONG_TYPE = "wrong_type"
    MISNAMED = "misnamed"  # a wrong type whose name promises a right one
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class FileRefused:
    """A file could not be accepted."""

    dossier: int
    item: str
    upload: str
    name: str
    reason: Refusal


# --- results of queries, in the same transaction -------------------------------------------------


@dataclass(frozen=True, slots=True)
class ApplicationFound:
    """What there is to go on with: changes that were asked for, else a draft, else a running case.

    Of several the newest; None when the applicant has nothing under way.
    """

    dossier: Dossier | None
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class DraftOpened:
    """The applicant's open draft, found or made."""

    dossier: Dossier
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class ReferenceAllocated:
    """The next gap-free reference, such as GC-2026-0001."""

    reference: str
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class RegisterSearched:
    """The register's answer."""

    result: RegisterResult
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class CentreRecognised:
    """What the register has under exactly the name that a text is; None when it is no name there.

    `doubt`: the text may have been the answer to the present question.
    """

    text: str
    doubt: str
    result: RegisterResult | None
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class CentreFound:
    """The register's answer, and the cases that were sent in for it, the newest first."""

    result: RegisterResult
    cases: tuple[CaseSummary, ...]
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class CasesListed:
    """The applicant's own drafts and cases, the newest first."""

    cases: tuple[CaseSummary, ...]
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class DraftsErased:
    """How many drafts were deleted, and how many files with them."""

    drafts: int
    files: int
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class InquiryOpened:
    """A message to the secretariat was stored under a number."""

    inquiry: int
    placement: Placement = ANYWHERE


@dataclass(frozen=True, slots=True)
class InquiryAnswered:
    """A reply was stored. `accepted` is False when a colleague had already replied."""

    inquiry: int
    asker: Address
    text: str
    accepted: bool
    placement: Placement = ANYWHERE


# --- the secretariat ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakeCase:
    """The member who pressed handles the case from now on."""


@dataclass(frozen=True, slots=True)
class ReceiveFee:
    """The fee was paid on that day (Oslo)."""

    paid_on: date


@dataclass(frozen=True, slots=True)
class UndoFee:
    """The fee was registered by mistake."""


@dataclass(frozen=True, slots=True)
class RequestChanges:
    """Exactly these items reopen for the applicant, with a line of text."""

    items: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class SendToCommittee:
    """The case is ready for the committee."""


@dataclass(frozen=True, slots=True)
class RecordDecision:
    """The committee has decided. The dates of validity are given for an approval only."""

    verdict: Verdict
    decided_on: date
    reason: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class UndoDecision:
    """The registered decision was a mistake."""


CaseAct = (
    TakeCase
    | ReceiveFee
    | UndoFee
    | RequestChanges
    | SendToCommittee
    | RecordDecision
    | UndoDecision
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A member of the secretariat did something with a case.

    `seen` is the version of the case that the member's card or modal was made from.
    """

    dossier: int
    act: CaseAct
    by: Person
    seen: int


@dataclass(frozen=True, slots=True)
class Replied:
    """A member of the secretariat answered a message, which `asker` wrote."""

    inquiry: int
    asker: Address
    text: str
    by: Person


@dataclass(frozen=True, slots=True)
class SlashCommanded:
    """`/godkjent <word> <argument>` in Slack."""

    word: str
    argument: str
    by: Person


QueryResult = (
    ApplicationFound
    | DraftOpened
    | ReferenceAllocated
    | RegisterSearched
    | CentreRecognised
    | CentreFound
    | CasesListed
    | DraftsErased
    | InquiryOpened
    | InquiryAnswered
    | QuestionKept
    | LessonLearnt
    | QuestionDismissed
    | TaughtChanged
)
ApplicantEvent = (
    Said
    | Edited
    | Commanded
    | Pressed
    | Uploaded
    | SentMedia
    | AddressedInGroup
    | Blocked
    | Unblocked
    | UpdateSetAside
    | FileFetched
    | FileRefused
)
SecretariatEvent = (
    Decided | Replied | SlashCommanded | Instructed | Dismissed | Revised | MonthEnded
)
Event = ApplicantEvent | SecretariatEvent | QueryResult
