"""Durable effects for the secretariat: cards, what belongs into their threads, and inquiries.

Rows carry only a case's id. What it shows is read at the moment of sending, so ten queued edits of
a card are one.
"""

from __future__ import annotations

import asyncio

from bot.channel import Inquiry, Parcel, SecretariatChannel, Sending, TryLaterError
from bot.outcome import NOTHING, PDF, Done, MakePdf
from dialogs.dossier import attachment_name, centre_name, dossier_name
from dialogs.effects import PostAttachment, PostDossier, PostToThread, RefreshCard, RefreshInquiry
from dialogs.state import Dossier
from knowledge.model import Checklist, Language
from storage.database import Database
from storage.outbox_rows import OutboxRow
from storage.work import Work


class ToSecretariat:
    """Performs what goes to the secretariat. May raise TryLaterError and RefusedError."""

    def __init__(
        self,
        database: Database,
        checklist: Checklist,
        channel: SecretariatChannel,
        make_pdf: MakePdf,
    ) -> None:
        self._database = database
        self._checklist = checklist
        self._channel = channel
        self._make_pdf = make_pdf

    async def refresh_card(self, effect: RefreshCard, row: OutboxRow, sending: Sending) -> Done:
        """Post a case's card, or make it show the case as it is now."""

        def look(work: Work) -> tuple[Dossier | None, str | None, int]:
            wanted = effect.dossier
            newest = work.outbox.newest(row.lane)
            return work.dossiers.load(wanted), work.dossiers.card(wanted), newest

        dossier, card, newest = await self._database.read(look)
        if dossier is None:
            return NOTHING
        place = await self._channel.put_card(dossier, card, sending)

        def close(work: Work) -> None:
            # Rows that were queued before the content was read ask for just what was shown.
            work.outbox.close_same(row, newest)
            if place != card:
                work.dossiers.set_card(dossier.id, place)

        return Done(close)

    async def post_dossier(self, effect: PostDossier, sending: Sending) -> Done:
        """Put the dossier as it is now into the card's thread, as a PDF."""
        dossier, card = await self._case(effect.dossier)
        if dossier is not None:
            content = await asyncio.to_thread(self._make_pdf, dossier, Language.NB)
            parcel = Parcel(dossier_name(dossier, self._checklist), PDF, content)
            await self._channel.post_file(card, parcel, sending)
        return NOTHING

    async def post_attachment(self, effect: PostAttachment, sending: Sending) -> Done:
        """Put one stored file into the card's thread, under its case name."""
        dossier, card = await self._case(effect.dossier)
        answer = dossier.answers.get(effect.item) if dossier else None
        files = answer.files if answer else ()
        file = next((each for each in files if each.upload == effect.upload), None)
        if dossier is None or file is None:
            return NOTHING  # taken away again in the meantime
        digest = file.sha256
        content = await self._database.read(lambda work: work.files.read(digest))
        name = attachment_name(dossier, self._checklist, effect.item, file)
        parcel = Parcel(name, file.media_type, content)
        await self._channel.post_file(card, parcel, sending)
        return NOTHING

    async def post_text(self, effect: PostToThread, sending: Sending) -> Done:
        """Say something in the card's thread."""
        _, card = await self._case(effect.dossier)
        await self._channel.post_text(card, effect.message, sending)
        return NOTHING

    async def refresh_inquiry(self, effect: RefreshInquiry, sending: Sending) -> Done:
        """Post an inquiry, or make its post show it as it is now."""
        wanted = effect.inquiry
        found = await self._database.read(lambda work: self.inquiry(work, wanted))
        if found is None:
            return NOTHING
        inquiry, post = found
        place = await self._channel.put_inquiry(inquiry, post, sending)
        return Done(lambda work: work.inquiries.set_post(wanted, place) if place != post else None)

    def inquiry(self, work: Work, wanted: int) -> tuple[Inquiry, str | None] | None:
        """An inquiry as the secretariat sees it, and where it is posted."""
        stored = work.inquiries.load(wanted)
        if stored is None:
            return None
        dossier = work.dossiers.load(stored.dossier) if stored.dossier else None
        inquiry = Inquiry(
            id=stored.id,
            asker=stored.asker,
            asker_name=centre_name(dossier, self._checklist) if dossier else "",
            text=stored.text,
            asked_at=stored.asked_at,
            reference=dossier.reference if dossier else None,
            answer=stored.answer,
            answered_by=stored.answered_by,
            answered_at=stored.answered_at,
        )
        return inquiry, stored.post

    async def _case(self, wanted: int) -> tuple[Dossier | None, str]:
        dossier, card = await self._database.read(
            lambda work: (work.dossiers.load(wanted), work.dossiers.card(wanted))
        )
        if card is None:
            raise TryLaterError("the case has no card yet")
        return dossier, card
