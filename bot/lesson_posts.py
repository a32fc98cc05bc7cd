"""Durable effects for the secretariat about learning: open questions, the month, what is overdue.

Like cards, rows carry only a number: what a post shows is read at the moment of sending.
"""

from __future__ import annotations

from datetime import date

from bot.channel import SecretariatChannel, Sending
from bot.outcome import NOTHING, Done
from bot.turn import Look
from dialogs.lesson_effects import PostOverdue, PostSummary, RefreshQuestion
from dialogs.lessons import MonthSummary, OpenQuestion
from knowledge.model import Entry, Knowledge
from storage.asked import LISTED
from storage.database import Database
from storage.work import Work


class LessonPosts:
    """Performs what is posted about learning. May raise TryLaterError and RefusedError."""

    def __init__(self, database: Database, look: Look, channel: SecretariatChannel) -> None:
        self._database = database
        self._look = look
        self._channel = channel

    async def refresh(self, effect: RefreshQuestion, sending: Sending) -> Done:
        """Post a question of the backlog, or make its post show it as it is now."""
        number = effect.question

        def read(work: Work) -> tuple[OpenQuestion | None, str | None]:
            self._look(work)  # the post may name an entry that was just taught
            return work.backlog.load(number), work.backlog.post(number)

        question, post = await self._database.read(read)
        if question is None:
            return NOTHING
        place = await self._channel.put_question(question, post, sending)
        return Done(lambda work: work.backlog.set_post(number, place) if place != post else None)

    async def summary(self, effect: PostSummary, sending: Sending) -> Done:
        """Show what was asked in a month, what is still open, and which answers did not help."""
        first = effect.month

        def read(work: Work) -> MonthSummary:
            self._look(work)
            end = month_after(first)
            return work.asked.summary(first, end, work.backlog.asked_in(first, end, LISTED))

        await self._channel.post_summary(await self._database.read(read), sending)
        return NOTHING

    async def overdue(self, effect: PostOverdue, sending: Sending) -> Done:
        """List the entries whose review date has passed; nothing when there are none."""
        knowledge = await self._database.read(self._look)
        entries = overdue(knowledge, effect.day)
        if entries:
            await self._channel.post_overdue(entries, sending)
        return NOTHING


def overdue(knowledge: Knowledge, today: date) -> tuple[Entry, ...]:
    """The entries whose review date has passed, the longest overdue first."""
    late = [entry for entry in knowledge.entries.values() if entry.overdue(today)]
    return tuple(sorted(late, key=lambda entry: (entry.review_by or today, entry.id)))


def month_after(first: date) -> date:
    """The first day of the month after the one that begins on a day."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
