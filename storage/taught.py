"""What the secretariat taught: entries and ways of asking, and how often they have changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from sqlalchemy import Connection, delete, insert, select, update

from dialogs.lessons import (
    ChangeEntry,
    ChangePhrasing,
    NewAnswer,
    RemoveEntry,
    RemovePhrasing,
    TaughtChange,
)
from dialogs.likeness import normalised
from dialogs.state import Person
from knowledge.model import Language, Taught, TaughtEntry, TaughtPhrasing
from storage.codec import encode
from storage.learning_tables import taught_entries, taught_phrasings, taught_version

_VERSION = select(taught_version.c.version)


class TaughtStore:
    """What was taught. Every change counts the version up, in the same transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def version(self) -> int:
        """How often what was taught has changed: one small read, for every turn."""
        return int(self._connection.execute(_VERSION).scalar_one())

    def load(self) -> Taught:
        """Everything that was taught, in the order of teaching."""
        # First: should something change in between, a later look sees a later version.
        version = self.version()
        entries = self._connection.execute(select(taught_entries).order_by(taught_entries.c.id))
        phrasings = self._connection.execute(
            select(taught_phrasings).order_by(taught_phrasings.c.id)
        )
        return Taught(
            version=version,
            entries=tuple(
                TaughtEntry(row.id, row.entry, row.title, row.answer, row.source, row.as_of)
                for row in entries
            ),
            phrasings=tuple(
                TaughtPhrasing(row.id, row.text, row.entry, Language(row.language))
                for row in phrasings
            ),
        )

    def add_entry(self, entry: str, new: NewAnswer, by: Person, now: datetime, day: date) -> None:
        """Store a new answer."""
        row = {"entry": entry, **_words(new), "as_of": day, **_signed(by, now)}
        self._connection.execute(insert(taught_entries), row)
        self._count()

    def add_phrasing(
        self, text: str, entry: str, language: Language, by: Person, now: datetime
    ) -> None:
        """Let a text ask for an entry; whatever it asked for before, the newest counts."""
        words = normalised(text)
        same = delete(taught_phrasings).where(taught_phrasings.c.words == words)
        self._connection.execute(same)
        row = {"words": words, "text": text, "entry": entry, "language": language.value}
        self._connection.execute(insert(taught_phrasings), {**row, **_signed(by, now)})
        self._count()

    def change(self, change: TaughtChange, by: Person, now: datetime, day: date) -> bool:
        """Change what was taught, or take it back; False when it is not there any more."""
        match change:
            case ChangeEntry(number, new):
                done = self._change_entry(number, {**_words(new), "as_of": day, **_signed(by, now)})
            case ChangePhrasing():
                done = self._change_phrasing(change, by, now)
            case RemoveEntry(number):
                done = self._remove_entry(number)
            case RemovePhrasing(number):
                gone = delete(taught_phrasings).where(taught_phrasings.c.id == number)
                done = self._connection.execute(gone).rowcount == 1
            case _:
                assert_never(change)
        if done:
            self._count()
        return done

    def _change_entry(self, number: int, values: dict[str, object]) -> bool:
        statement = update(taught_entries).where(taught_entries.c.id == number).values(values)
        return self._connection.execute(statement).rowcount == 1

    def _change_phrasing(self, change: ChangePhrasing, by: Person, now: datetime) -> bool:
        words = normalised(change.wording)
        other = delete(taught_phrasings).where(
            taught_phrasings.c.words == words, taught_phrasings.c.id != change.number
        )
        self._connection.execute(other)
        values = {"words": words, "text": change.wording, "entry": change.entry}
        statement = (
            update(taught_phrasings)
            .where(taught_phrasings.c.id == change.number)
            .values({**values, **_signed(by, now)})
        )
        return self._connection.execute(statement).rowcount == 1

    def _remove_entry(self, number: int) -> bool:
        this = taught_entries.c.id == number
        entry = self._connection.execute(select(taught_entries.c.entry).where(this)).scalar()
        if entry is None:
            return False
        ways = delete(taught_phrasings).where(taught_phrasings.c.entry == entry)
        self._connection.execute(ways)
        return self._connection.execute(delete(taught_entries).where(this)).rowcount == 1

    def _count(self) -> None:
        counted = update(taught_version).values(version=taught_version.c.version + 1)
        self._connection.execute(counted)


def _words(new: NewAnswer) -> dict[str, object]:
    return {"title": new.title, "answer": new.answer, "source": new.source}


def _signed(by: Person, now: datetime) -> dict[str, object]:
    return {"by": encode(by), "changed_at": now}
