"""Durable effects for applicants: messages, files to them, and files from them.

A file is fetched, looked at and stored before its turn is taken, and the bytes, the end of the row
and the turn are one transaction: only then does the bot say that it has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256

from bot.channel import ApplicantChannel, FileTooLargeError, Parcel, RefusedError, Sending
from bot.outcome import NOTHING, PDF, Done, MakePdf
from bot.turn import Look, Taken, Turn
from dialogs.dossier import dossier_name
from dialogs.effects import DeleteMessage, FetchFile, SendCopy, Tell
from dialogs.events import FileFetched, FileRefused, Refusal
from dialogs.messages import say
from dialogs.state import Address, Attachment
from knowledge.model import Knowledge, Language
from storage.database import Database
from storage.work import Work

Inspect = Callable[[bytes, str], str | Refusal]
"""The media type of a file by its content and name, or why it is refused; runs in a thread."""


class ToApplicants:
    """Performs what goes to applicants. Every method may raise TryLaterError and RefusedError."""

    def __init__(
        self,
        database: Database,
        turn: Turn,
        knowledge: Knowledge,
        clock: Callable[[], datetime],
        channels: Mapping[str, ApplicantChannel],
        inspect: Inspect,
        make_pdf: MakePdf,
        look: Look | None = None,
    ) -> None:
        """`look` makes sure that what was taught by then can be told."""
        self._database = database
        self._turn = turn
        self._knowledge = knowledge
        self._clock = clock
        self._channels = channels
        self._inspect = inspect
        self._make_pdf = make_pdf
        self._look = look

    async def tell(self, effect: Tell, sending: Sending) -> Done:
        """Send a message, or replace one; the buttons of the screen before it go."""
        to = effect.to
        language, shown = await self._database.read(lambda work: self._reader(work, to))
        edit = effect.replaces(shown)
        channel = self._channel(to)
        message = await channel.tell(to, effect.message, effect.keyboard, language, edit, sending)
        if not effect.screen or message == shown:
            return Done(repeatable=True)

        def close(work: Work) -> None:
            work.conversations.show(to, message)

        async def after() -> None:
            if shown is None:
                return
            # That took a moment, and by now the message may be the screen again.
            _, screen = await self._database.read(lambda work: work.conversations.reader(to))
            if shown != screen:
                await channel.drop_keyboard(to, shown)

        return Done(close, after=after, repeatable=True)

    def _reader(self, work: Work, to: Address) -> tuple[Language, str | None]:
        if self._look is not None:
            self._look(work)
        return work.conversations.reader(to)

    async def send_copy(self, effect: SendCopy, sending: Sending) -> Done:
        """Send the applicant the dossier as it is now, as a PDF."""
        to = effect.to
        language, _ = await self._database.read(lambda work: work.conversations.reader(to))
        dossier = await self._database.read(lambda work: work.dossiers.load(effect.dossier))
        if dossier is None:
            return NOTHING
        content = await asyncio.to_thread(self._make_pdf, dossier, language)
        name = dossier_name(dossier, self._knowledge.checklist)
        parcel = Parcel(name, PDF, content)
        caption = say("submit.copy", reference=dossier.reference or "")
        await self._channel(to).send_file(to, parcel, caption, language, sending)
        return NOTHING

    async def fetch(self, effect: FetchFile) -> Done:
        """Fetch a file and look at it; storing it is part of the transaction that ends the row."""
        wanted = await self._database.read(lambda work: work.dossiers.load(effect.dossier))
        if wanted is None:
            return NOTHING  # the draft was deleted: nobody wants its files any more
        try:
            content = await self._channel(effect.owner).download(effect.file)
        except FileTooLargeError:
            return self.refuse(effect, Refusal.TOO_LARGE)
        except RefusedError:
            return self.refuse(effect, Refusal.UNAVAILABLE)
        verdict = await asyncio.to_thread(self._inspect, content, effect.file.name)
        if isinstance(verdict, Refusal):
            return self.refuse(effect, verdict)
        return self._stored(effect, content, verdict)

    def _stored(self, effect: FetchFile, content: bytes, media_type: str) -> Done:
        digest = sha256(content).hexdigest()
        file = Attachment(effect.upload, effect.file.name, media_type, len(content), digest)

        def close(work: Work) -> Taken:
            now = self._clock()
            work.files.put(content, now)
            event = FileFetched(effect.dossier, effect.item, file)
            taken = self._turn.take_result(work, effect.owner, event, now)
            work.files.drop_unused([digest])  # the core may have had no use for it any more
            return taken

        return Done(close, effect.owner)

    async def delete(self, effect: DeleteMessage, sending: Sending) -> Done:
        """Remove a message of the applicant's."""
        await self._channel(effect.to).delete(effect.to, effect.message, sending)
        return NOTHING

    def refuse(self, fetch: FetchFile, reason: Refusal) -> Done:
        """The end of a file that cannot be had: the applicant is told, the row is done."""
        event = FileRefused(fetch.dossier, fetch.item, fetch.upload, fetch.file.name, reason)

        def close(work: Work) -> Taken:
            return self._turn.take_result(work, fetch.owner, event, self._clock())

        return Done(close, fetch.owner)

    def _channel(self, to: Address) -> ApplicantChannel:
        try:
            return self._channels[to.channel]
        except KeyError:
            raise RefusedError(f"there is no channel {to.channel}") from None
