"""A stage for turns and delivery: a database, a clock to turn by hand, and channels that note."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.aside import AsidePosts
from bot.channel import Inbound, Inquiry, Parcel, Sending
from bot.delivery import Delivery
from bot.exchange import StepFunction
from bot.lesson_posts import LessonPosts
from bot.performing import Performer
from bot.to_applicants import ToApplicants
from bot.to_secretariat import ToSecretariat
from bot.turn import Turn
from dialogs.effects import Effect, Keyboard, Step
from dialogs.events import Commanded, CommandName, Event, Refusal
from dialogs.lessons import MonthSummary, OpenQuestion
from dialogs.messages import Message
from dialogs.state import Address, Dossier, RemoteFile, State
from knowledge.model import Entry, Knowledge, Language
from storage.aside import AsideRow
from storage.database import Database
from storage.outbox_rows import RowStatus
from storage.work import Work
from tests.databases import SQLITE, opened
from tests.dialogs.content import SmallKnowledge
from tests.facts import PATIENCE, until

KARI = Address("telegram", "1001")
OLA = Address("telegram", "1002")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 invented"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class FakeTelegram:
    """Notes what it is told to do; fails as it is told to."""

    name: str = "telegram"
    told: list[tuple[str, Message, str | None, Language]] = field(default_factory=list)
    attempts: list[tuple[str, int]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    files: list[Parcel] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    content: bytes = PDF
    gate: asyncio.Event | None = None

    async def _meet(self, sending: Sending | None = None) -> None:
        if sending is not None:
            self.attempts.append((sending.key, sending.attempt))
        if self.gate is not None:
            await self.gate.wait()
        if self.troubles:
            raise self.troubles.pop(0)

    async def tell(
        self,
        to: Address,
        message: Message,
        keyboard: Keyboard,
        language: Language,
        edit: str | None,
        sending: Sending,
    ) -> str:
        await self._meet(sending)
        self.told.append((to.chat, message, edit, language))
        return edit or f"m{len(self.told)}"

    async def drop_keyboard(self, to: Address, message: str) -> None:
        self.dropped.append(message)

    async def send_file(
        self, to: Address, parcel: Parcel, caption: Message, language: Language, sending: Sending
    ) -> str:
        await self._meet(sending)
        self.files.append(parcel)
        return "f1"

    async def delete(self, to: Address, message: str, sending: Sending) -> None:
        await self._meet(sending)
        self.dropped.append(f"deleted {message}")

    async def download(self, file: RemoteFile) -> bytes:
        await self._meet()
        return self.content

    @property
    def keys(self) -> list[str]:
        return [message.key for _, message, _, _ in self.told]


@dataclass
class FakeSlack:
    """Notes cards and threads; fails as it is told to."""

    cards: list[tuple[Dossier, str | None]] = field(default_factory=list)
    thread: list[str] = field(default_factory=list)
    inquiries: list[tuple[Inquiry, str | None]] = field(default_factory=list)
    questions: list[tuple[OpenQuestion, str | None]] = field(default_factory=list)
    summaries: list[MonthSummary] = field(default_factory=list)
    overdue: list[tuple[str, ...]] = field(default_factory=list)
    aside: list[tuple[AsideRow, ...]] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    gate: asyncio.Event | None = None
    held: int = 0
    """How many sendings have come to the gate."""

    async def _meet(self) -> None:
        if self.gate is not None:
            self.held += 1
            await self.gate.wait()
        if self.troubles:
            raise self.troubles.pop(0)

    async def put_card(self, dossier: Dossier, card: str | None, sending: Sending) -> str:
        await self._meet()
        self.cards.append((dossier, card))
        return card or "C1:1.1"

    async def post_text(self, card: str, message: Message, sending: Sending) -> None:
        await self._meet()
        self.thread.append(f"{card} {message.key}")

    async def post_file(self, card: str, parcel: Parcel, sending: Sending) -> None:
        await self._meet()
        self.thread.append(f"{card} {parcel.name}")

    async def put_inquiry(self, inquiry: Inquiry, post: str | None, sending: Sending) -> str:
        await self._meet()
        self.inquiries.append((inquiry, post))
        return post or "C1:2.2"

    async def put_question(self, question: OpenQuestion, post: str | None, sending: Sending) -> str:
        await self._meet()
        self.questions.append((question, post))
        return post or "C1:3.3"

    async def post_summary(self, summary: MonthSummary, sending: Sending) -> None:
        await self._meet()
        self.summaries.append(summary)

    async def post_overdue(self, entries: Sequence[Entry], sending: Sending) -> None:
        await self._meet()
        self.overdue.append(tuple(entry.id for entry in entries))

    async def post_aside(self, rows: Sequence[AsideRow], sending: Sending) -> None:
        await self._meet()
        self.aside.append(tuple(rows))


@dataclass
class Script:
    """A core that answers each event as it is told to; without a word it changes nothing."""

    answers: dict[type, Callable[[State, Event], Step]] = field(default_factory=dict)
    seen: list[Event] = field(default_factory=list)

    def on(self, kind: type, answer: Callable[[State, Event], Step]) -> None:
        self.answers[kind] = answer

    def say(self, kind: type, *effects: Effect) -> None:
        self.on(kind, lambda state, _event: Step(state, effects))

    def __call__(self, state: State, event: Event, knowledge: Knowledge, now: datetime) -> Step:
        self.seen.append(event)
        answer = self.answers.get(type(event))
        return answer(state, event) if answer else Step(state)


class WatchedDelivery(Delivery):
    """Delivery that can be waited for until it has looked for rows."""

    _looks = 0

    async def _look(self) -> None:
        await super()._look()
        self._looks += 1

    async def has_looked(self) -> None:
        """Wait for two looks: the second one began later than now."""
        wanted = self._looks + 2
        await until(lambda: self._looks >= wanted)


def inspect(content: bytes, _name: str) -> str | Refusal:
    return "application/pdf" if content else Refusal.EMPTY


@dataclass
class Stage:
    """Everything that a test may want to touch."""

    database: Database
    clock: Clock
    script: Script
    turn: Turn
    telegram: FakeTelegram
    slack: FakeSlack
    made: int = 0

    def delivery(self, **how: object) -> WatchedDelivery:
        knowledge = SmallKnowledge()
        applicants = ToApplicants(
            self.database,
            self.turn,
            knowledge,
            self.clock,
            {"telegram": self.telegram},
            inspect,
            lambda dossier, language: PDF,
        )
        secretariat = ToSecretariat(
            self.database, knowledge.checklist, self.slack, lambda dossier, language: PDF
        )
        lessons = LessonPosts(self.database, lambda _work: knowledge, self.slack)
        aside = AsidePosts(self.database, self.slack)
        performer = Performer(self.database, applicants, secretariat, lessons, aside)
        settings: Mapping[str, object] = {"look_seconds": 0.01, **how}
        return WatchedDelivery(self.database, self.turn, performer, self.clock, **settings)  # type: ignore[arg-type]

    async def send(self, *effects: Effect, to: Address = KARI) -> None:
        """Have a turn queue the effects."""
        self.script.say(Commanded, *effects)
        self.made += 1
        await self.turn(Inbound(f"made:{self.made}", Commanded(CommandName.HELP), to, Language.NB))

    async def drained(self) -> None:
        """Wait until nothing waits to be sent."""
        await self.until_stored(lambda work: not work.outbox.depth())

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        await until(holds)

    async def until_stored(self, look: Callable[[Work], object]) -> None:
        """Wait until something holds in the database."""
        async with asyncio.timeout(PATIENCE):
            while not await self.database.read(look):
                await asyncio.sleep(0.005)

    async def tries(self) -> list[int]:
        """How often each row that waits was claimed to be sent: counted as it is claimed."""
        rows = await self.database.read(lambda work: work.outbox.waiting())
        return [row.attempts for row in rows]


@asynccontextmanager
async def set_up(
    folder: Path, step: StepFunction | None = None, kind: str = SQLITE
) -> AsyncIterator[Stage]:
    """A stage on a kind of database, with a scripted core unless another is given."""
    async with opened(folder, kind) as database:
        clock, script = Clock(), Script()
        turn = Turn(database, SmallKnowledge(), clock, step or script)
        yield Stage(database, clock, script, turn, FakeTelegram(), FakeSlack())


@asynccontextmanager
async def delivering(stage: Stage, **how: object) -> AsyncIterator[WatchedDelivery]:
    delivery = stage.delivery(**how)
    await delivery.start()
    try:
        yield delivery
    finally:
        await delivery.stop()


async def aside(stage: Stage) -> list[tuple[str, RowStatus, str]]:
    rows = await stage.database.read(lambda work: work.outbox.put_aside())
    return [(row.kind, row.status, row.last_error) for row in rows]
