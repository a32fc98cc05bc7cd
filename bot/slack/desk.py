"""What all listeners share: who may act, taking a turn in time, whispering, opening a modal.

A listener returns before Bolt sends its acknowledgement, so nothing that may be slow and may be
lost runs inside it: whispers are left to tasks of their own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Inbound, Inquiry, TakeTurn, TurnResult
from bot.slack.blocks import Json
from bot.slack.errors import NETWORK_ERRORS, code_of
from bot.slack.inbound import Source
from bot.slack.outbound import OSLO, spoken
from bot.slack.permission import Denied, Permission
from bot.slack.posts import Place
from bot.slack.texts import Texts
from bot.slack.workspace import Workspace
from dialogs.effects import Ephemeral
from dialogs.lessons import OpenQuestion
from dialogs.state import Dossier, Person
from knowledge.model import Checklist, Entry, Taught
from storage.aside import AsideRow

log = logging.getLogger(__name__)

TURN_SECONDS = 2.0
"""A turn that is not committed by then is given up: Slack shows that nothing came of the press."""

OPEN_SECONDS = 1.5
"""For opening a modal: a trigger id lives three seconds."""


@dataclass(frozen=True, slots=True)
class LessonShell:
    """What the rest of the shell lends for learning: everything here only reads.

    `queue` are the open questions; `entries` are the answers there are, as pairs of id and title;
    `overdue` are those whose review date has passed on a day.
    """

    queue: Callable[[], Awaitable[Sequence[OpenQuestion]]]
    question: Callable[[int], Awaitable[OpenQuestion | None]]
    taught: Callable[[], Awaitable[Taught]]
    entries: Callable[[], Awaitable[Sequence[tuple[str, str]]]]
    overdue: Callable[[date], Awaitable[Sequence[Entry]]]


@dataclass(frozen=True, slots=True)
class OutboxShell:
    """What could not be sent; `send_again` queues a row, or all for None, and says how many."""

    aside: Callable[[], Awaitable[Sequence[AsideRow]]]
    send_again: Callable[[int | None], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Shell:
    """What the rest of the shell lends to the listeners.

    `take_turn` commits; the loaders only read; `refresh_card` asks delivery for a fresh card.
    """

    take_turn: TakeTurn
    load_dossier: Callable[[int], Awaitable[Dossier | None]]
    load_card: Callable[[int], Awaitable[str | None]]
    load_inquiry: Callable[[int], Awaitable[Inquiry | None]]
    refresh_card: Callable[[int], Awaitable[None]]
    clock: Callable[[], datetime]
    lessons: LessonShell
    outbox: OutboxShell


@dataclass(slots=True)
class Desk:
    """Where presses, submits and commands are dealt with."""

    client: AsyncWebClient
    channel: str
    texts: Texts
    checklist: Checklist
    workspace: Workspace
    permission: Permission
    shell: Shell
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def today(self) -> date:
        """The calendar day in Oslo."""
        return self.shell.clock().astimezone(OSLO).date()

    async def admit(self, source: Source) -> Person | Denied:
        """The person behind it when they may act, else why not."""
        return await self.permission.check(source.user, source.team)

    async def turn(self, inbound: Inbound) -> TurnResult:
        """Commit what follows from an event.

        Raises:
            TimeoutError: not within `TURN_SECONDS`; it was given up and nothing was committed.
        """
        async with asyncio.timeout(TURN_SECONDS):
            return await self.shell.take_turn(inbound)

    async def open(self, source: Source, view: Json) -> None:
        """Show a modal to whoever pressed; a note when Slack would not open it."""
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                await self.client.views_open(trigger_id=source.trigger, view=view)
        except (SlackClientError, *NETWORK_ERRORS) as error:
            log.warning("a modal was not opened: %s", _name(error))
            self.note(source, "slack.notice.try_again")

    def note(self, source: Source, key: str, **params: object) -> None:
        """Whisper one of this channel's own texts."""
        self.whisper(source, self.texts.mrkdwn(key, **params))

    def whisper(self, source: Source, text: str) -> None:
        """Show a text to one person only. Ephemeral: it may be lost."""
        self._start(self._whispered(source.user, text))

    def show(self, source: Source, ephemerals: Iterable[Ephemeral]) -> None:
        """Whisper what a turn left to say. The turn itself sees to stale cards."""
        for each in ephemerals:
            self.whisper(source, self.texts.message(each.message))

    async def card_link(self, dossier: int) -> str | None:
        """Where to see a case's card; None while it has none, or Slack cannot be asked."""
        card = await self.shell.load_card(dossier)
        if card is None:
            return None
        try:
            return await self.workspace.link(Place.read(card))
        except (SlackClientError, *NETWORK_ERRORS) as error:
            log.warning("a card was not linked to: %s", _name(error))
            return None

    def refresh(self, dossier: int) -> None:
        """Ask delivery for a fresh card."""
        self._start(self._refreshed(dossier))

    async def close(self, seconds: float) -> None:
        """Wait for whispers on their way, but not for long."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _whispered(self, user: str, text: str) -> None:
        post = spoken(text)
        try:
            await self.client.chat_postEphemeral(
                channel=self.channel, user=user, text=post.text, blocks=post.blocks, parse="none"
            )
        except (SlackClientError, *NETWORK_ERRORS) as error:
            log.warning("a whisper was lost: %s", _name(error))

    async def _refreshed(self, dossier: int) -> None:
        try:
            await self.shell.refresh_card(dossier)
        except Exception as error:
            # Anything that storage raises: the next press on the stale card asks again.
            log.warning("a card could not be renewed: %s", type(error).__name__)


def _name(error: Exception) -> str:
    return code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
