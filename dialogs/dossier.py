"""The dossier: how complete it is, what it warns of, and the life it leads as a case.

`TRANSITIONS` is the one table of the case's life: read by `advance`, by the diagram in the docs
and by the tests. The assistant guides and the committee decides, so nothing here refuses an
incomplete dossier: what is missing is listed in two groups, stated by a source and suggested.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from dialogs.answers import cautions_for
from dialogs.conditions import relevant
from dialogs.state import Attachment, CaseEvent, CaseState, Dossier
from knowledge.model import OTHER_FILES, AnswerKind, Checklist, Standing


class CaseAction(StrEnum):
    """What can be done with a dossier. Values are stored in its history."""

    SUBMIT = "submit"
    TAKE = "take"
    FEE = "fee"
    UNDO_FEE = "undo_fee"
    REQUEST_CHANGES = "request_changes"
    SEND_CHANGES = "send_changes"
    TO_COMMITTEE = "to_committee"
    APPROVE = "approve"
    REFUSE = "refuse"
    UNDO = "undo"
    WITHDRAW = "withdraw"


_A, _S = CaseAction, CaseState

TRANSITIONS: Mapping[tuple[CaseState, CaseAction], CaseState] = {
    (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _A.TAKE): _S.IN_REVIEW,
    (_S.SUBMITTED, _A.FEE): _S.SUBMITTED,
    (_S.SUBMITTED, _A.UNDO_FEE): _S.SUBMITTED,
    (_S.SUBMITTED, _A.REQUEST_CHANGES): _S.CHANGES_REQUESTED,
    (_S.SUBMITTED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.IN_REVIEW, _A.TAKE): _S.IN_REVIEW,
    (_S.IN_REVIEW, _A.FEE): _S.IN_REVIEW,
    (_S.IN_REVIEW, _A.UNDO_FEE): _S.IN_REVIEW,
    (_S.IN_REVIEW, _A.REQUEST_CHANGES): _S.CHANGES_REQUESTED,
    (_S.IN_REVIEW, _A.TO_COMMITTEE): _S.BEFORE_COMMITTEE,
    (_S.IN_REVIEW, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.CHANGES_REQUESTED, _A.TAKE): _S.CHANGES_REQUESTED,
    (_S.CHANGES_REQUESTED, _A.FEE): _S.CHANGES_REQUESTED,
    (_S.CHANGES_REQUESTED, _A.UNDO_FEE): _S.CHANGES_REQUESTED,
    (_S.CHANGES_REQUESTED, _A.REQUEST_CHANGES): _S.CHANGES_REQUESTED,
    (_S.CHANGES_REQUESTED, _A.SEND_CHANGES): _S.CHANGES_MADE,
    (_S.CHANGES_REQUESTED, _A.TO_COMMITTEE): _S.BEFORE_COMMITTEE,
    (_S.CHANGES_REQUESTED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.CHANGES_MADE, _A.TAKE): _S.IN_REVIEW,
    (_S.CHANGES_MADE, _A.FEE): _S.CHANGES_MADE,
    (_S.CHANGES_MADE, _A.UNDO_FEE): _S.CHANGES_MADE,
    (_S.CHANGES_MADE, _A.REQUEST_CHANGES): _S.CHANGES_REQUESTED,
    (_S.CHANGES_MADE, _A.TO_COMMITTEE): _S.BEFORE_COMMITTEE,
    (_S.CHANGES_MADE, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.BEFORE_COMMITTEE, _A.TAKE): _S.BEFORE_COMMITTEE,
    (_S.BEFORE_COMMITTEE, _A.FEE): _S.BEFORE_COMMITTEE,
    (_S.BEFORE_COMMITTEE, _A.UNDO_FEE): _S.BEFORE_COMMITTEE,
    (_S.BEFORE_COMMITTEE, _A.REQUEST_CHANGES): _S.CHANGES_REQUESTED,
    (_S.BEFORE_COMMITTEE, _A.APPROVE): _S.APPROVED,
    (_S.BEFORE_COMMITTEE, _A.REFUSE): _S.REFUSED,
    (_S.BEFORE_COMMITTEE, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.APPROVED, _A.FEE): _S.APPROVED,
    (_S.APPROVED, _A.UNDO_FEE): _S.APPROVED,
    (_S.APPROVED, _A.UNDO): _S.BEFORE_COMMITTEE,
    (_S.REFUSED, _A.FEE): _S.REFUSED,
    (_S.REFUSED, _A.UNDO_FEE): _S.REFUSED,
    (_S.REFUSED, _A.UNDO): _S.BEFORE_COMMITTEE,
}

# States in which the applicant may change answers.
OPEN_STATES = frozenset({CaseState.DRAFT, CaseState.CHANGES_REQUESTED})

# In the order in which an applicant goes on with them: the secretariat waits for changes.
GOING_ON = (
    CaseState.CHANGES_REQUESTED,
    CaseState.DRAFT,
    CaseState.CHANGES_MADE,
    CaseState.BEFORE_COMMITTEE,
    CaseState.IN_REVIEW,
    CaseState.SUBMITTED,
)


def allowed(dossier: Dossier) -> frozenset[CaseAction]:
    """What can be done with a dossier in its present state."""
    found = frozenset(action for state, action in TRANSITIONS if state == dossier.state)
    return found if dossier.fee_paid_on else found - {CaseAction.UNDO_FEE}


def advance(
    dossier: Dossier,
    action: CaseAction,
    now: datetime,
    by: str = "",
    details: Mapping[str, str] | None = None,
) -> Dossier | None:
    """The dossier after an action, with its line of history; None when the state forbids it."""
    target = TRANSITIONS.get((dossier.state, action))
    if target is None:
        return None
    line = CaseEvent(at=now, what=action, by=by, state=target, details=dict(details or {}))
    return replace(
        dossier,
        state=target,
        revision=dossier.revision + 1,
        history=(*dossier.history, line),
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """How complete a dossier is, and what to look at. Every tuple holds item ids, in order."""

    asked: int
    answered: int
    missing_stated: tuple[str, ...]
    missing_suggested: tuple[str, ...]
    kept: tuple[str, ...]
    cautions: tuple[tuple[str, str], ...]  # item id, caution id


def summary(dossier: Dossier, checklist: Checklist, today: date) -> Summary:
    """The dossier's completeness over the items that apply to it."""
    items = relevant(checklist, dossier.answers)
    answers = dossier.answers
    missing = [item for item in items if item.required and item.id not in answers]
    # Documents first: they take longest to get hold of.
    missing.sort(key=lambda item: item.kind is not AnswerKind.FILES)
    inferred = Standing.INFERRED
    return Summary(
        asked=len(items),
        answered=sum(1 for item in items if item.id in answers),
        missing_stated=tuple(item.id for item in missing if item.standing is not inferred),
        missing_suggested=tuple(item.id for item in missing if item.standing is inferred),
        kept=tuple(item.id for item in items if item.id in answers and answers[item.id].kept),
        cautions=tuple(
            (item.id, caution)
            for item in items
            if item.id in answers
            for caution in cautions_for(item, answers[item.id], today)
        ),
    )


