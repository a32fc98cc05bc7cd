"""The vocabulary of content: what the loader makes and everything else may rely on.

This is the only module of `knowledge` that the core, the storage and the channels import. It holds
values and Protocols, no text in any language and nothing that reads a file: texts are looked up
by key or id when a message is rendered, so that a case can be read in any language at any time.
One file, though a long one: a vocabulary is looked up in one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol


class Language(StrEnum):
    """The languages that the bot answers in, as ISO 639-1 codes."""

    NB = "nb"
    NN = "nn"
    EN = "en"


class Markup(StrEnum):
    """What a rendered text is for: its emphasis and its escaping follow from it."""

    PLAIN = "plain"
    TELEGRAM = "telegram"
    SLACK = "slack"


class AnswerKind(StrEnum):
    """How a checklist item is answered. One item has exactly one kind."""

    TEXT = "text"
    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    EMAIL = "email"
    PHONE = "phone"
    ORG_NUMBER = "org_number"
    URL = "url"
    FILES = "files"


class Standing(StrEnum):
    """How well founded it is that the scheme asks for an item."""

    STATED = "stated"  # a source says it
    MENTIONED = "mentioned"  # known from a section title or a passing mention only
    INFERRED = "inferred"  # nobody says it; it usually speeds the review


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that an earlier answer has to be. No values means: answered with anything."""

    item: str
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value has to satisfy to be stored as valid.

    Lengths count characters. `pattern` is a regular expression searched for in a text.
    `at_most_item` names an earlier number item that this number may not exceed.
    """

    min_length: int = 1
    max_length: int = 3000
    pattern: str | None = None
    not_future: bool = False
    at_most_item: str | None = None


@dataclass(frozen=True, slots=True)
class Caution:
    """A valid answer that the secretariat and the applicant are warned about, never refused.

    Exactly one of the three tests is set: the answer is one of `values`, the text matches
    `pattern` (case-insensitive search), or the date is more than `older_than_months` old.
    """

    id: str
    values: frozenset[str] = frozenset()
    pattern: str | None = None
    older_than_months: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the checklist. Its texts are found under its id by the renderer."""

    id: str
    section: str
    kind: AnswerKind
    standing: Standing
    required: bool
    sources: tuple[str, ...]
    when: tuple[Clause, ...] = ()  # all have to hold
    choices: tuple[str, ...] = ()
    limits: Limits = Limits()
    cautions: tuple[Caution, ...] = ()
    slug: str = ""  # file items: the middle of an attachment's name


OTHER_FILES = "other"
"""Where files lie that belong to no item: named like an item's id, which it can never be."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """All items in the order in which they are asked."""

    version: str
    sections: tuple[str, ...]
    items: Mapping[str, Item]
    name_item: str  # the centre's name: the one item that submitting needs
    org_number_item: str
    # role ("purpose", "centre_type", "fee_paid" ...) -> the item that other code has to know
    roles: Mapping[str, str] = field(default_factory=dict)

    def in_section(self, section: str) -> Sequence[Item]:
        """The items of a section, in order."""
        return [item for item in self.items.values() if item.section == section]


class EntryKind(StrEnum):
    """What an understood message is about: an answer to give, or a thing to do."""

    ANSWER = "answer"
    OWN_CASE = "own_case"
    APPLY = "apply"
    HUMAN = "human"
    SMALLTALK = "smalltalk"
    REGISTER = "register"  # look a named centre up
    ITEM = "item"  # why the checklist asks for something


class NextStep(StrEnum):
    """What an answer about the process can offer to do next."""

    APPLY = "apply"
    STATUS = "status"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the bot can answer. Title and text are found under its id."""

    id: str
    kind: EntryKind
    sources: tuple[str, ...]
    as_of: date | None  # the newest date that its sources vouch for; None: they are undated
    related: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()  # entries that explain the jargon of its answer
    next_step: NextStep | None = None
    often: bool = False  # among the most asked: it needs many more ways of asking
    offered: bool = True  # as a suggestion; nobody who asked something wants "Ha det!" offered
    review_by: date | None = None  # somebody has to look at it again by that day; None: no day set

    def overdue(self, today: date) -> bool:
        """Whether nobody has looked at it by the day that was set for that."""
        return self.review_by is not None and self.review_by < today


