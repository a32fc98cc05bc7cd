"""The secretariat's channel as delivery sees it: cards, threads, files, inquiries.

Everything goes through the one client that we own. What goes wrong leaves as TryLaterError or
RefusedError, nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Inquiry, Parcel, Sending
from bot.documents.month import draw as draw_month
from bot.slack import blocks, month
from bot.slack.blocks import Post
from bot.slack.cards import card as card_of
from bot.slack.client import session_of
from bot.slack.errors import translated
from bot.slack.inquiries import inquiry_post
from bot.slack.outbox_list import outbox_post
from bot.slack.posts import Place, Posts
from bot.slack.questions import overdue_list, question_post
from bot.slack.texts import Texts
from bot.slack.uploads import Uploads
from dialogs.lessons import MonthSummary, OpenQuestion
from dialogs.messages import Message
from dialogs.state import Dossier
from knowledge.model import Checklist, Entry
from storage.aside import AsideRow

OSLO = ZoneInfo("Europe/Oslo")

THREAD_TEXT = 12_000
"""As JSON. Above about 13,200 characters Slack refuses a message's blocks."""

Draw = Callable[[Mapping[str, object]], bytes]
"""Makes a picture of figures and titles; runs in a thread."""


class SlackChannel:
    """Implements `bot.channel.SecretariatChannel`."""

    name = "slack"

    def __init__(
        self,
        client: AsyncWebClient,
        channel: str,
        texts: Texts,
        checklist: Checklist,
        clock: Callable[[], datetime],
        draw: Draw = draw_month,
    ) -> None:
        self._channel = channel
        self._texts = texts
        self._checklist = checklist
        self._clock = clock
        self._draw = draw
        self._posts = Posts(client)
        self._uploads = Uploads(client, session_of(client))

    async def put_card(self, dossier: Dossier, card: str | None, sending: Sending) -> str:
        """Post the case's card, or edit the one at `card`; returns where it is.

        Raises:
            TryLaterError, RefusedError
        """
        today = self._clock().astimezone(OSLO).date()
        post = card_of(dossier, self._checklist, self._texts, today)
        return await self._put(post, card, sending)

    async def put_inquiry(self, inquiry: Inquiry, post: str | None, sending: Sending) -> str:
        """Post an inquiry with its answer button, or edit the one at `post`; returns where it is.

        Raises:
            TryLaterError, RefusedError
        """
        return await self._put(inquiry_post(inquiry, self._texts), post, sending)

    async def put_question(self, question: OpenQuestion, post: str | None, sending: Sending) -> str:
        """Post a question that waits for its answer, or edit the one at `post`; its place.

        Raises:
            TryLaterError, RefusedError
        """
        return await self._put(question_post(question, self._texts), post, sending)

    async def post_summary(self, summary: MonthSummary, sending: Sending) -> None:
        """Show what was asked in a month: a picture with a line; only the line for nothing.

        Raises:
            TryLaterError, RefusedError
        """
        line = month.one_line(summary, self._texts)
        if not summary.asked:
            await self._put(spoken(line), None, sending)
            return
        picture = await asyncio.to_thread(self._draw, month.pictured(summary, self._texts))
        parcel = Parcel(month.file_name(summary), "image/png", picture)
        alt = month.in_words(summary, self._texts)
        with translated():
            await self._uploads.show(parcel, self._channel, line, alt, sending)

    async def post_overdue(self, entries: Sequence[Entry], sending: Sending) -> None:
        """List entries that have to be looked at again.

        Raises:
            TryLaterError, RefusedError
        """
        await self._put(overdue_list(entries, 1, self._texts), None, sending)

    async def post_aside(self, rows: Sequence[AsideRow], sending: Sending) -> None:
        """Say that something could not be sent.

        Raises:
            TryLaterError, RefusedError
        """
        await self._put(outbox_post(rows, self._texts), None, sending)

    async def post_text(self, card: str, message: Message, sending: Sending) -> None:
        """Say something in the card's thread.

        Raises:
            TryLaterError, RefusedError
        """
        post = spoken(self._texts.message(message))
        with translated():
            await self._posts.reply(post, Place.read(card), sending)

    async def post_file(self, card: str, parcel: Parcel, sending: Sending) -> None:
        """Put a file into the card's thread.

        Raises:
            TryLaterError, RefusedError
        """
        with translated():
            await self._uploads.put(parcel, Place.read(card), sending)

    async def _put(self, post: Post, written: str | None, sending: Sending) -> str:
        place = Place.read(written) if written else None
        with translated():
            return str(await self._posts.put(post, self._channel, place, sending))


def spoken(text: str) -> Post:
    """A rendered text as a message. Slack links and mentions nothing in its sections."""
    cut = blocks.fit(text, THREAD_TEXT)
    return Post(text=cut, blocks=[blocks.section(piece) for piece in blocks.pieces(cut)])
