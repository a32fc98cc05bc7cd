"""The people of a test: an applicant with a phone, and a member of the secretariat."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from dialogs.events import (
    Action,
    CaseAct,
    Commanded,
    CommandName,
    Decided,
    Edited,
    FileFetched,
    FileRefused,
    Op,
    Pressed,
    RecordDecision,
    Refusal,
    Said,
    Uploaded,
)
from dialogs.state import (
    Address,
    Attachment,
    Conversation,
    Dossier,
    Person,
    Progress,
    RemoteFile,
    Verdict,
)
from tests.dialogs.world import KARI, Taken, World

SIRI = Person("U1", "Siri")
OLAV = Person("U2", "Olav")


def remote(name: str) -> RemoteFile:
    """A file as a channel announces it; the same name is the same file."""
    return RemoteFile(f"file-{name}", f"unique-{name}", name, 1000)


def attachment(upload: str, name: str) -> Attachment:
    """The file once it is stored."""
    digest = hashlib.sha256(upload.encode()).hexdigest()
    return Attachment(upload, name, "application/pdf", 1000, digest)


@dataclass(slots=True)
class Applicant:
    """One person in one private chat."""

    world: World
    address: Address = KARI

    @property
    def conversation(self) -> Conversation:
        return self.world.conversations[self.address]

    @property
    def progress(self) -> Progress:
        assert self.conversation.progress is not None
        return self.conversation.progress

    @property
    def dossier(self) -> Dossier:
        assert self.conversation.dossier is not None
        return self.world.dossiers[self.conversation.dossier]

    def value(self, item: str) -> str | None:
        answer = self.dossier.answers.get(item)
        return answer.value if answer else None

    def _next_message(self) -> str:
        return str(self.world.chat(self.address).next_id())

    def say(self, text: str, message: str = "") -> Taken:
        return self.world.take(Said(text, message or self._next_message()), self.address)

    def edit(self, text: str, message: str = "101") -> Taken:
        return self.world.take(Edited(text, message), self.address)

    def command(self, name: CommandName, argument: str = "") -> Taken:
        return self.world.take(Commanded(name, argument, self._next_message()), self.address)

    def press(self, op: Op, arg: str | None = None) -> Taken:
        """Press the newest button that can be seen with that operation (and argument)."""
        for message, action in reversed(self.world.actions(self.address)):
            if action.op is op and arg in (None, action.arg):
                return self.press_old(message, action)
        raise AssertionError(f"no button {op.name} {arg}: {self.world.actions(self.address)}")

    def press_old(self, message: int, action: Action | None) -> Taken:
        """Press a button whether or not it can still be seen."""
        return self.world.take(Pressed(action, str(message)), self.address)

    def upload(self, name: str, album: str | None = None, caption: str = "") -> Taken:
        event = Uploaded(remote(name), self._next_message(), caption, album)
        return self.world.take(event, self.address)

    def arrive(self) -> Taken:
        """The first file on its way is stored."""
        fetch = self.world.fetches.pop(0)
        file = attachment(fetch.upload, fetch.file.name)
        return self.world.take(FileFetched(fetch.dossier, fetch.item, file), self.address)

    def fail(self, reason: Refusal = Refusal.ENCRYPTED) -> Taken:
        """The first file on its way is refused."""
        fetch = self.world.fetches.pop(0)
        event = FileRefused(fetch.dossier, fetch.item, fetch.upload, fetch.file.name, reason)
        return self.world.take(event, self.address)

    def begin(self) -> None:
        """Open a draft and leave the introduction, also beside a running case."""
        taken = self.command(CommandName.APPLY)
        if "apply.running" in taken.keys:
            self.press(Op.NEW)
        self.press(Op.BEGIN)

    def go_to(self, item: str) -> None:
        """Skip questions until that one is asked."""
        while self.progress.item != item:
            self.press(Op.SKIP)

    def skip_all(self) -> None:
        """Skip everything that is left, up to the review."""
        while self.progress.item:
            self.press(Op.SKIP)

    def submit(self, name: str = "Testsenteret") -> Taken:
        """A draft with nothing but the centre's name, sent in."""
        self.begin()
        self.go_to("A2")
        self.say(name)
        self.skip_all()
        self.press(Op.CONFIRM)
        return self.press(Op.SUBMIT)


@dataclass(slots=True)
class Member:
    """One member of the secretariat, who sees the cards as they are now."""

    world: World
    person: Person = SIRI

    def act(self, dossier: int, act: CaseAct, seen: int | None = None) -> Taken:
        version = self.world.dossiers[dossier].version if seen is None else seen
        return self.world.take(Decided(dossier, act, self.person, version))


APPROVAL = RecordDecision(
    Verdict.APPROVED, date(2026, 11, 20), "Alt i orden", date(2026, 12, 1), date(2029, 12, 1)
)
REFUSAL = RecordDecision(Verdict.REFUSED, date(2026, 11, 20), "For mye mangler")
