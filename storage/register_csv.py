"""The register as a CSV file, the way a spreadsheet writes and reads it. Pure.

Columns by their Norwegian or English names, in any order, separated by commas or semicolons:
navn, org.nr, godkjent_fra, godkjent_til, type, status, kilde, sjekket_dato. Type and status may be
left out. Every mistake is reported with its line, all at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from stdnum.no import orgnr

from dialogs.state import RegisterEntry

HEADER = (
    "navn",
    "org.nr",
    "godkjent_fra",
    "godkjent_til",
    "type",
    "status",
    "kilde",
    "sjekket_dato",
)

_ENGLISH = (
    "name",
    "org_number",
    "valid_from",
    "valid_to",
    "kind",
    "status",
    "source",
    "checked_on",
)
_COLUMNS = {**dict(zip(HEADER, _ENGLISH, strict=True)), **{name: name for name in _ENGLISH}}
_NORWEGIAN = dict(zip(_ENGLISH, HEADER, strict=True))
_OPTIONAL = frozenset({"kind", "status"})
_KINDS = {
    "": "",
    "inn": "inbound",
    "inbound": "inbound",
    "ut": "outbound",
    "outbound": "outbound",
    "begge": "both",
    "inn og ut": "both",
    "both": "both",
}
_KINDS_OUT = {"inbound": "inn", "outbound": "ut", "both": "begge"}
_APPROVED = frozenset({"", "godkjent", "gyldig", "approved", "valid"})
_ENDED = frozenset({"utløpt", "expired"})

Row = Mapping[str, str]


class CsvError(Exception):
    """A file that cannot be loaded. `problems` has a line for every mistake."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _CellError(Exception):
    """A cell that cannot be read."""


def read_csv(text: str) -> tuple[RegisterEntry, ...]:
    """The entries of a file.

    Raises:
        CsvError: with every mistake; nothing of such a file should be loaded.
    """
    lines = text.lstrip("\ufeff").splitlines()
    if not lines:
        raise CsvError(["line 1: the file is empty"])
    separator = ";" if lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    columns = _read_header(next(reader))
    entries: list[RegisterEntry] = []
    problems: list[str] = []
    seen: dict[tuple[str, date], int] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        line = reader.line_num
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
        entry, found = _read_entry(row)
        problems += [f"line {line}: {problem}" for problem in found]
        if entry is None:
            continue
        first = seen.setdefault((entry.org_number, entry.valid_from), line)
        if first != line:
            problems.append(f"line {line}: the same approval as in line {first}")
        entries.append(entry)
    if problems:
        raise CsvError(problems)
    return tuple(entries)


def write_csv(entries: Sequence[RegisterEntry]) -> str:
    """A file with the entries, in the order given, that `read_csv` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for entry in entries:
        writer.writerow(
            (
                entry.name,
                entry.org_number,
                entry.valid_from.isoformat(),
                entry.valid_to.isoformat(),
                _KINDS_OUT.get(entry.kind, ""),
                "godkjent",
                entry.source,
                entry.checked_on.isoformat(),
            )
        )
    return out.getvalue()


def _read_header(cells: Sequence[str]) -> list[str]:
    names = [_COLUMNS.get(cell.strip().casefold(), "") for cell in cells]
    problems = [
        f"line 1: unknown column {cell.strip()!r}"
        for cell, name in zip(cells, names, strict=True)
        if not name
    ]
    problems += [
        f"line 1: the column {norwegian} is missing"
        for norwegian, name in zip(HEADER, _ENGLISH, strict=True)
        if name not in names and name not in _OPTIONAL
    ]
    problems += [
        f"line 1: the column {name} is there twice" for name in _ENGLISH if names.count(name) > 1
    ]
    if problems:
        raise CsvError(problems)
    return names


def _read_entry(row: Row) -> tuple[RegisterEntry | None, list[str]]:
    """The entry of a row, or everything that is wrong with it."""
    read: dict[str, str | date] = {}
    problems: list[str] = []
    for name, reader in _READERS.items():
        try:
            read[name] = reader(row.get(name, ""))
        except _CellError as error:
            problems.append(f"{_NORWEGIAN[name]}: {error}")
    if problems:
        return None, problems
    entry = RegisterEntry(**read)  # type: ignore[arg-type]  # each reader gives its column's type
    problems = list(_contradictions(entry, row.get("status", "").casefold()))
    return (None, problems) if problems else (entry, [])


def _contradictions(entry: RegisterEntry, status: str) -> Iterator[str]:
    if entry.valid_to < entry.valid_from:
        yield "the approval ends before it begins"
    if status in _ENDED and entry.valid_to >= entry.checked_on:
        yield "the status says that it has ended, the dates say that it has not"
    elif status not in _APPROVED | _ENDED:
        yield f"the status {status!r} is no approval: leave such a centre out"


def _read_text(value: str) -> str:
    if not value:
        raise _CellError("it is empty")
    return value


def _read_number(value: str) -> str:
    digits = orgnr.compact(value)
    if digits == "000000000" or not orgnr.is_valid(digits):
        raise _CellError(f"{value!r} is no organisation number")
    return str(digits)


def _read_day(value: str) -> date:
    for shape in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(value, shape).date()  # noqa: DTZ007  # a calendar day
        except ValueError:
            continue
    raise _CellError(f"{value!r} is no date: write 2026-03-31 or 31.03.2026")


def _read_kind(value: str) -> str:
    kind = _KINDS.get(value.casefold())
    if kind is None:
        raise _CellError(f"{value!r} is no type: write inn, ut or begge")
    return kind


_READERS: Mapping[str, Callable[[str], str | date]] = {
    "name": _read_text,
    "org_number": _read_number,
    "valid_from": _read_day,
    "valid_to": _read_day,
    "kind": _read_kind,
    "source": _read_text,
    "checked_on": _read_day,
}
