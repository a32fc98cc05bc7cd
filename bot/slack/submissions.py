"""Submitted modals: read the form, ask again who it is, take the turn, acknowledge.

Mistakes are shown beside their fields. A submit that cannot be taken says why in the modal's place,
so what was written stays with whoever wrote it only until they close it: nothing is pretended.
"""

from __future__ import annotations

from typing import assert_never

from slack_bolt.async_app import AsyncAck

from bot.channel import Inbound
from bot.slack import decisions, forms, frames, inbound
from bot.slack.desk import Desk
from bot.slack.forms import Mistakes
from bot.slack.inbound import Body, Submission
from bot.slack.names import LESSON_MODALS, Modal
from bot.slack.permission import Denied
from bot.slack.teaching import Teaching
from dialogs.events import CaseAct, RecordDecision
from dialogs.state import Person


class Submissions:
    """Answers every submit of a modal."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._teaching = Teaching(desk)

    async def submitted(self, ack: AsyncAck, body: Body) -> None:
        """A modal was submitted."""
        by = await self._desk.admit(inbound.source(body))
        form = inbound.submission(body)
        if isinstance(by, Denied):
            await self._notice(ack, by.key)
        elif form is None:
            await self._notice(ack, "slack.notice.stale")
        elif form.modal is Modal.REPLY:
            await self._replied(ack, form, by)
        elif form.modal in LESSON_MODALS:
            await self._taught(ack, form, by)
        else:
            await self._decided(ack, form, by)

    async def _decided(self, ack: AsyncAck, form: Submission, by: Person) -> None:
        act = self._act(form)
        if isinstance(act, Mistakes):
            await self._mistakes(ack, act)
        elif form.modal is Modal.DECISION and isinstance(act, RecordDecision):
            about = {"id": form.subject, "version": form.version}
            view = decisions.confirm(act, about, self._desk.texts)
            await ack(response_action="update", view=view)
        else:
            event = inbound.decided(form.subject, form.version, act, by, form.source)
            await self._taken(ack, form, event)

    def _act(self, form: Submission) -> CaseAct | Mistakes:
        match form.modal:
            case Modal.FEE:
                return forms.fee(form, self._desk.today())
            case Modal.CHANGES:
                return forms.changes(form)
            case Modal.DECISION:
                return forms.decision(form, self._desk.today())
            case Modal.CONFIRM:
                return forms.confirmed(form.carried)
            case Modal.REPLY | Modal.TEACH | Modal.EDIT_ENTRY | Modal.EDIT_PHRASING:
                raise ValueError("an answer is not an act on a case")
            case _:
                assert_never(form.modal)

    async def _replied(self, ack: AsyncAck, form: Submission, by: Person) -> None:
        text = forms.answer(form)
        if isinstance(text, Mistakes):
            await self._mistakes(ack, text)
            return
        inquiry = await self._desk.shell.load_inquiry(form.subject)
        if inquiry is None:
            await self._notice(ack, "slack.notice.gone")
            return
        await self._taken(ack, form, inbound.replied(inquiry, text, by, form.source))

    async def _taught(self, ack: AsyncAck, form: Submission, by: Person) -> None:
        event = self._teaching.read(form, by)
        if isinstance(event, Mistakes):
            await self._mistakes(ack, event)
        else:
            await self._taken(ack, form, event)

    async def _taken(self, ack: AsyncAck, form: Submission, event: Inbound) -> None:
        result = await self._desk.turn(event)
        self._desk.show(form.source, result.ephemerals)
        await ack()

    async def _mistakes(self, ack: AsyncAck, mistakes: Mistakes) -> None:
        texts = self._desk.texts
        shown = {block: texts.plain(key) for block, key in mistakes.by_block.items()}
        await ack(response_action="errors", errors=shown)

    async def _notice(self, ack: AsyncAck, key: str) -> None:
        texts = self._desk.texts
        await ack(response_action="update", view=frames.notice(texts.mrkdwn(key), texts))
