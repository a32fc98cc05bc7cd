"""The answers part of the dossier document: one value per item, as a person reads it.

Every item that applies is shown, answered or not; an answer whose condition fell away is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

import phonenumbers

from bot.documents.texts import DocumentTexts
from dialogs.answers import cautions_for
from dialogs.conditions import relevant
from dialogs.dossier import attachment_name
from dialogs.state import Answer, Dossier
from knowledge.model import AnswerKind, Checklist, Item

Data = dict[str, object]


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A dossier's answers, ready to be typeset."""

    dossier: Dossier
    checklist: Checklist
    texts: DocumentTexts
    today: date

    def sections(self) -> list[Data]:
        """The sections with items that apply, each with its answers."""
        applies = relevant(self.checklist, self.dossier.answers)
        sections: list[Data] = []
        for section in self.checklist.sections:
            items = [item for item in applies if item.section == section]
            if items:
                sections.append(self._section(section, items))
        return sections

    def value(self, item: Item, answer: Answer) -> str:
        """A stored answer as a reader of the document's language writes it."""
        written = answer.value
        if answer.kept:
            return written
        match item.kind:
            case AnswerKind.YES_NO | AnswerKind.CHOICE:
                return self.texts.get("pdf.choice", choice=written, item=item.id)
            case AnswerKind.NUMBER:
                return self.texts.get("pdf.number", value=written)
            case AnswerKind.DATE:
                return self.texts.get("pdf.day", day=written)
            case AnswerKind.ORG_NUMBER:
                return self.texts.get("pdf.org_number", value=written)
            case AnswerKind.PHONE:
                return in_groups(written)
            case AnswerKind.TEXT | AnswerKind.EMAIL | AnswerKind.URL:
                return written
            case AnswerKind.FILES:
                return "\n".join(
                    attachment_name(self.dossier, self.checklist, item.id, file)
                    for file in answer.files
                )
        assert_never(item.kind)

    def _section(self, section: str, items: list[Item]) -> Data:
        return {
            "id": section,
            "title": self.texts.get("pdf.section", section=section),
            "answers": [self._answer(item) for item in items],
            "signed": self._signed(items),
        }

    def _signed(self, items: list[Item]) -> str:
        """Under the declarations: who made them, in which role and when; empty elsewhere.

        The time is that of the newest of these answers: nothing was declared later.
        """
        roles, answers = self.checklist.roles, self.dossier.answers
        declarant = roles.get("declarant")
        if declarant not in answers or declarant not in {item.id for item in items}:
            return ""
        role = answers.get(roles.get("declarant_role", ""))
        return self.texts.get(
            "pdf.signed",
            name=answers[declarant].value,
            role=role.value if role else "",
            moment=max(answers[item.id].at for item in items if item.id in answers).isoformat(),
        )

    def _answer(self, item: Item) -> Data:
        answer = self.dossier.answers.get(item.id)
        value, notes = "", list[str]()
        if answer is not None:
            value = self.value(item, answer)
            if answer.kept:
                notes.append(self.texts.get("pdf.kept"))
            for caution in cautions_for(item, answer, self.today):
                notes.append(self.texts.get("pdf.caution", caution=caution, item=item.id))
        skipped = item.id in self.dossier.skipped
        return {
            "id": item.id,
            "short": self.texts.get("pdf.item_short", item=item.id),
            "question": self.texts.get("pdf.item_question", item=item.id),
            "value": value,
            "instead": self.texts.get("pdf.skipped" if skipped else "pdf.unanswered"),
            "notes": notes,
        }


def in_groups(phone: str) -> str:
    """A number in E.164 as it is usually grouped, with its country code; else as it is."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
