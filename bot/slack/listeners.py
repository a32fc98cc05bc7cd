"""Presses and commands from Slack.

The order is always: may this person do this, the turn, the acknowledgement. Only opening a modal
has no turn: it reads and shows. What raises is not acknowledged, so Slack shows its own warning
and nothing is pretended.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Sequence
from typing import assert_never

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bot.slack import blocks, decisions, inbound, modals
from bot.slack.blocks import Json, Post
from bot.slack.desk import Desk
from bot.slack.inbound import Body, Command, Press
from bot.slack.names import COMMAND, CardButton, LessonButton, OutboxButton
from bot.slack.outbound import spoken
from bot.slack.outbox_desk import OutboxDesk
from bot.slack.permission import Denied
from bot.slack.submissions import Submissions
from bot.slack.teaching import Teaching
from dialogs.dossier import CaseAction, allowed
from dialogs.effects import Ephemeral, Whisper
from dialogs.state import Dossier, Person

log = logging.getLogger(__name__)

_ANY = re.compile(".*", re.DOTALL)

# What a button needs of the case's state; one of them is enough.
_NEEDS: dict[CardButton, frozenset[CaseAction]] = {
    CardButton.TAKE: frozenset({CaseAction.TAKE}),
    CardButton.FEE: frozenset({CaseAction.FEE}),
    CardButton.UNDO_FEE: frozenset({CaseAction.UNDO_FEE}),
    CardButton.CHANGES: frozenset({CaseAction.REQUEST_CHANGES}),
    CardButton.COMMITTEE: frozenset({CaseAction.TO_COMMITTEE}),
    CardButton.DECIDE: frozenset({CaseAction.APPROVE, CaseAction.REFUSE}),
    CardButton.UNDO: frozenset({CaseAction.UNDO}),
}


def register(app: AsyncApp, desk: Desk) -> None:
    """Let `desk` answer everything that people do in Slack."""
    listeners = Listeners(desk)
    app.action(_ANY)(listeners.pressed)
    app.view(_ANY)(Submissions(desk).submitted)
    app.options(_ANY)(Teaching(desk).suggested)
    app.command(COMMAND)(listeners.commanded)
    app.error(_not_acknowledged)


class Listeners:
    """Presses of buttons, and the slash command."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._teaching = Teaching(desk)
        self._outbox = OutboxDesk(desk)

    async def pressed(self, ack: AsyncAck, body: Body) -> None:
        """A button under a card or an inquiry."""
        source = inbound.source(body)
        by = await self._desk.admit(source)
        press = inbound.press(body)
        if isinstance(by, Denied):
            self._desk.note(source, by.key)
        elif press is None:
            self._desk.note(source, "slack.notice.stale")
        elif press.button is None:
            await self._open_reply(press)
        elif isinstance(press.button, LessonButton):
            await self._teaching.pressed(press, press.button, by)
        elif isinstance(press.button, OutboxButton):
            await self._outbox.pressed(press, press.button)
        elif (act := inbound.simple_act(press.button)) is not None:
            event = inbound.decided(press.subject, press.version, act, by, source)
            result = await self._desk.turn(event)
            self._desk.show(source, result.ephemerals)
        else:
            await self._open_form(press, press.button)
        await ack()

    async def commanded(self, ack: AsyncAck, body: Body) -> None:
        """`/godkjent ...`: the answer is part of the acknowledgement, for the one who asked."""
        command = inbound.command(body)
        by = await self._desk.admit(command.source)
        listed = None if isinstance(by, Denied) else await self._listed(command)
        post = listed or await self._answer(command, by)
        if post is None:
            await ack()
            return
        await ack(text=post.text, blocks=post.blocks, response_type="ephemeral")

    async def _listed(self, command: Command) -> Post | None:
        return await self._outbox.listed(command) or await self._teaching.listed(command)

    async def _answer(self, command: Command, by: Person | Denied) -> Post | None:
        texts = self._desk.texts
        if isinstance(by, Denied):
            return spoken(texts.mrkdwn(by.key))
        result = await self._desk.turn(inbound.commanded(command, by))
        if not result.ephemerals:
            return None
        post = spoken("\n\n".join(texts.message(each.message) for each in result.ephemerals))
        return Post(post.text, [*post.blocks, *await self._links(result.ephemerals)])

    async def _links(self, ephemerals: Sequence[Ephemeral]) -> list[Json]:
        """Where the cards of the cases are that an answer is about."""
        about = (case for each in ephemerals if isinstance(each, Whisper) for case in each.about)
        found = [(await self._desk.card_link(dossier), name) for dossier, name in about]
        links = " · ".join(blocks.link(url, name) for url, name in found if url)
        label = self._desk.texts.mrkdwn("slack.cards")
        return [blocks.context(f"{label} {links}")] if links else []

    async def _open_form(self, press: Press, button: CardButton) -> None:
        dossier = await self._desk.shell.load_dossier(press.subject)
        if dossier is None:
            self._desk.note(press.source, "slack.notice.gone")
        elif press.version != dossier.version or not _NEEDS[button] & allowed(dossier):
            self._desk.note(press.source, "slack.notice.stale")
            self._desk.refresh(dossier.id)
        else:
            await self._desk.open(press.source, self._form(button, dossier))

    def _form(self, button: CardButton, dossier: Dossier) -> Json:
        desk = self._desk
        match button:
            case CardButton.FEE:
                return modals.fee(dossier, desk.checklist, desk.texts, desk.today())
            case CardButton.CHANGES:
                return modals.changes(dossier, desk.checklist, desk.texts)
            case CardButton.DECIDE:
                return decisions.decision(dossier, desk.checklist, desk.texts, desk.today())
            case CardButton.TAKE | CardButton.UNDO_FEE | CardButton.COMMITTEE | CardButton.UNDO:
                raise ValueError(f"{button} has no form")
            case _:
                assert_never(button)

    async def _open_reply(self, press: Press) -> None:
        inquiry = await self._desk.shell.load_inquiry(press.subject)
        if inquiry is None:
            self._desk.note(press.source, "slack.notice.gone")
        elif inquiry.answered_at is not None:
            by = inquiry.answered_by.name if inquiry.answered_by else ""
            self._desk.note(press.source, "slack.notice.answered", by=by)
        else:
            await self._desk.open(press.source, modals.reply(inquiry, self._desk.texts))


async def _not_acknowledged(error: Exception) -> BoltResponse:
    """Say where it broke, without the message: that may hold what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    log.error("a Slack interaction is not acknowledged: %s at %s", type(error).__name__, place)
    return BoltResponse(status=503)
