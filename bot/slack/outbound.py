"""The secretariat's channel as delivery sees it: cards, threads, files, inquiries.

Everything goes through the one client that we own. What goes wrong leaves as TryLaterError or
RefusedError, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Inquiry, Parcel, Sending
from bot.slack import blocks
from bot.slack.blocks import Post
from bot.slack.cards import card as card_of
from bot.slack.client import session_of
from bot.slack.errors import translated
from bot.slack.inquiries import inquiry_post
from bot.slack.posts import Place, Posts
from bot.slack.texts import Texts
from bot.slack.uploads import Uploads
from dialogs.messages import Message
from dialogs.state import Dossier
from knowledge.model import Checklist

OSLO = ZoneInfo("Europe/Oslo")

THREAD_TEXT = 12_000
"""As JSON. Above about 13,200 characters Slack refuses a message's blocks."""


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
    ) -> None:
        self._channel = channel
        self._texts = texts
        self._checklist = checklist
        self._clock = clock
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