class Band(StrEnum):
    """How sure it is what a message means."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"
    EMPTY = "empty"  # nothing usable is in it, or nothing that asks anything


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a free text is taken to mean.

    `entries` holds ids, the best first: for ANSWER the one asked for, or two when the message asks
    two things; for CLARIFY up to three; else none. `partly`: it asks more than is answered.
    `subject` is what an entry of kind REGISTER or ITEM is about: a centre's name or number, an
    item's id; beside no answer, or one that says how to look up, what reads as a company's name.
    `language` is the language that the text seems to be written in, None when it cannot be told;
    `foreign`: it is none that the bot knows. `switch_to` is a language that the text asks for.
    """

    band: Band
    entries: tuple[str, ...] = ()
    language: Language | None = None
    subject: str = ""
    partly: bool = False
    foreign: bool = False
    switch_to: Language | None = None


class Word(StrEnum):
    """What a short message says by itself: an answer to the bot, or the name of a command."""

    YES = "yes"
    NO = "no"
    OK = "ok"
    STOP = "stop"
    BACK = "back"
    SKIP = "skip"
    DONE = "done"
    START = "start"
    HELP = "help"
    APPLY = "apply"
    STATUS = "status"
    CONTACT = "contact"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    PAUSE = "pause"
    DELETE = "delete"


class Asked(Protocol):
    """A message as the core asks for it: a key with parameters, or other messages in order."""

    @property
    def key(self) -> str: ...

    @property
    def params(self) -> Mapping[str, object]: ...

    @property
    def parts(self) -> Sequence[Asked]: ...


class Replies(Protocol):
    """What people write instead of pressing a button."""

    def word(self, text: str) -> Word | None:
        """What a short message says by itself, in any language."""
        ...

    def pick(self, text: str, labels: Sequence[Asked], begun: bool = False) -> int | None:
        """The position of the label that a text says, in any language.

        `begun`: the beginning of a label, or a part of it, will do, when no other label has it too.
        """
        ...


class Knowledge(Replies, Protocol):
    """The loaded, searchable content, as the core sees it."""

    @property
    def checklist(self) -> Checklist: ...

    @property
    def entries(self) -> Mapping[str, Entry]: ...

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that the phrases exist in, the base language first."""
        ...

    def asks(self, text: str) -> bool:
        """Whether a text has the form of a question."""
        ...

    def understand(self, text: str, after: str | None = None, asked: str = "") -> Understanding:
        """What a free text means. Never raises, whatever the text.

        `after` is the entry that was answered last in the conversation, which "og etter det?"
        builds on; `asked` is the checklist item that is asked now, which "why do you ask for an
        e-mail address?" is about where several items would fit.
        """
        ...


@dataclass(frozen=True, slots=True)
class TaughtEntry:
    """An answer that the secretariat wrote in Slack, in Bokmål and without any markup."""

    number: int
    id: str
    title: str
    answer: str
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class TaughtPhrasing:
    """A way of asking that the secretariat taught: `text` asks for `entry`."""

    number: int
    text: str
    entry: str
    language: Language


@dataclass(frozen=True, slots=True)
class Taught:
    """Everything that was taught; `version` grows with every change of it."""

    version: int = 0
    entries: tuple[TaughtEntry, ...] = ()
    phrasings: tuple[TaughtPhrasing, ...] = ()


class Renderer(Protocol):
    """Turns keys and parameters into texts, just before they are sent."""

    def render(
        self, key: str, params: Mapping[str, object], language: Language, markup: Markup
    ) -> str:
        """The text of `key`.

        Raises:
            KeyError: no such key in any language.
            jinja2.UndefinedError: a parameter is missing.
        """
        ...

    def render_message(self, message: Asked, language: Language, markup: Markup) -> str:
        """A message of the core; its parts are paragraphs of one text.

        Raises:
            KeyError, jinja2.UndefinedError: as `render`.
        """
        ...
