"""The register of approvals: a list loaded from outside, and the approvals of our own cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from dialogs.state import CaseState, Dossier, RegisterEntry, RegisterResult, Verdict
from knowledge.model import Checklist
from storage.postgres import lock_name
from storage.register_match import judge, normalise, org_number_in, resembling
from storage.tables import register

_TYPE_ROLE = "centre_type"  # the checklist item that says inbound, outbound or both
_PUBLIC_ROLE = "public_name"  # the item that asks whether the centre may be on the public list


class Register:
    """The register. An approval that has ended is still found: its dates say so."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def search(self, query: str, today: date) -> RegisterResult:
        """Look up an organisation number or a name. A name that only resembles is no answer."""
        listed_on, as_of = self._freshness()
        exact: Sequence[RegisterEntry]
        near: Sequence[RegisterEntry] = ()
        if number := org_number_in(query):
            exact = self._where(register.c.org_number == number)
        else:
            name = normalise(query)
            exact = self._where(register.c.normalised == name) if name else ()
            near = () if exact else self._near(name)
        return judge(query, exact, near, listed_on, as_of, today)

    def named(self, text: str, today: date) -> RegisterResult | None:
        """What is listed under exactly that name, or None: the text may not be a name at all."""
        name = normalise(text)
        exact = self._where(register.c.normalised == name) if name else ()
        return judge(text, exact, (), *self._freshness(), today) if exact else None

    def project(self, dossier: Dossier, checklist: Checklist, today: date) -> None:
        """Make the register show what a case says: an entry while it is approved, else none."""
        self._connection.execute(delete(register).where(register.c.dossier_id == dossier.id))
        entry = _approval(dossier, checklist, today)
        if entry is not None:
            row = {**_columns(entry), "dossier_id": dossier.id}
            self._connection.execute(insert(register), row)

    def import_(self, entries: Sequence[RegisterEntry]) -> int:
        """Put a list in the place of the one loaded before; how many entries it has.

        Approvals of our own cases stay, whatever the list says.
        """
        lock_name(self._connection, "register")  # or two lists loaded at once would both stay
        self._connection.execute(delete(register).where(register.c.dossier_id.is_(None)))
        if entries:
            self._connection.execute(insert(register), [_columns(entry) for entry in entries])
        return len(entries)

    def export(self) -> tuple[RegisterEntry, ...]:
        """Every entry, by name."""
        # Sorted here: databases sort names as their language says, and the file should not change.
        rows = self._connection.execute(select(register)).all()
        return tuple(_entry(row) for row in sorted(rows, key=lambda row: (row.normalised, row.id)))

    def _freshness(self) -> tuple[date | None, date | None]:
        """The newest check of a loaded list, and of anything."""
        newest = func.max(register.c.checked_on)
        query = select(newest.filter(register.c.dossier_id.is_(None)), newest)
        listed_on, as_of = self._connection.execute(query).one()
        return listed_on, as_of

    def _where(self, condition: Any) -> list[RegisterEntry]:
        query = select(register).where(condition).order_by(register.c.id)
        return [_entry(row) for row in self._connection.execute(query)]

    def _near(self, name: str) -> list[RegisterEntry]:
        # All names are compared here: the scheme has tens of centres, and thousands take 2 ms.
        rows = self._connection.execute(select(register).order_by(register.c.id)).all()
        return [_entry(rows[each]) for each in resembling(name, [row.normalised for row in rows])]


def _approval(dossier: Dossier, checklist: Checklist, today: date) -> RegisterEntry | None:
    decision = dossier.decision
    if dossier.state is not CaseState.APPROVED or decision is None:
        return None
    if decision.verdict is not Verdict.APPROVED or not (decision.valid_from and decision.valid_to):
        return None
    if _value(dossier, checklist.roles.get(_PUBLIC_ROLE, "")) == "no":
        return None
    number = _value(dossier, checklist.org_number_item)
    return RegisterEntry(
        org_number=number if len(number) == 9 and number.isdigit() else "",
        name=_value(dossier, checklist.name_item),
        valid_from=decision.valid_from,
        valid_to=decision.valid_to,
        kind=_value(dossier, checklist.roles.get(_TYPE_ROLE, "")),
        source=dossier.reference or "",
        checked_on=today,
    )


def _value(dossier: Dossier, item: str) -> str:
    answer = dossier.answers.get(item)
    return answer.value if answer else ""


def _columns(entry: RegisterEntry) -> dict[str, Any]:
    return {
        "org_number": entry.org_number,
        "name": entry.name,
        "normalised": normalise(entry.name),
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "kind": entry.kind,
        "source": entry.source,
        "checked_on": entry.checked_on,
    }


def _entry(row: Row[Any]) -> RegisterEntry:
    return RegisterEntry(
        org_number=row.org_number,
        name=row.name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        kind=row.kind,
        source=row.source,
        checked_on=row.checked_on,
    )
