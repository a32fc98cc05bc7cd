"""The modals: what a member of the secretariat fills in, as pure functions of what it is about.

`private_metadata` carries what a submit needs to be understood: the id of the dossier or inquiry,
the revision that was shown and, for the second step of a decision, what the first step said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.channel import Inquiry
from bot.slack import blocks
from bot.slack.blocks import Json
from bot.slack.cards import case_line
from bot.slack.names import INPUT, Field, Modal
from bot.slack.texts import Texts
from dialogs.conditions import relevant
from dialogs.events import RecordDecision
from dialogs.state import Dossier, Verdict
from knowledge.model import Checklist, Item

NOTE_LENGTH = 1000
REASON_LENGTH = 1000
ANSWER_LENGTH = 3000
SELECT_OPTIONS = 100
VALID_YEARS = 3


def fee(dossier: Dossier, checklist: Checklist, texts: Texts, today: date) -> Json:
    """Asks for the day on which the fee was paid."""
    shown = dossier.fee_paid_on or today
    return _modal(
        Modal.FEE,
        texts.plain("slack.modal.fee.title"),
        texts.plain("slack.modal.fee.submit"),
        _subject(dossier),
        [
            blocks.section(case_line(dossier, checklist, texts)),
            _date(Field.PAID_ON, texts.plain("slack.modal.fee.paid_on"), shown),
        ],
        texts,
    )


def changes(dossier: Dossier, checklist: Checklist, texts: Texts) -> Json:
    """Asks which items to reopen for the applicant, and for a line of text to go with them."""
    selects = [
        blocks.field(
            Field.ITEMS if number == 1 else f"{Field.ITEMS}.{number}",
            texts.plain("slack.modal.changes.items"),
            {"type": "multi_static_select", "action_id": INPUT, "option_groups": groups},
            hint=texts.plain("slack.modal.changes.items_hint"),
            # Which of several selects is used is free; that one is, is checked at the submit.
            optional=True,
        )
        for number, groups in enumerate(_option_groups(dossier, checklist, texts), start=1)
    ]
    note = _text(NOTE_LENGTH)
    return _modal(
        Modal.CHANGES,
        texts.plain("slack.modal.changes.title"),
        texts.plain("slack.modal.changes.submit"),
        _subject(dossier),
        [
            blocks.section(case_line(dossier, checklist, texts)),
            *selects,
            blocks.field(
                Field.NOTE,
                texts.plain("slack.modal.changes.note"),
                note,
                hint=texts.plain("slack.modal.changes.note_hint"),
            ),
        ],
        texts,
    )


def decision(dossier: Dossier, checklist: Checklist, texts: Texts, today: date) -> Json:
    """Asks for the committee's decision; its submit leads to `confirm`."""
    prefix = "slack.modal.decision"
    verdicts = [blocks.option(texts.plain(f"{prefix}.{verdict}"), verdict) for verdict in Verdict]
    hint = texts.plain(f"{prefix}.valid_hint")
    until = in_years(today, VALID_YEARS)
    return _modal(
        Modal.DECISION,
        texts.plain(f"{prefix}.title"),
        texts.plain(f"{prefix}.next"),
        _subject(dossier),
        [
            blocks.section(case_line(dossier, checklist, texts)),
            blocks.field(
                Field.VERDICT,
                texts.plain(f"{prefix}.verdict"),
                {"type": "radio_buttons", "action_id": INPUT, "options": verdicts},
            ),
            _date(Field.DECIDED_ON, texts.plain(f"{prefix}.decided_on"), today),
            _date(Field.VALID_FROM, texts.plain(f"{prefix}.valid_from"), today, hint, True),
            _date(Field.VALID_TO, texts.plain(f"{prefix}.valid_to"), until, hint, True),
            blocks.field(
                Field.REASON,
                texts.plain(f"{prefix}.reason"),
                _text(REASON_LENGTH),
                hint=texts.plain(f"{prefix}.reason_hint"),
                optional=True,
            ),
        ],
        texts,
    )


