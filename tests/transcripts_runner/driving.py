"""What every depth can do and show: the one interface that the stories are played through."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from dialogs.events import (
    CaseAct,
    MediaKind,
    ReceiveFee,
    RecordDecision,
    RequestChanges,
    SendToCommittee,
    TakeCase,
    UndoDecision,
    UndoFee,
)
from dialogs.lessons import Lesson, NewAnswer
from dialogs.state import RegisterEntry, Verdict
from tests.transcripts_runner.files import SampleFile
from tests.transcripts_runner.story import Story

SIRI = "Siri Sekretær"
"""The member of the secretariat who acts in all stories; the sandbox's Siri."""


@dataclass(slots=True)
class StoryClock:
    """A clock that stands still during an act; every act is a minute after the one before."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment

    def tick(self) -> None:
        self.moment += timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the bot's: its text, and the labels under it."""

    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class View:
    """Everything that can be seen now. Keys sort in the order in which things appeared."""

    chat: dict[int, Line] = field(default_factory=dict)
    group: dict[int, Line] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)
    whispers: list[str] = field(default_factory=list)
    cards: dict[str, str] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    inquiries: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answering:
    """The secretariat answers the newest message from an applicant."""

    text: str


@dataclass(frozen=True, slots=True)
class Slash:
    """The secretariat types a slash command."""

    line: str


@dataclass(frozen=True, slots=True)
class Teaching:
    """The secretariat answers the newest question without an answer: with an entry, or anew."""

    entry: str = ""
    title: str = ""
    answer: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The secretariat removes a taught answer, by its title."""

    title: str


@dataclass(frozen=True, slots=True)
class Dismissing:
    """The secretariat puts the newest question without an answer away."""


SecretariatAct = CaseAct | Answering | Slash | Teaching | Forgetting | Dismissing


class Driver(Protocol):
    """One depth. `patient`: what follows from an act comes in its own time and is waited for."""

    patient: bool

    async def start(self, story: Story, clock: StoryClock) -> None: ...
    async def stop(self) -> None: ...
    async def restart(self) -> None: ...
    async def say(self, text: str) -> None: ...
    async def edit(self, text: str) -> None: ...
    async def press(self, label: str) -> None: ...
    async def press_again(self) -> None: ...
    async def upload(self, files: Sequence[SampleFile], caption: str, as_photo: bool) -> None: ...
    async def send(self, kind: MediaKind, caption: str) -> None: ...
    async def say_in_group(self, text: str) -> None: ...
    async def act(self, act: SecretariatAct) -> None: ...
    async def view(self) -> View: ...


def lesson_of(act: Teaching, number: int, text: str, known: Mapping[str, str]) -> Lesson:
    """What a member teaches about a question; `known` has the entries by their titles."""
    if act.entry:
        return Lesson(number, text, known[act.entry])
    return Lesson(number, text, new=NewAnswer(act.title, act.answer, act.source))


def pick(chat: dict[int, Line], label: str) -> tuple[int, int]:
    """The button that a person means by a label or its beginning: its message and its position.

    Raises:
        AssertionError: there is no such button.
    """
    for message in sorted(chat, reverse=True):
        labels = [each for row in chat[message].rows for each in row]
        for fits in (str.__eq__, str.startswith):
            for position, each in enumerate(labels):
                if fits(each, label):
                    return message, position
    seen = [label for line in chat.values() for row in line.rows for label in row]
    raise AssertionError(f"no button {label!r} among {seen}")


_ASK = re.compile(r"ask for \[(?P<items>[^\]]*)\](?:: (?P<note>.*))?\Z", re.DOTALL)
_APPROVE = re.compile(r"approve (?P<start>\S+) to (?P<end>\S+): (?P<why>.*)\Z", re.DOTALL)
_TEACH = re.compile(
    r"teach: (?P<title>[^|]*) \| (?P<answer>[^|]*) \| (?P<source>[^|]*)\Z", re.DOTALL
)


def read_act(written: str, today: date) -> SecretariatAct:
    """What a member does, from `take`, `fee 2026-11-20`, `ask for [D2, E5]: text` and so on.

    Raises:
        ValueError: nobody can read it.
    """
    word, _, rest = written.partition(" ")
    if taught := _TEACH.match(written):
        return Teaching(title=taught["title"], answer=taught["answer"], source=taught["source"])
    if written.startswith("teach as: "):
        return Teaching(entry=written.removeprefix("teach as: "))
    if written.startswith("forget: "):
        return Forgetting(written.removeprefix("forget: "))
    if asked := _ASK.match(written):
        items = tuple(each.strip() for each in asked["items"].split(","))
        return RequestChanges(items, asked["note"] or "")
    if approved := _APPROVE.match(written):
        start, end = (date.fromisoformat(approved[each]) for each in ("start", "end"))
        return RecordDecision(Verdict.APPROVED, today, approved["why"], start, end)
    match word:
        case "take":
            return TakeCase()
        case "fee":
            return ReceiveFee(date.fromisoformat(rest))
        case "to":
            return SendToCommittee()
        case "refuse:":
            return RecordDecision(Verdict.REFUSED, today, rest)
        case "dismiss":
            return Dismissing()
        case "undo":
            return UndoFee() if rest == "fee" else UndoDecision()
        case "answer:":
            return Answering(rest)
        case "/godkjent":
            return Slash(rest)
        case _:
            raise ValueError(f"the secretariat cannot {written!r}")


def register_entries(story: Story) -> list[RegisterEntry]:
    """The register as the story begins."""
    return [
        RegisterEntry(
            row["org_number"],
            row["name"],
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]),
            row.get("kind", ""),
            row.get("source", "testliste"),
            date.fromisoformat(row["checked_on"]),
        )
        for row in story.register
    ]
