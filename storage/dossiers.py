"""Dossiers with their answers, attachments and history, saved row by row as they change."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Update, and_, bindparam, delete, insert, select, update

from dialogs.dossier import GOING_ON
from dialogs.state import Address, Answer, CaseEvent, CaseState, CaseSummary, Dossier
from storage.dossier_rows import (
    answer_columns,
    attachment_rows,
    dossier_columns,
    event_columns,
    read_answers,
    read_dossier,
    read_event,
)
from storage.errors import HistoryRewrittenError, StaleRevisionError
from storage.files import Files
from storage.register_match import normalise, org_number_in, resembling
from storage.tables import answers, attachments, case_events, dossiers, files

_LOAD: Select[Any] = select(dossiers).where(dossiers.c.id == bindparam("dossier"))
_LOCK = _LOAD.with_for_update()
_ANSWERS: Select[Any] = (
    select(
        answers,
        attachments.c.upload,
        attachments.c.name,
        attachments.c.media_type,
        attachments.c.sha256,
        files.c.size,
    )
    .select_from(
        answers.outerjoin(
            attachments,
            and_(
                attachments.c.dossier_id == answers.c.dossier_id,
                attachments.c.item == answers.c.item,
            ),
        ).outerjoin(files, files.c.sha256 == attachments.c.sha256)
    )
    .where(answers.c.dossier_id == bindparam("dossier"))
    .order_by(answers.c.item, attachments.c.position)
)
_HISTORY: Select[Any] = (
    select(case_events)
    .where(case_events.c.dossier_id == bindparam("dossier"))
    .order_by(case_events.c.number)
)

MATCHES = 6
"""Cases that a look-up loads: one more than is shown, which tells that there are more."""

_SAVE: Update = update(dossiers).where(
    dossiers.c.id == bindparam("dossier"), dossiers.c.revision == bindparam("at_revision")
)
_ANSWER = insert(answers)
_ANSWER_ANEW = (
    update(answers)
    .where(answers.c.dossier_id == bindparam("of_dossier"), answers.c.item == bindparam("of_item"))
    .values(value=bindparam("value"), at=bindparam("at"), kept=bindparam("kept"))
)


class Dossiers:
    """The dossiers. What was loaded is remembered, so that `save` writes only changes."""

    def __init__(self, connection: Connection, writes: bool) -> None:
        self._connection = connection
        self._load = _LOCK if writes else _LOAD
        self._loaded: dict[int, Dossier] = {}

    def load(self, dossier: int) -> Dossier | None:
        """A dossier, locked when the transaction writes; None when it was deleted."""
        key = {"dossier": dossier}
        row = self._connection.execute(self._load, key).one_or_none()
        if row is None:
            return None
        given = read_answers(self._connection.execute(_ANSWERS, key))
        # A draft has no history yet, and drafts are what is loaded for every answer.
        history = () if row.state == CaseState.DRAFT else self._history(dossier)
        loaded = self._loaded[dossier] = read_dossier(row, given, history)
        return loaded

    def find(self, reference: str) -> Dossier | None:
        """The dossier with a reference such as GC-2026-0001."""
        query = select(dossiers.c.id).where(dossiers.c.reference == reference)
        dossier = self._connection.execute(query).scalar()
        return None if dossier is None else self.load(dossier)

    def with_cards(self) -> tuple[int, ...]:
        """The cases that the secretariat has a card of."""
        query = select(dossiers.c.id).where(dossiers.c.reference.is_not(None))
        return tuple(self._connection.execute(query.order_by(dossiers.c.id)).scalars())

    def open_draft(
        self, owner: Address, checklist_version: str, now: datetime
    ) -> tuple[Dossier, bool]:
        """The owner's one open draft, and whether it was made by this call."""
        drafts = self._drafts(owner)
        if drafts and (draft := self.load(drafts[-1])):
            return draft, False
        fresh = Dossier(0, owner, 0, CaseState.DRAFT, checklist_version, now)
        statement = insert(dossiers).returning(dossiers.c.id)
        made = self._connection.execute(statement, dossier_columns(fresh)).scalar_one()
        draft = self._loaded[made] = Dossier(
            made, owner, 0, CaseState.DRAFT, checklist_version, now
        )
        return draft, True

    def going_on(self, owner: Address) -> Dossier | None:
        """What the owner goes on with, in the order of `GOING_ON`; of several the newest."""
        wanted = [state.value for state in GOING_ON]
        query = select(dossiers.c.id, dossiers.c.state).where(
            _owned(owner), dossiers.c.state.in_(wanted)
        )
        rows = self._connection.execute(query).all()
        best = min(rows, key=lambda row: (wanted.index(row.state), -row.id), default=None)
        return None if best is None else self.load(best.id)

    def save(self, dossier: Dossier) -> None:
        """Store what changed since the dossier was loaded. The core counts its revisions.

        Raises:
            StaleRevisionError: it was not loaded here, its revision did not grow with its
                content, or somebody else saved it meanwhile.
            HistoryRewrittenError: a line of its history is missing or changed.
        """
        loaded = self._loaded.get(dossier.id)
        if loaded == dossier:
            return
        if loaded is None or dossier.revision <= loaded.revision:
            raise StaleRevisionError("dossier")
        before, after = dossier_columns(loaded), dossier_columns(dossier)
        changes = {name: value for name, value in after.items() if before[name] != value}
        key = {"dossier": dossier.id, "at_revision": loaded.revision}
        statement = _saving(tuple(changes))
        if self._connection.execute(statement, {**key, **changes}).rowcount != 1:
            raise StaleRevisionError("dossier")
        self._save_answers(loaded, dossier)
        self._append(loaded, dossier)
        self._loaded[dossier.id] = dossier

    def loaded(self, dossier: int) -> Dossier | None:
        """The dossier as this transaction loaded or last saved it."""
        return self._loaded.get(dossier)

    def erase_drafts(self, owner: Address) -> tuple[int, int]:
        """Delete the owner's drafts with their files, at once; how many of each."""
        drafts = self._drafts(owner)
        uploads = 0
        for draft in drafts:
            hashes = self._hashes(draft)
            uploads += len(hashes)
            for table in (attachments, answers):
                self._connection.execute(delete(table).where(table.c.dossier_id == draft))
            self._connection.execute(delete(dossiers).where(dossiers.c.id == draft))
            Files(self._connection).drop_unused(hashes)
            self._loaded.pop(draft, None)
        return len(drafts), uploads

    def summaries(self, owner: Address, name_item: str) -> tuple[CaseSummary, ...]:
        """The owner's drafts and cases, the newest first; `name_item` holds the centre's name."""
        query = select(dossiers.c.id).where(_owned(owner)).order_by(dossiers.c.id.desc())
        found = (self.load(dossier) for dossier in self._connection.execute(query).scalars().all())
        return tuple(_summary(each, name_item) for each in found if each)

    def matching(
        self, reference: str | None, query: str, name_item: str, number_item: str
    ) -> tuple[CaseSummary, ...]:
        """The case with a reference or, without one, the newest whose centre a query names."""
        if reference is not None:
            found = self.find(reference)
            return (_summary(found, name_item),) if found else ()
        number, name = org_number_in(query), normalise(query)
        # All centres are compared here, as in the register: some thousands take milliseconds.
        named = self._connection.execute(
            select(dossiers.c.id, answers.c.value)
            .join(answers, answers.c.dossier_id == dossiers.c.id)
            .where(dossiers.c.reference.is_not(None))
            .where(answers.c.item == (number_item if number else name_item))
            .order_by(dossiers.c.id.desc())
        ).all()
        if number:
            same = [row.id for row in named if org_number_in(row.value) == number]
        else:
            names = [normalise(row.value) for row in named]
            near = set(resembling(name, names))
            same = [row.id for at, row in enumerate(named) if names[at] == name or at in near]
        cases = (self.load(each) for each in same[:MATCHES])
        return tuple(_summary(case, name_item) for case in cases if case)

    def card(self, dossier: int) -> str | None:
        """Where the case's card is in the secretariat's channel."""
        query = select(dossiers.c.card).where(dossiers.c.id == dossier)
        return self._connection.execute(query).scalar()

    def set_card(self, dossier: int, card: str) -> None:
        """Note where the case's card is. Not part of the dossier's content or revision."""
        this = dossiers.c.id == dossier
        self._connection.execute(update(dossiers).where(this).values(card=card))

    def _drafts(self, owner: Address) -> list[int]:
        draft = dossiers.c.state == CaseState.DRAFT.value
        query = select(dossiers.c.id).where(_owned(owner), draft).order_by(dossiers.c.id)
        return list(self._connection.execute(query).scalars())

    def _history(self, dossier: int) -> tuple[CaseEvent, ...]:
        rows = self._connection.execute(_HISTORY, {"dossier": dossier})
        return tuple(read_event(row) for row in rows)

    def _hashes(self, dossier: int) -> list[str]:
        query = select(attachments.c.sha256).where(attachments.c.dossier_id == dossier)
        return list(self._connection.execute(query).scalars())

    def _save_answers(self, loaded: Dossier, dossier: Dossier) -> None:
        old, new = loaded.answers, dossier.answers
        unnamed = [
            file.sha256
            for item, answer in old.items()
            if answer.files and new.get(item) != answer
            for file in answer.files
        ]
        for item in old.keys() - new.keys():
            self._save_files(dossier.id, item, old[item], None)
            self._connection.execute(delete(answers).where(_answer(dossier.id, item)))
        for item, answer in new.items():
            known = old.get(item)
            if known == answer:
                continue
            self._save_answer(dossier.id, item, known, answer)
        # Last of all: a file may have moved from one item to another.
        if unnamed:
            Files(self._connection).drop_unused(unnamed)

    def _save_answer(self, dossier: int, item: str, known: Answer | None, answer: Answer) -> None:
        row = answer_columns(answer)
        if known is None:
            self._connection.execute(_ANSWER, {"dossier_id": dossier, "item": item, **row})
        else:
            key = {"of_dossier": dossier, "of_item": item}
            self._connection.execute(_ANSWER_ANEW, {**key, **row})
        if (known.files if known else ()) != answer.files:
            self._save_files(dossier, item, known, answer)

    def _save_files(
        self, dossier: int, item: str, known: Answer | None, answer: Answer | None
    ) -> None:
        """Few and small, so they are written anew."""
        if known and known.files:
            this = and_(attachments.c.dossier_id == dossier, attachments.c.item == item)
            self._connection.execute(delete(attachments).where(this))
        if answer and answer.files:
            self._connection.execute(insert(attachments), attachment_rows(dossier, item, answer))

    def _append(self, loaded: Dossier, dossier: Dossier) -> None:
        kept = len(loaded.history)
        if dossier.history[:kept] != loaded.history:
            raise HistoryRewrittenError(f"dossier {dossier.id}")
        for number, event in enumerate(dossier.history[kept:], start=kept + 1):
            row = {"dossier_id": dossier.id, "number": number, **event_columns(event)}
            self._connection.execute(insert(case_events), row)


@cache
def _saving(columns: tuple[str, ...]) -> Update:
    """The statement that changes some columns, built once: there are few kinds of changes."""
    return _SAVE.values({name: bindparam(name) for name in columns})


def _owned(owner: Address) -> Any:
    return and_(dossiers.c.channel == owner.channel, dossiers.c.chat == owner.chat)


def _answer(dossier: int, item: str) -> Any:
    return and_(answers.c.dossier_id == dossier, answers.c.item == item)


def _summary(dossier: Dossier, name_item: str) -> CaseSummary:
    name = dossier.answers.get(name_item)
    return CaseSummary(
        dossier=dossier.id,
        centre=name.value if name else "",
        state=dossier.state,
        reference=dossier.reference,
        created_at=dossier.created_at,
        fee_paid_on=dossier.fee_paid_on,
        decision=dossier.decision,
        history=dossier.history,
    )
