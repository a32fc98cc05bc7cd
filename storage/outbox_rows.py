"""An outbox row as a value, and the words for what can be wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from storage.codec import decode


class RowStatus(StrEnum):
    """Whether a row waits for its turn or was given up; HOLDING keeps its whole lane waiting."""

    QUEUED = "queued"
    SET_ASIDE = "set_aside"
    HOLDING = "holding"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One thing to be sent.

    `key` names it for ever; `attempts` counts the tries that were begun, the present one included;
    `apology`: it tells of another row's failure, so its own failure is not told about again.
    `payload` is the JSON text of an effect whose class is called `kind`.
    """

    id: int
    key: str
    lane: str
    channel: str
    kind: str
    payload: str
    status: RowStatus
    due: datetime
    attempts: int
    leased_until: datetime | None
    progress: Mapping[str, str] = field(default_factory=dict)
    apology: bool = False
    last_error: str = ""


def read_row(row: Row[Any]) -> OutboxRow:
    """An outbox row from its columns."""
    return OutboxRow(
        id=row.id,
        key=row.key,
        lane=row.lane,
        channel=row.channel,
        kind=row.kind,
        payload=row.payload,
        status=RowStatus(row.status),
        due=row.due,
        attempts=row.attempts,
        leased_until=row.leased_until,
        progress=decode(dict[str, str], row.progress),
        apology=row.apology,
        last_error=row.last_error,
    )