def confirm(act: RecordDecision, subject: Mapping[str, object], texts: Texts) -> Json:
    """Shows what is about to be registered; only its submit registers. `subject` is carried on."""
    carried = {
        **subject,
        Field.VERDICT: act.verdict,
        Field.DECIDED_ON: act.decided_on.isoformat(),
        Field.VALID_FROM: act.valid_from.isoformat() if act.valid_from else None,
        Field.VALID_TO: act.valid_to.isoformat() if act.valid_to else None,
        Field.REASON: act.reason,
    }
    reason = [] if not act.reason else [
        blocks.section(texts.mrkdwn("slack.modal.confirm.reason")),
        *blocks.quoted(act.reason),
    ]  # fmt: skip
    return _modal(
        Modal.CONFIRM,
        texts.plain("slack.modal.confirm.title"),
        texts.plain("slack.modal.confirm.submit"),
        carried,
        [
            blocks.section(_summary(act, texts)),
            *reason,
            blocks.section(texts.mrkdwn("slack.modal.confirm.effect")),
        ],
        texts,
    )


def reply(inquiry: Inquiry, texts: Texts) -> Json:
    """Asks for the answer to an applicant's message."""
    return _modal(
        Modal.REPLY,
        texts.plain("slack.modal.reply.title"),
        texts.plain("slack.modal.reply.submit"),
        {"id": inquiry.id, "revision": 0},
        [
            blocks.section(texts.mrkdwn("slack.modal.reply.question")),
            *blocks.quoted(inquiry.text),
            blocks.field(
                Field.ANSWER,
                texts.plain("slack.modal.reply.answer"),
                _text(ANSWER_LENGTH),
                hint=texts.plain("slack.modal.reply.answer_hint"),
            ),
        ],
        texts,
    )


def notice(text: str, texts: Texts) -> Json:
    """A rendered text in place of a modal whose submit could not be taken."""
    return {
        "type": "modal",
        "title": blocks.plain(texts.plain("slack.modal.notice.title"), blocks.VIEW_TITLE),
        "close": blocks.plain(texts.plain("slack.modal.close"), blocks.VIEW_TITLE),
        "blocks": [blocks.section(text)],
    }


def in_years(day: date, years: int) -> date:
    """The same day some years later; 28 February for a leap day that the year lacks."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _summary(act: RecordDecision, texts: Texts) -> str:
    decided_on = act.decided_on.isoformat()
    if act.verdict is Verdict.REFUSED:
        return texts.mrkdwn("slack.modal.confirm.refused", decided_on=decided_on)
    return texts.mrkdwn(
        "slack.modal.confirm.approved",
        decided_on=decided_on,
        valid_from=act.valid_from.isoformat() if act.valid_from else "",
        valid_to=act.valid_to.isoformat() if act.valid_to else "",
    )


def _subject(dossier: Dossier) -> Mapping[str, object]:
    return {"id": dossier.id, "revision": dossier.revision}


def _modal(
    which: Modal,
    title: str,
    submit: str,
    carried: Mapping[str, object],
    content: list[Json],
    texts: Texts,
) -> Json:
    return {
        "type": "modal",
        "callback_id": which,
        "private_metadata": json.dumps(carried, ensure_ascii=False),
        "title": blocks.plain(title, blocks.VIEW_TITLE),
        "submit": blocks.plain(submit, blocks.VIEW_TITLE),
        "close": blocks.plain(texts.plain("slack.modal.cancel"), blocks.VIEW_TITLE),
        "blocks": content,
    }


def _date(field: Field, label: str, initial: date, hint: str = "", optional: bool = False) -> Json:
    element = {"type": "datepicker", "action_id": INPUT, "initial_date": initial.isoformat()}
    return blocks.field(field, label, element, hint, optional)


def _text(length: int) -> Json:
    return {
        "type": "plain_text_input",
        "action_id": INPUT,
        "multiline": True,
        "max_length": length,
    }


def _option_groups(
    dossier: Dossier, checklist: Checklist, texts: Texts
) -> Iterator[Sequence[Json]]:
    """Groups by section, for as many selects as are needed: one holds 100 options in all."""
    items = relevant(checklist, dossier.answers)
    filled: list[Json] = []
    room = SELECT_OPTIONS
    for section in checklist.sections:
        waiting = [item for item in items if item.section == section]
        while waiting:
            taken, waiting = waiting[:room], waiting[room:]
            filled.append(_group(section, taken, texts))
            room -= len(taken)
            if room == 0:
                yield filled
                filled, room = [], SELECT_OPTIONS
    if filled:
        yield filled


def _group(section: str, items: Sequence[Item], texts: Texts) -> Json:
    label = texts.plain("slack.modal.changes.section", section=section)
    return {
        "label": blocks.plain(label, blocks.OPTION),
        "options": [
            blocks.option(texts.plain("slack.modal.changes.option", item=item.id), item.id)
            for item in items
        ],
    }
