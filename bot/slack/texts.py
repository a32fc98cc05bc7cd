"""Which texts this channel itself needs, and how it asks for them.

`TEXTS` has the shape of `dialogs.messages.MESSAGES`: a key and the names of its parameters. The
wording is content (`phrases_slack.yaml`); the secretariat reads Bokmål. Ids of items, choices and
cautions, ISO dates and texts that a person wrote are parameters, so what is foreign is escaped by
the renderer and by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack.lesson_texts import LESSON_TEXTS
from bot.slack.unsent_texts import UNSENT_TEXTS
from dialogs.dossier import CaseAction
from dialogs.messages import Message
from dialogs.state import CaseState
from knowledge.model import Language, Markup, Renderer

_CARD: Mapping[str, tuple[str, ...]] = {
    "slack.card.title": ("reference", "centre"),
    "slack.card.text": ("reference", "centre", "state", "answered", "asked", "missing"),
    "slack.card.label.state": (),
    "slack.card.label.handler": (),
    "slack.card.label.centre_type": (),
    "slack.card.label.works_for": (),
    "slack.card.label.purpose": (),
    "slack.card.label.org_number": (),
    "slack.card.label.contact": (),
    "slack.card.label.fee": (),
    "slack.card.label.completeness": (),
    "slack.card.handler": ("name",),
    "slack.card.answer": ("item", "value"),
    "slack.card.org_number": ("number",),
    "slack.card.fee": ("paid_on", "claimed"),
    "slack.card.completeness": ("answered", "asked", "stated", "suggested"),
    "slack.card.warnings": (),
    "slack.card.unreachable": (),
    "slack.card.fee_missing": (),
    "slack.card.flagged": ("item", "value"),
    "slack.card.kept": ("items", "more"),
    "slack.card.more": ("count",),
    "slack.card.missing_stated": ("items", "more"),
    "slack.card.missing_suggested": ("items", "more"),
    "slack.card.requested": ("items", "more", "note"),
    "slack.card.approved": ("decided_on", "valid_from", "valid_to", "by", "reason"),
    "slack.card.refused": ("decided_on", "by", "reason"),
}

_STATES: Mapping[str, tuple[str, ...]] = {f"slack.state.{state}": () for state in CaseState}

_HISTORY: Mapping[str, tuple[str, ...]] = {
    f"slack.history.{action}": ("at", "by") for action in CaseAction
}

_BUTTONS: Mapping[str, tuple[str, ...]] = {
    "slack.button.take": (),
    "slack.button.take_over": (),
    "slack.button.review": (),
    "slack.button.fee": (),
    "slack.button.fee_again": (),
    "slack.button.changes": (),
    "slack.button.committee": (),
    "slack.button.decide": (),
    "slack.button.undo": (),
    "slack.button.undo_fee": (),
    "slack.button.reply": (),
    "slack.confirm.yes": (),
    "slack.confirm.no": (),
    "slack.confirm.take_over.title": (),
    "slack.confirm.take_over.text": ("name",),
    "slack.confirm.committee.title": (),
    "slack.confirm.committee.text": ("reference", "missing"),
    "slack.confirm.undo_fee.title": (),
    "slack.confirm.undo_fee.text": ("reference",),
    "slack.confirm.undo.title": (),
    "slack.confirm.undo.text": ("reference",),
}

_MODALS: Mapping[str, tuple[str, ...]] = {
    "slack.modal.cancel": (),
    "slack.modal.close": (),
    "slack.modal.case": ("reference", "centre"),
    "slack.modal.fee.title": (),
    "slack.modal.fee.submit": (),
    "slack.modal.fee.paid_on": (),
    "slack.modal.changes.title": (),
    "slack.modal.changes.submit": (),
    "slack.modal.changes.items": (),
    "slack.modal.changes.items_of": ("first", "last"),
    "slack.modal.changes.items_hint": (),
    "slack.modal.changes.section": ("section",),
    "slack.modal.changes.option": ("item",),
    "slack.modal.changes.note": (),
    "slack.modal.changes.note_hint": (),
    "slack.modal.decision.title": (),
    "slack.modal.decision.submit": (),
    "slack.modal.decision.verdict": (),
    "slack.modal.decision.approved": (),
    "slack.modal.decision.refused": (),
    "slack.modal.decision.decided_on": (),
    "slack.modal.decision.valid_from": (),
    "slack.modal.decision.valid_to": (),
    "slack.modal.decision.valid_hint": (),
    "slack.modal.decision.reason": (),
    "slack.modal.decision.reason_hint": (),
    "slack.modal.confirm.title": (),
    "slack.modal.confirm.submit": (),
    "slack.modal.confirm.approved": ("decided_on", "valid_from", "valid_to"),
    "slack.modal.confirm.refused": ("decided_on",),
    "slack.modal.confirm.reason": (),
    "slack.modal.confirm.effect": (),
    "slack.modal.reply.title": (),
    "slack.modal.reply.submit": (),
    "slack.modal.reply.question": (),
    "slack.modal.reply.answer": (),
    "slack.modal.reply.answer_hint": (),
    "slack.modal.notice.title": (),
}

_INQUIRIES: Mapping[str, tuple[str, ...]] = {
    "slack.inquiry.text": ("name", "reference", "asked"),
    "slack.inquiry.from": ("name", "reference"),
    "slack.inquiry.asked": ("at",),
    "slack.inquiry.answered": ("by", "at"),
}

_NOTICES: Mapping[str, tuple[str, ...]] = {
    "slack.cards": (),
    "slack.notice.stale": (),
    "slack.notice.gone": (),
    "slack.notice.try_again": (),
    "slack.notice.answered": ("by",),
    "slack.denied.not_member": (),
    "slack.denied.guest": (),
    "slack.denied.bot": (),
    "slack.denied.deactivated": (),
    "slack.denied.other_workspace": (),
    "slack.denied.unknown": (),
    "slack.error.date_missing": (),
    "slack.error.in_the_future": (),
    "slack.error.text_missing": (),
    "slack.error.national_id": (),
    "slack.error.no_items": (),
    "slack.error.no_verdict": (),
    "slack.error.valid_order": (),
    "slack.error.reason_missing": (),
}

TEXTS: Mapping[str, tuple[str, ...]] = {
    **_CARD,
    **_STATES,
    **_HISTORY,
    **_BUTTONS,
    **_MODALS,
    **_INQUIRIES,
    **LESSON_TEXTS,
    **UNSENT_TEXTS,
    **_NOTICES,
}


class Texts:
    """This channel's texts in the secretariat's language.

    Every method raises ValueError for an unknown key or wrong parameters, so that a text that
    cannot be rendered is found where it is asked for.
    """

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def plain(self, key: str, **params: object) -> str:
        """A text for a `plain_text` object, where nothing has a meaning but letters."""
        return self._render(key, params, Markup.PLAIN)

    def mrkdwn(self, key: str, **params: object) -> str:
        """A text for a `mrkdwn` object or a message's top-level text."""
        return self._render(key, params, Markup.SLACK)

    def message(self, message: Message) -> str:
        """One of the core's messages, with its parts as paragraphs."""
        if message.parts:
            return "\n\n".join(self.message(part) for part in message.parts)
        return self._renderer.render(message.key, message.params, Language.NB, Markup.SLACK)

    def _render(self, key: str, params: Mapping[str, object], markup: Markup) -> str:
        names = TEXTS.get(key)
        if names is None:
            raise ValueError(f"unknown text {key!r}")
        if set(names) != set(params):
            raise ValueError(f"{key}: expected {sorted(names)}, got {sorted(params)}")
        return self._renderer.render(key, params, Language.NB, markup)
