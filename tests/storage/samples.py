"""Invented values for tests of storage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from dialogs.state import Address, Answer, Attachment, Dossier, RegisterEntry
from storage.work import Work

KARI = Address("telegram", "1001")
OLA = Address("telegram", "1002")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
TEST_ORG_NUMBER = "123456785"  # a right checksum that belongs to nobody
OTHER_TEST_ORG_NUMBER = "111111111"  # likewise: real ones begin with 8 or 9


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def draft(work: Work, owner: Address = KARI) -> Dossier:
    return work.dossiers.open_draft(owner, "test", NOW)[0]


def changed(dossier: Dossier, **changes: object) -> Dossier:
    """A dossier after a change of the core's, which counts its revision."""
    return replace(dossier, revision=dossier.revision + 1, **changes)  # type: ignore[arg-type]


def answered(dossier: Dossier, item: str, value: str, *files: Attachment) -> Dossier:
    return changed(
        dossier, answers={**dossier.answers, item: Answer(value, NOW, files=tuple(files))}
    )


def stored(work: Work, content: bytes, upload: str) -> Attachment:
    digest = work.files.put(content, NOW)
    assert digest == sha256(content).hexdigest()
    return Attachment(upload, f"{upload}.pdf", "application/pdf", len(content), digest)


def entry(name: str, number: str = TEST_ORG_NUMBER, **changes: object) -> RegisterEntry:
    base = RegisterEntry(
        number, name, date(2025, 1, 1), date(2027, 12, 31), "both", "test list", TODAY
    )
    return replace(base, **changes)  # type: ignore[arg-type]
