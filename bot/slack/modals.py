"""The modals with one step: the fee, asking for more, answering an applicant. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.channel import Inquiry
from bot.slack import blocks
from bot.slack.blocks import Json
from bot.slack.cards import case_line
from bot.slack.frames import date_field, frame, subject, text_field
from bot.slack.names import INPUT, Field, Modal
from bot.slack.texts import Texts
from dialogs.conditions import relevant
from dialogs.state import Dossier
from knowledge.model import Checklist, Item

NOTE_LENGTH = 1000
ANSWER_LENGTH = 3000
SELECT_OPTIONS = 100
"""Options in one select, all of its groups together."""


def fee(dossier: Dossier, checklist: Checklist, texts: Texts, today: date) -> Json:
    """Asks for the day on which the fee was paid; the applicant may have said it."""
    said = _said_paid_on(dossier, checklist)
    content = [
        blocks.section(case_line(dossier, checklist, texts)),
        date_field(
            Field.PAID_ON,
            texts.plain("slack.modal.fee.paid_on"),
            dossier.fee_paid_on or said or today,
        ),
    ]
    return frame(Modal.FEE, "fee", subject(dossier), content, texts)


def changes(dossier: Dossier, checklist: Checklist, texts: Texts) -> Json:
    """Asks which items to reopen for the applicant, and for a line of text to go with them."""
    selects = _selects(dossier, checklist)
    content = [
        blocks.section(case_line(dossier, checklist, texts)),
        *(
            _select(number, groups, len(selects) > 1, texts)
            for number, groups in enumerate(selects, start=1)
        ),
        text_field(
            Field.NOTE,
            texts.plain("slack.modal.changes.note"),
            texts.plain("slack.modal.changes.note_hint"),
            NOTE_LENGTH,
        ),
    ]
    return frame(Modal.CHANGES, "changes", subject(dossier), content, texts)


def reply(inquiry: Inquiry, texts: Texts) -> Json:
    """Asks for the answer to an applicant's message."""
    content = [
        blocks.section(texts.mrkdwn("slack.modal.reply.question")),
        *blocks.quoted(inquiry.text),
        text_field(
            Field.ANSWER,
            texts.plain("slack.modal.reply.answer"),
            texts.plain("slack.modal.reply.answer_hint"),
            ANSWER_LENGTH,
        ),
    ]
    return frame(Modal.REPLY, "reply", {"id": inquiry.id, "version": 0}, content, texts)


def _said_paid_on(dossier: Dossier, checklist: Checklist) -> date | None:
    answer = dossier.answers.get(checklist.roles.get("fee_paid_date", ""))
    if answer is None or answer.kept:
        return None
    return date.fromisoformat(answer.value)


Group = tuple[str, Sequence[Item]]
"""A section with those of its items that stand in one select."""


def _select(number: int, groups: Sequence[Group], one_of_several: bool, texts: Texts) -> Json:
    options = [_group(section, items, texts) for section, items in groups]
    label = texts.plain("slack.modal.changes.items")
    if one_of_several:
        first, last = groups[0][0], groups[-1][0]
        label = texts.plain("slack.modal.changes.items_of", first=first, last=last)
    return blocks.field(
        Field.ITEMS if number == 1 else f"{Field.ITEMS}.{number}",
        label,
        {"type": "multi_static_select", "action_id": INPUT, "option_groups": options},
        hint=texts.plain("slack.modal.changes.items_hint"),
        # Which of several selects is used is free; that one is, is checked at the submit.
        optional=True,
    )


def _selects(dossier: Dossier, checklist: Checklist) -> Sequence[Sequence[Group]]:
    """As many selects as are needed. A section stands in one, unless it fills one by itself."""
    items = relevant(checklist, dossier.answers)
    selects: list[list[Group]] = [[]]
    room = SELECT_OPTIONS
    for section in checklist.sections:
        waiting = [item for item in items if item.section == section]
        for start in range(0, len(waiting), SELECT_OPTIONS):
            part = waiting[start : start + SELECT_OPTIONS]
            if len(part) > room:
                selects.append([])
                room = SELECT_OPTIONS
            selects[-1].append((section, part))
            room -= len(part)
    return [each for each in selects if each]


def _group(section: str, items: Sequence[Item], texts: Texts) -> Json:
    label = texts.plain("slack.modal.changes.section", section=section)
    return {
        "label": blocks.plain(label, blocks.OPTION),
        "options": [
            blocks.option(texts.plain("slack.modal.changes.option", item=item.id), item.id)
            for item in items
        ],
    }
