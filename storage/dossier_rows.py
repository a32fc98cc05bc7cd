"""A dossier as rows and back. Pure: `dossiers` decides which rows are read and written when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row

from dialogs.state import (
    Address,
    Answer,
    Attachment,
    CaseEvent,
    CaseState,
    Decision,
    Dossier,
    Pending,
    Person,
)
from storage.codec import decode, decode_some, encode, encode_some

Columns = dict[str, Any]


def dossier_columns(dossier: Dossier) -> Columns:
    """The dossier's own row, without its id."""
    return {
        "channel": dossier.owner.channel,
        "chat": dossier.owner.chat,
        "revision": dossier.revision,
        "state": dossier.state.value,
        "checklist_version": dossier.checklist_version,
        "created_at": dossier.created_at,
        "skipped": encode(sorted(dossier.skipped)),
        "pending": encode(dossier.pending, tuple[Pending, ...]),
        "reopened": encode(sorted(dossier.reopened)),
        "request_note": dossier.request_note,
        "reference": dossier.reference,
        "submitted_at": dossier.submitted_at,
        "fee_paid_on": dossier.fee_paid_on,
        "handler": encode_some(dossier.handler),
        "decision": encode_some(dossier.decision),
        "unreachable": dossier.unreachable,
    }


def read_dossier(
    row: Row[Any], answers: Mapping[str, Answer], history: tuple[CaseEvent, ...]
) -> Dossier:
    """The dossier of a row, with its answers and its history."""
    return Dossier(
        id=row.id,
        owner=Address(row.channel, row.chat),
        revision=row.revision,
        state=CaseState(row.state),
        checklist_version=row.checklist_version,
        created_at=row.created_at,
        answers=answers,
        skipped=decode(frozenset[str], row.skipped),
        pending=decode(tuple[Pending, ...], row.pending),
        reopened=decode(frozenset[str], row.reopened),
        request_note=row.request_note,
        reference=row.reference,
        submitted_at=row.submitted_at,
        fee_paid_on=row.fee_paid_on,
        handler=decode_some(Person, row.handler),
        decision=decode_some(Decision, row.decision),
        unreachable=row.unreachable,
        history=history,
    )


def read_answers(rows: Iterable[Row[Any]]) -> dict[str, Answer]:
    """Answers by item, from rows of answers joined with their attachments, in order."""
    answers: dict[str, Answer] = {}
    files: dict[str, list[Attachment]] = {}
    for row in rows:
        answers[row.item] = Answer(row.value, row.at, row.kept)
        if row.upload is not None:
            attachment = Attachment(row.upload, row.name, row.media_type, row.size, row.sha256)
            files.setdefault(row.item, []).append(attachment)
    for item, attached in files.items():
        bare = answers[item]
        answers[item] = Answer(bare.value, bare.at, bare.kept, tuple(attached))
    return answers


def answer_columns(answer: Answer) -> Columns:
    """What an answer's row says, without its key."""
    return {"value": answer.value, "at": answer.at, "kept": answer.kept}


def attachment_rows(dossier: int, item: str, answer: Answer) -> list[Columns]:
    """The rows of an answer's attachments."""
    return [
        {
            "dossier_id": dossier,
            "item": item,
            "upload": file.upload,
            "position": position,
            "sha256": file.sha256,
            "name": file.name,
            "media_type": file.media_type,
        }
        for position, file in enumerate(answer.files)
    ]


def event_columns(event: CaseEvent) -> Columns:
    """What a line of history says, without its key."""
    return {
        "at": event.at,
        "what": event.what,
        "by": event.by,
        "state": event.state.value,
        "details": encode(dict(event.details)),
    }


def read_event(row: Row[Any]) -> CaseEvent:
    """A line of history."""
    details = decode(dict[str, str], row.details)
    return CaseEvent(row.at, row.what, row.by, CaseState(row.state), details)
