"""The committee's decision, in two steps: fill it in, then see it written out and register it.

A submit has no confirm dialog of its own, so the first one shows the second step. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.slack import blocks
from bot.slack.blocks import Json
from bot.slack.cards import case_line
from bot.slack.frames import date_field, frame, subject, text_field
from bot.slack.names import INPUT, Field, Modal
from bot.slack.texts import Texts
from dialogs.events import RecordDecision
from dialogs.state import Dossier, Verdict
from knowledge.model import Checklist

REASON_LENGTH = 1000
VALID_YEARS = 3
"""Suggested, not known: the secretariat changes it where the committee says otherwise."""


def decision(dossier: Dossier, checklist: Checklist, texts: Texts, today: date) -> Json:
    """Asks for the committee's decision; its submit leads to `confirm`."""

    def text(name: str) -> str:
        return texts.plain(f"slack.modal.decision.{name}")

    verdicts = [blocks.option(text(verdict), verdict) for verdict in Verdict]
    radio = {"type": "radio_buttons", "action_id": INPUT, "options": verdicts}
    hint, until = text("valid_hint"), in_years(today, VALID_YEARS)
    content = [
        blocks.section(case_line(dossier, checklist, texts)),
        blocks.field(Field.VERDICT, text("verdict"), radio),
        date_field(Field.DECIDED_ON, text("decided_on"), today),
        date_field(Field.VALID_FROM, text("valid_from"), today, hint, True),
        date_field(Field.VALID_TO, text("valid_to"), until, hint, True),
        text_field(Field.REASON, text("reason"), text("reason_hint"), REASON_LENGTH, True),
    ]
    return frame(Modal.DECISION, "decision", subject(dossier), content, texts)


def confirm(act: RecordDecision, about: Mapping[str, object], texts: Texts) -> Json:
    """Shows what is about to be registered; only its submit registers. `about` is carried on."""
    carried = {
        **about,
        Field.VERDICT: act.verdict,
        Field.DECIDED_ON: act.decided_on.isoformat(),
        Field.VALID_FROM: act.valid_from.isoformat() if act.valid_from else None,
        Field.VALID_TO: act.valid_to.isoformat() if act.valid_to else None,
        Field.REASON: act.reason,
    }
    content = [
        blocks.section(_written_out(act, texts)),
        *_reason(act.reason, texts),
        blocks.section(texts.mrkdwn("slack.modal.confirm.effect")),
    ]
    return frame(Modal.CONFIRM, "confirm", carried, content, texts)


def in_years(day: date, years: int) -> date:
    """The same day some years later; 28 February for a leap day that the year lacks."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _written_out(act: RecordDecision, texts: Texts) -> str:
    decided_on = act.decided_on.isoformat()
    if act.verdict is Verdict.REFUSED:
        return texts.mrkdwn("slack.modal.confirm.refused", decided_on=decided_on)
    return texts.mrkdwn(
        "slack.modal.confirm.approved",
        decided_on=decided_on,
        valid_from=act.valid_from.isoformat() if act.valid_from else "",
        valid_to=act.valid_to.isoformat() if act.valid_to else "",
    )


def _reason(reason: str, texts: Texts) -> list[Json]:
    if not reason:
        return []
    return [
        blocks.section(texts.mrkdwn("slack.modal.confirm.reason")),
        *blocks.quoted(reason),
    ]