def attachments(dossier: Dossier, checklist: Checklist) -> tuple[tuple[str, Attachment], ...]:
    """The stored files that belong to the dossier now, each with where it lies.

    Those of items that apply, in order, and then those that belong to no item.
    """
    places = (*(item.id for item in relevant(checklist, dossier.answers)), OTHER_FILES)
    return tuple(
        (place, file)
        for place in places
        if place in dossier.answers
        for file in dossier.answers[place].files
    )


_SUFFIXES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


def attachment_name(dossier: Dossier, checklist: Checklist, place: str, file: Attachment) -> str:
    """What a file is called outside: GC-2026-0042_D2_skatteattest.pdf, with _2 for the second."""
    files = dossier.answers[place].files
    position = next(i for i, each in enumerate(files, start=1) if each.upload == file.upload)
    number = f"_{position}" if position > 1 else ""
    suffix = _SUFFIXES.get(file.media_type, "bin")
    middle = "andre_vedlegg" if place == OTHER_FILES else f"{place}_{checklist.items[place].slug}"
    return f"{dossier.reference or 'utkast'}_{middle}{number}.{suffix}"


def dossier_name(dossier: Dossier, checklist: Checklist) -> str:
    """What the dossier's PDF is called outside: GC-2026-0042_123456785_soknad.pdf."""
    number = dossier.answers.get(checklist.org_number_item)
    middle = f"_{number.value}" if number and number.value.isdigit() and not number.kept else ""
    return f"{dossier.reference or 'utkast'}{middle}_soknad.pdf"


def centre_name(dossier: Dossier, checklist: Checklist) -> str:
    """The centre's name as the applicant wrote it, or an empty string."""
    answer = dossier.answers.get(checklist.name_item)
    return answer.value if answer else ""


def versions(dossier: Dossier) -> int:
    """How many times the dossier was sent to the secretariat."""
    sent = {CaseAction.SUBMIT, CaseAction.SEND_CHANGES}
    return sum(1 for line in dossier.history if line.what in sent)
