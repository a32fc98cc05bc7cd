"""What the dossier document says, as the data that its template reads.

Everything here is finished text in one language: the template arranges it and adds no word.
"""

from __future__ import annotations

from datetime import date, datetime

from bot.documents.answers import AnswerSheet, Data
from bot.documents.texts import DocumentTexts
from dialogs.dossier import (
    CaseAction,
    Summary,
    attachment_name,
    attachments,
    centre_name,
    summary,
    versions,
)
from dialogs.state import Dossier
from knowledge.model import OTHER_FILES, Checklist

_SENT = frozenset({CaseAction.SUBMIT, CaseAction.SEND_CHANGES})
# Where the template puts the page's number and the number of pages: only it knows them.
_PAGE, _PAGES = "{page}", "{pages}"


def contents(dossier: Dossier, checklist: Checklist, texts: DocumentTexts, today: date) -> Data:
    """The document's data. `today` is a day in Oslo; some cautions depend on it."""
    sheet = AnswerSheet(dossier, checklist, texts, today)
    found = summary(dossier, checklist, today)
    centre = " ".join(centre_name(dossier, checklist).split())
    title = texts.get("pdf.title")
    data: Data = {
        "language": texts.language.value,
        "title": title,
        "document_title": f"{title} – {centre}" if centre else title,
        "author": centre or title,
        "header": texts.get("pdf.header", reference=dossier.reference or ""),
        "reference": dossier.reference or "",
        "page": texts.get("pdf.page", page=_PAGE, pages=_PAGES),
        "centre": centre or texts.get("pdf.nameless"),
        "facts": _facts(dossier, sheet, found),
        "contents": texts.get("pdf.contents"),
        "answers": {"title": texts.get("pdf.answers"), "sections": sheet.sections()},
        "missing": _missing(texts, found),
        "attachments": _attachments(dossier, checklist, texts),
        "history": _history(dossier, texts),
    }
    # Last, because only now is it known whether some text had to be taken from Bokmål.
    data["notices"] = [notice for notice in (texts.get("pdf.notice"), texts.note) if notice]
    return data


def sent_at(dossier: Dossier) -> datetime | None:
    """When the dossier was last sent to the secretariat; None for a draft."""
    sent = [line.at for line in dossier.history if line.what in _SENT]
    return max(sent, default=dossier.submitted_at)


def _facts(dossier: Dossier, sheet: AnswerSheet, found: Summary) -> list[tuple[str, str]]:
    texts, checklist = sheet.texts, sheet.checklist
    absent = texts.get("pdf.not_given")
    sent, version = sent_at(dossier), versions(dossier)

    def given(item: str) -> str:
        answer = dossier.answers.get(item)
        return sheet.value(checklist.items[item], answer) if answer else absent

    facts = {
        "org_number": given(checklist.org_number_item),
        "reference": dossier.reference or absent,
        "sent": texts.get("pdf.moment", moment=sent.isoformat())
        if sent
        else texts.get("pdf.not_sent"),
        "version": texts.get("pdf.version", version=version) if version > 1 else "",
        "state": texts.get(f"pdf.state.{dossier.state}"),
        "contact": given(checklist.roles.get("applicant", "")),
        "email": given(checklist.roles.get("email", "")),
        "phone": given(checklist.roles.get("phone", "")),
        "answered": texts.get("pdf.answered", answered=found.answered, asked=found.asked),
    }
    return [(texts.get(f"pdf.label.{name}"), value) for name, value in facts.items() if value]


def _missing(texts: DocumentTexts, found: Summary) -> Data:
    groups = [
        {
            "title": texts.get(f"pdf.missing_{name}"),
            "intro": texts.get(f"pdf.missing_{name}_intro"),
            "items": [
                {
                    "id": item,
                    "short": texts.get("pdf.item_short", item=item),
                    "why": texts.get("pdf.missing_why", item=item),
                }
                for item in items
            ],
        }
        for name, items in (
            ("stated", found.missing_stated),
            ("suggested", found.missing_suggested),
        )
        if items
    ]
    none = "" if groups else texts.get("pdf.missing_none")
    return {"title": texts.get("pdf.missing"), "groups": groups, "none": none}


def _attachments(dossier: Dossier, checklist: Checklist, texts: DocumentTexts) -> Data:
    files = [
        {
            "name": attachment_name(dossier, checklist, place, file),
            "item": texts.get("pdf.other_files")
            if place == OTHER_FILES
            else texts.get("pdf.belongs_to", item=place),
            "original": texts.get("pdf.original_name", name=file.name) if file.name else "",
            "sha256": file.sha256,
            "size": texts.get("pdf.size", bytes=file.size),
        }
        for place, file in attachments(dossier, checklist)
    ]
    return {
        "title": texts.get("pdf.attachments"),
        "none": "" if files else texts.get("pdf.attachments_none"),
        "columns": [texts.get("pdf.column.file"), texts.get("pdf.column.size")],
        "digest": texts.get("pdf.label.digest"),
        "files": files,
    }


def _history(dossier: Dossier, texts: DocumentTexts) -> Data:
    return {
        "title": texts.get("pdf.history"),
        "columns": [texts.get(f"pdf.column.{name}") for name in ("when", "what", "who")],
        "lines": [
            [
                texts.get("pdf.moment", moment=line.at.isoformat()),
                texts.get(f"pdf.action.{line.what}"),
                line.by or texts.get("pdf.applicant"),
            ]
            for line in dossier.history
        ],
    }
