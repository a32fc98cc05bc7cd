"""Durable effects, each performed by the room that knows how. Nothing here retries: `courier` does.

The one place where an effect's type is matched for sending.
"""

from __future__ import annotations

from typing import assert_never

from bot.aside import AsidePosts
from bot.lesson_posts import LessonPosts
from bot.outcome import Done, sending
from bot.to_applicants import ToApplicants
from bot.to_secretariat import ToSecretariat
from dialogs.effects import (
    DeleteMessage,
    Durable,
    FetchFile,
    PostAside,
    PostAttachment,
    PostDossier,
    PostToThread,
    RefreshCard,
    RefreshInquiry,
    SendCopy,
    Tell,
)
from dialogs.events import Refusal
from dialogs.lesson_effects import PostOverdue, PostSummary, RefreshQuestion
from storage.database import Database
from storage.outbox_rows import OutboxRow


class Performer:
    """Performs durable effects."""

    def __init__(
        self,
        database: Database,
        applicants: ToApplicants,
        secretariat: ToSecretariat,
        lessons: LessonPosts,
        aside: AsidePosts,
    ) -> None:
        self._database = database
        self._applicants = applicants
        self._secretariat = secretariat
        self._lessons = lessons
        self._aside = aside

    async def perform(self, effect: Durable, row: OutboxRow) -> Done:
        """Do what an outbox row asks for.

        Raises:
            TryLaterError, RefusedError: from the channel.
        """
        attempt = sending(self._database, row)
        match effect:
            case Tell():
                return await self._applicants.tell(effect, attempt)
            case SendCopy():
                return await self._applicants.send_copy(effect, attempt)
            case DeleteMessage():
                return await self._applicants.delete(effect, attempt)
            case FetchFile():
                return await self._applicants.fetch(effect)
            case RefreshCard():
                return await self._secretariat.refresh_card(effect, row, attempt)
            case PostDossier():
                return await self._secretariat.post_dossier(effect, attempt)
            case PostAttachment():
                return await self._secretariat.post_attachment(effect, attempt)
            case PostToThread():
                return await self._secretariat.post_text(effect, attempt)
            case RefreshInquiry():
                return await self._secretariat.refresh_inquiry(effect, attempt)
            case RefreshQuestion():
                return await self._lessons.refresh(effect, attempt)
            case PostSummary():
                return await self._lessons.summary(effect, attempt)
            case PostOverdue():
                return await self._lessons.overdue(effect, attempt)
            case PostAside():
                return await self._aside.post(attempt)
        assert_never(effect)

    def refuse(self, fetch: FetchFile, reason: Refusal) -> Done:
        """The end of a file that cannot be had: the applicant is told, the row is done."""
        return self._applicants.refuse(fetch, reason)
