"""Questions that wait for an answer: one row for what was asked alike, one line for each asking."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from dialogs.lessons import OpenQuestion, QuestionState, Waiting
from dialogs.likeness import first_alike, normalised
from dialogs.state import Address, Person
from storage.codec import decode_some, encode
from storage.learning_tables import backlog, backlog_lines
from storage.postgres import lock_name

WORDINGS = 5
"""Wordings of one question that are shown and taught; more of the same teach nothing."""

MOST_A_DAY = 30
"""Questions that one chat can put to the secretariat in 24 hours. Whoever means it asks fewer, and
each is a post in the secretariat's channel, between the cases."""

_NAME = "backlog"
_IS_OPEN = backlog.c.state == QuestionState.OPEN.value


class Backlog:
    """The backlog."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, asker: Address, question: Waiting, now: datetime) -> int | None:
        """Put a question to those that are alike; its number.

        None when the asker waits for the answer to this question already, has said about this
        answer that it did not help, or has asked `MOST_A_DAY` within a day.
        """
        lock_name(self._connection, _NAME)  # or two alike ones, asked at once, would both be opened
        words = normalised(question.text)
        if not words and self._has_said(asker, question.entry):
            return None
        if self._asked_since(asker, now - timedelta(days=1)) >= MOST_A_DAY:
            return None
        number = self._alike(words, question.entry)
        if number is None:
            number = self._open(question, words, now)
        elif self._waits(number, asker):
            return None
        self._connection.execute(update(backlog).where(backlog.c.id == number).values(last_at=now))
        line = {
            "backlog_id": number,
            "text": question.text,
            "cause": question.cause.value,
            "language": question.language.value,
            "at": now,
            "channel": asker.channel,
            "chat": asker.chat,
        }
        self._connection.execute(insert(backlog_lines), line)
        return number

    def open_ones(self, most: int | None = None) -> tuple[OpenQuestion, ...]:
        """The open questions, the most asked first."""
        query = select(backlog).where(_IS_OPEN)
        found = [self._question(row) for row in self._connection.execute(query)]
        found.sort(key=lambda each: (-each.asked, -each.id))
        return tuple(found[:most])

    def load(self, number: int) -> OpenQuestion | None:
        """A question by its number, open or closed."""
        row = self._connection.execute(select(backlog).where(backlog.c.id == number)).one_or_none()
        return self._question(row) if row else None

    def asked_in(self, first: date, end: date, most: int) -> tuple[tuple[str, int], ...]:
        """What is still open of what was asked from a day on (UTC), the most asked first."""
        found = [
            (each.text, each.asked)
            for each in self.open_ones()
            if each.text and first <= each.last_at.date() < end
        ]
        return tuple(found[:most])

    def learn(
        self, number: int, entry: str, wording: str, by: Person, now: datetime
    ) -> tuple[tuple[Address, str], ...] | None:
        """Close a question with what answers it; who waits for that, each with their own words.

        It is shown with the member's wording from then on. None when it is not open any more, or
        never was.
        """
        if not self._close(number, QuestionState.LEARNT, by, now, learnt=entry):
            return None
        askers = self.waiting(number)
        self._forget(backlog_lines.c.backlog_id == number)
        self._reword(number, wording)
        return askers

    def waiting(self, number: int) -> tuple[tuple[Address, str], ...]:
        """Who waits for the answer to a question, each with their own words."""
        lines = self._connection.execute(
            select(backlog_lines)
            .where(backlog_lines.c.backlog_id == number, backlog_lines.c.chat.is_not(None))
            .order_by(backlog_lines.c.id)
        )
        return tuple({Address(line.channel, line.chat): line.text for line in lines}.items())

    def dismiss(
        self, number: int, by: Person, now: datetime
    ) -> tuple[tuple[Address, str], ...] | None:
        """Close a question that gets no answer, and keep only its first text.

        Who waited for one, each with their own words. None when it is not open any more.
        """
        if not self._close(number, QuestionState.DISMISSED, by, now):
            return None
        askers = self.waiting(number)
        this = backlog_lines.c.backlog_id == number
        self._forget(this)
        self._connection.execute(update(backlog_lines).where(this).values(text=""))
        return askers

    def wordings(self, number: int) -> tuple[tuple[str, str], ...]:
        """The different texts of a question with their languages, the first one first."""
        query = (
            select(backlog_lines.c.text, backlog_lines.c.language)
            .where(backlog_lines.c.backlog_id == number, backlog_lines.c.text != "")
            .order_by(backlog_lines.c.id)
        )
        different: dict[str, tuple[str, str]] = {}
        for line in self._connection.execute(query):
            different.setdefault(normalised(line.text), (line.text, line.language))
        return tuple(different.values())[:WORDINGS]

    def forget(self, asker: Address) -> None:
        """Nobody at this address waits for an answer any more."""
        here = and_(backlog_lines.c.channel == asker.channel, backlog_lines.c.chat == asker.chat)
        self._forget(here)

    def forget_before(self, moment: datetime) -> None:
        """Nobody waits any more for the answer to what was asked before that moment."""
        self._forget(and_(backlog_lines.c.at < moment, backlog_lines.c.chat.is_not(None)))

    def purge(self, closed_before: datetime, asked_before: datetime) -> None:
        """Delete what was closed before a moment, and open ones that nobody has asked since one."""
        old = or_(
            backlog.c.closed_at < closed_before, and_(_IS_OPEN, backlog.c.last_at < asked_before)
        )
        numbers = select(backlog.c.id).where(old)
        self._connection.execute(
            delete(backlog_lines).where(backlog_lines.c.backlog_id.in_(numbers))
        )
        self._connection.execute(delete(backlog).where(old))

    def post(self, number: int) -> str | None:
        """Where the secretariat sees a question."""
        query = select(backlog.c.post).where(backlog.c.id == number)
        found: str | None = self._connection.execute(query).scalar()
        return found

    def set_post(self, number: int, post: str) -> None:
        """Note where the secretariat sees a question."""
        statement = update(backlog).where(backlog.c.id == number).values(post=post)
        self._connection.execute(statement)

    def _reword(self, number: int, wording: str) -> None:
        """What a member took out of a question's text is stored nowhere any more."""
        this = backlog.c.id == number
        text = self._connection.execute(select(backlog.c.text).where(this)).scalar_one()
        if not text:
            return
        values = {"text": wording, "words": normalised(wording)}
        self._connection.execute(update(backlog).where(this).values(values))
        same = and_(backlog_lines.c.backlog_id == number, backlog_lines.c.text == text)
        self._connection.execute(update(backlog_lines).where(same).values(text=wording))

    def _alike(self, words: str, entry: str) -> int | None:
        """An open question that asks the same; without words, one about the same entry."""
        query = select(backlog.c.id, backlog.c.words).where(_IS_OPEN).order_by(backlog.c.id)
        if not words:
            nameless = query.where(backlog.c.words == "", backlog.c.entry == entry)
            row = self._connection.execute(nameless).first()
            return int(row.id) if row else None
        known = self._connection.execute(query.where(backlog.c.words != ""))
        return first_alike(words, ((row.id, row.words) for row in known))

    def _open(self, question: Waiting, words: str, now: datetime) -> int:
        row = {
            "text": question.text,
            "words": words,
            "entry": question.entry,
            "state": QuestionState.OPEN.value,
            "first_at": now,
            "last_at": now,
            "learnt": "",
        }
        statement = insert(backlog).returning(backlog.c.id)
        return int(self._connection.execute(statement, row).scalar_one())

    def _waits(self, number: int, asker: Address) -> bool:
        query = select(backlog_lines.c.id).where(
            backlog_lines.c.backlog_id == number,
            backlog_lines.c.channel == asker.channel,
            backlog_lines.c.chat == asker.chat,
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def _asked_since(self, asker: Address, moment: datetime) -> int:
        query = select(func.count()).where(
            backlog_lines.c.channel == asker.channel,
            backlog_lines.c.chat == asker.chat,
            backlog_lines.c.at > moment,
        )
        return int(self._connection.execute(query).scalar_one())

    def _has_said(self, asker: Address, entry: str) -> bool:
        query = (
            select(backlog_lines.c.id)
            .join(backlog, backlog.c.id == backlog_lines.c.backlog_id)
            .where(
                _IS_OPEN,
                backlog.c.entry == entry,
                backlog_lines.c.channel == asker.channel,
                backlog_lines.c.chat == asker.chat,
            )
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def _close(
        self, number: int, state: QuestionState, by: Person, now: datetime, learnt: str = ""
    ) -> bool:
        lock_name(self._connection, _NAME)  # or who asks just now would wait for an answer for ever
        statement = (
            update(backlog)
            .where(backlog.c.id == number, _IS_OPEN)
            .values(state=state.value, closed_by=encode(by), closed_at=now, learnt=learnt)
        )
        return self._connection.execute(statement).rowcount == 1

    def _forget(self, which: Any) -> None:
        statement = update(backlog_lines).where(which).values(channel=None, chat=None)
        self._connection.execute(statement)

    def _question(self, row: Row[Any]) -> OpenQuestion:
        lines = select(func.count()).where(backlog_lines.c.backlog_id == row.id)
        return OpenQuestion(
            id=row.id,
            text=row.text,
            entry=row.entry,
            asked=int(self._connection.execute(lines).scalar_one()),
            first_at=row.first_at,
            last_at=row.last_at,
            state=QuestionState(row.state),
            wordings=tuple(text for text, _ in self.wordings(row.id)),
            learnt=row.learnt,
            closed_by=decode_some(Person, row.closed_by),
            closed_at=row.closed_at,
        )
