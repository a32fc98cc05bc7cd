"""What the Slack listeners may read and ask of the rest, as plain functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.aside import send_again
from bot.channel import Inquiry
from bot.learning import Learning
from bot.lesson_posts import overdue
from bot.slack.desk import LessonShell, OutboxShell, Shell
from bot.to_secretariat import ToSecretariat
from bot.turn import Clock, Turn
from dialogs.effects import RefreshCard
from dialogs.lessons import OpenQuestion
from dialogs.state import Dossier
from knowledge.model import Entry, EntryKind, Language, Taught
from storage.aside import AsideRow
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Lent:
    """Reads for the listeners. What was taught by then is always part of what they see."""

    database: Database
    turn: Turn
    secretariat: ToSecretariat
    learning: Learning
    clock: Clock

    def shell(self) -> Shell:
        """Everything of it that a listener gets to know."""
        lessons = LessonShell(
            queue=self.queue,
            question=self.question,
            taught=self.taught,
            entries=self.entries,
            overdue=self.overdue,
        )
        return Shell(
            take_turn=self.turn,
            load_dossier=self.dossier,
            load_card=self.card,
            load_inquiry=self.inquiry,
            refresh_card=self.refresh,
            clock=self.clock,
            lessons=lessons,
            outbox=OutboxShell(self.aside, self.send_again),
        )

    async def dossier(self, wanted: int) -> Dossier | None:
        """A dossier by its number."""
        return await self.database.read(lambda work: work.dossiers.load(wanted))

    async def card(self, wanted: int) -> str | None:
        """Where a case's card is."""
        return await self.database.read(lambda work: work.dossiers.card(wanted))

    async def inquiry(self, wanted: int) -> Inquiry | None:
        """An inquiry by its number."""
        found = await self.database.read(lambda work: self.secretariat.inquiry(work, wanted))
        return found[0] if found else None

    async def refresh(self, wanted: int) -> None:
        """Ask delivery for a fresh card."""
        await self.turn.enqueue(RefreshCard(wanted))

    async def queue(self) -> Sequence[OpenQuestion]:
        """The open questions of the backlog."""
        await self._look()
        return await self.database.read(lambda work: work.backlog.open_ones())

    async def question(self, wanted: int) -> OpenQuestion | None:
        """A question of the backlog by its number."""
        await self._look()
        return await self.database.read(lambda work: work.backlog.load(wanted))

    async def taught(self) -> Taught:
        """What was taught."""
        await self._look()
        return self.learning.taught

    async def entries(self) -> Sequence[tuple[str, str]]:
        """The answers that there are, by id and title, in the order of their titles."""
        await self._look()
        renderer = self.learning.renderer
        titled = [
            (entry.id, renderer.title(entry.id, Language.NB))
            for entry in self.learning.knowledge.entries.values()
            if entry.kind is EntryKind.ANSWER
        ]
        return sorted(titled, key=lambda pair: pair[1].casefold())

    async def overdue(self, today: date) -> Sequence[Entry]:
        """The entries whose review date has passed."""
        await self._look()
        return overdue(self.learning.knowledge, today)

    async def aside(self) -> Sequence[AsideRow]:
        """What could not be sent."""
        return await self.database.read(lambda work: work.aside.all())

    async def send_again(self, row: int | None) -> int:
        """Have one row sent again, or all that were set aside; how many that are."""
        now = self.clock()
        return await self.database.turn(lambda work: send_again(work, row, now))

    async def _look(self) -> None:
        await self.database.read(self.learning.look)
