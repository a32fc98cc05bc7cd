"""A secretariat's side wired to a sandbox, with a shell that records instead of storing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Inbound, Inquiry, Sending, TurnResult
from bot.sandbox.client import SandboxClient
from bot.slack.client import close_client, open_client
from bot.slack.desk import Desk, LessonShell, OutboxShell, Shell
from bot.slack.outbound import SlackChannel
from bot.slack.permission import Permission
from bot.slack.socket import SlackSocket
from bot.slack.texts import Texts
from bot.slack.workspace import Workspace
from dialogs.effects import Whisper
from dialogs.events import Decided
from dialogs.lessons import OpenQuestion
from dialogs.messages import Message
from dialogs.state import Dossier
from knowledge.model import Checklist, Entry, Taught
from storage.aside import AsideRow
from tests.bot.slack.samples import NOW, dossier

CHANNEL = "C0SANDBOX01"
BOT_TOKEN = "xoxb-test"
APP_TOKEN = "xapp-test"
CHANGED = Message("whisper.changed", {"reference": "GC-2026-0001"})


@dataclass
class FakeShell:
    """Takes turns the way the real one does, as far as a channel can see."""

    dossiers: dict[int, Dossier] = field(default_factory=dict)
    cards: dict[int, str] = field(default_factory=dict)
    inquiries: dict[int, Inquiry] = field(default_factory=dict)
    taken: list[Inbound] = field(default_factory=list)
    refreshed: list[int] = field(default_factory=list)
    questions: dict[int, OpenQuestion] = field(default_factory=dict)
    learnt: Taught = field(default_factory=Taught)
    known: Sequence[tuple[str, str]] = ()
    late: Sequence[Entry] = ()
    unsent: list[AsideRow] = field(default_factory=list)
    seconds: float = 0.0
    answer: Callable[[Inbound], TurnResult] = lambda inbound: TurnResult()

    async def take_turn(self, inbound: Inbound) -> TurnResult:
        await asyncio.sleep(self.seconds)
        if any(each.event_id == inbound.event_id for each in self.taken):
            return TurnResult(repeated=True)
        event = inbound.event
        if isinstance(event, Decided) and event.seen != self.dossiers[event.dossier].version:
            return TurnResult((Whisper(CHANGED, event.dossier),))
        self.taken.append(inbound)
        return self.answer(inbound)

    async def load_dossier(self, dossier: int) -> Dossier | None:
        return self.dossiers.get(dossier)

    async def load_card(self, dossier: int) -> str | None:
        return self.cards.get(dossier)

    async def load_inquiry(self, inquiry: int) -> Inquiry | None:
        return self.inquiries.get(inquiry)

    async def refresh_card(self, dossier: int) -> None:
        self.refreshed.append(dossier)

    async def queue(self) -> Sequence[OpenQuestion]:
        return tuple(self.questions.values())

    async def question(self, wanted: int) -> OpenQuestion | None:
        return self.questions.get(wanted)

    async def taught(self) -> Taught:
        return self.learnt

    async def entries(self) -> Sequence[tuple[str, str]]:
        return self.known

    async def overdue(self, today: date) -> Sequence[Entry]:
        return self.late

    async def aside(self) -> Sequence[AsideRow]:
        return tuple(self.unsent)

    async def send_again(self, row: int | None) -> int:
        kept = [each for each in self.unsent if row not in {None, each.id}]
        count = len(self.unsent) - len(kept)
        self.unsent = kept
        return count

    def lent(self) -> Shell:
        lessons = LessonShell(self.queue, self.question, self.taught, self.entries, self.overdue)
        return Shell(
            self.take_turn,
            self.load_dossier,
            self.load_card,
            self.load_inquiry,
            self.refresh_card,
            lambda: NOW,
            lessons,
            OutboxShell(self.aside, self.send_again),
        )


@dataclass
class Office:
    """Everything of one test: the sandbox's people, our client, channel, socket and shell."""

    sandbox: SandboxClient
    client: AsyncWebClient
    channel: SlackChannel
    socket: SlackSocket
    shell: FakeShell

    async def post_card(self, case: Dossier | None = None) -> Dossier:
        """Put a case's card into the channel, and let the shell know the case."""
        shown = case or dossier()
        self.shell.dossiers[shown.id] = shown
        self.shell.cards[shown.id] = await self.channel.put_card(
            shown, None, Sending(f"card-{shown.revision}", 1)
        )
        return shown


@asynccontextmanager
async def open_office(
    sandbox: SandboxClient, texts: Texts, checklist: Checklist, channel: str = CHANNEL
) -> AsyncIterator[Office]:
    client = open_client(BOT_TOKEN, sandbox.slack_api_url)
    workspace = Workspace(client, channel)
    permission = Permission(client, channel, workspace)
    shell = FakeShell()
    desk = Desk(client, channel, texts, checklist, workspace, permission, shell.lent())
    socket = SlackSocket(APP_TOKEN, client, workspace, desk)
    outbound = SlackChannel(client, channel, texts, checklist, lambda: NOW)
    try:
        yield Office(sandbox, client, outbound, socket, shell)
    finally:
        await socket.stop()
        await close_client(client)
