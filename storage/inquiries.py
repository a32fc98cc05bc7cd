"""Messages from applicants to the secretariat, and what was replied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from dialogs.state import Address, Person
from storage.codec import decode_some, encode
from storage.tables import inquiries


@dataclass(frozen=True, slots=True)
class StoredInquiry:
    """An inquiry as it is stored; `post` is where the secretariat sees it."""

    id: int
    asker: Address
    text: str
    asked_at: datetime
    dossier: int | None = None
    post: str | None = None
    answer: str = ""
    answered_by: Person | None = None
    answered_at: datetime | None = None


class Inquiries:
    """The inquiries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, asker: Address, text: str, dossier: int | None, now: datetime) -> int:
        """Store a message to the secretariat; its number."""
        row = {
            "channel": asker.channel,
            "chat": asker.chat,
            "text": text,
            "dossier_id": dossier,
            "asked_at": now,
            "answer": "",
        }
        statement = insert(inquiries).returning(inquiries.c.id)
        return int(self._connection.execute(statement, row).scalar_one())

    def answer(self, inquiry: int, text: str, by: Person, now: datetime) -> bool:
        """Store the reply; False when a colleague replied before, or there is no such inquiry."""
        statement = (
            update(inquiries)
            .where(inquiries.c.id == inquiry, inquiries.c.answered_at.is_(None))
            .values(answer=text, answered_by=encode(by), answered_at=now)
        )
        return self._connection.execute(statement).rowcount == 1

    def load(self, inquiry: int) -> StoredInquiry | None:
        """An inquiry by its number."""
        query = select(inquiries).where(inquiries.c.id == inquiry)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return StoredInquiry(
            id=row.id,
            asker=Address(row.channel, row.chat),
            text=row.text,
            asked_at=row.asked_at,
            dossier=row.dossier_id,
            post=row.post,
            answer=row.answer,
            answered_by=decode_some(Person, row.answered_by),
            answered_at=row.answered_at,
        )

    def set_post(self, inquiry: int, post: str) -> None:
        """Note where the secretariat sees the inquiry."""
        statement = update(inquiries).where(inquiries.c.id == inquiry).values(post=post)
        self._connection.execute(statement)
