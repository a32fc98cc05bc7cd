"""Reads what the bot can answer, the ways of asking for it, and the messages that are not ours."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from knowledge.draft import Draft
from knowledge.fields import Fields
from knowledge.model import Entry, EntryKind, Language, NextStep
from knowledge.phrasing import Phrasing, normalised
from knowledge.problems import Place
from knowledge.texts import BASE, entry_key
from knowledge.yaml_source import Listing, Scalar, Table, read_text

_ENTRY_KEYS = frozenset(
    {"id", "kind", "title", "answer", "sources", "as_of", "related", "next_step", "ask"}
    | {"review_by"}
)
_OVERLAY_KEYS = frozenset({"title", "answer", "ask"})
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ID_LIMIT = 32
"""Characters of an id: a button's 64 bytes of callback data have to hold it."""
RELATED_LIMIT = 3


def read_entries(draft: Draft, path: Path) -> None:
    """One file of `faq`: a list of entries."""
    node = draft.node(path)
    if node is None:
        return
    if not isinstance(node, Listing):
        draft.problems.add(node.place, "the file has to be a list of entries")
        return
    for item in node.items:
        if isinstance(item, Table):
            _read_entry(draft, item)
        else:
            draft.problems.add(item.place, "expected a table of keys and values")


def overlay_entries(draft: Draft, path: Path, language: Language) -> None:
    """The words of entries in another language; their ways of asking may stand alone."""
    table = draft.table(path)
    for entry, node in (table.entries if table else {}).items():
        if not isinstance(node, Table):
            draft.problems.add(node.place, f"{entry!r} has to be a table of keys and values")
            continue
        if entry not in draft.entries:
            draft.problems.add(node.place, f"there is no entry {entry!r}")
            continue
        fields = Fields(node, draft.problems, _OVERLAY_KEYS)
        for part in ("title", "answer"):
            draft.put(language, entry_key(entry, part), fields.scalar(part), prose=True)
        _read_ways(draft, fields.words("ask"), entry, language)


def read_not_ours(draft: Draft, path: Path) -> None:
    """`not_ours.txt`: a message a line; lines that start with # are for the reader."""
    draft.read.add(path)
    text = read_text(path, draft.root, draft.problems)
    file = path.relative_to(draft.root).as_posix()
    for number, line in enumerate((text or "").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            place = Place(file, number)
            draft.phrasings.append((Phrasing(line.strip(), entry=None, language=None), place))


def check_entries(draft: Draft) -> None:
    """What can be told only when all entries and phrasings have been read."""
    for entry in draft.entries.values():
        place = draft.entry_places[entry.id]
        for other in entry.related:
            if other not in draft.entries or other == entry.id:
                draft.problems.add(place, f"related: there is no other entry {other!r}")
        _check_as_of(draft, entry, place)
    _check_unique(draft)


def _read_entry(draft: Draft, table: Table) -> None:
    fields = Fields(table, draft.problems, _ENTRY_KEYS)
    entry_id = fields.text("id", required=True)
    if not entry_id:
        return
    if not _ID.fullmatch(entry_id) or len(entry_id) > ID_LIMIT:
        message = f"an id is words of a-z and 0-9 with hyphens, at most {ID_LIMIT} characters"
        fields.problem("id", f"{message}: {entry_id!r}")
    if entry_id in draft.entries:
        first = draft.entry_places[entry_id]
        fields.problem("id", f"the id {entry_id!r} is already used in {first.file}:{first.line}")
        return
    kind = fields.one_of("kind", EntryKind) or EntryKind.ANSWER
    related = tuple(scalar.value for scalar in fields.words("related"))
    if len(related) > RELATED_LIMIT or len(set(related)) < len(related):
        fields.problem("related", f"'related' has at most {RELATED_LIMIT} different entries")
    draft.entries[entry_id] = Entry(
        id=entry_id,
        kind=kind,
        sources=draft.use_sources(fields.words("sources", required=kind is EntryKind.ANSWER)),
        as_of=fields.iso_date("as_of"),
        related=related,
        next_step=fields.one_of("next_step", NextStep),
        review_by=fields.iso_date("review_by"),
    )
    draft.entry_places[entry_id] = fields.place("id")
    spoken = kind in {EntryKind.ANSWER, EntryKind.SMALLTALK}
    for part, required in (("title", True), ("answer", spoken)):
        scalar = fields.scalar(part, required=required)
        draft.put(BASE, entry_key(entry_id, part), scalar, prose=True)
    _read_ways(draft, fields.words("ask", required=True), entry_id, BASE)


def _read_ways(draft: Draft, ways: tuple[Scalar, ...], entry: str, language: Language) -> None:
    for way in ways:
        if not normalised(way.value):
            draft.problems.add(way.place, f"ask: there is no word in {way.value!r}")
        draft.phrasings.append((Phrasing(way.value, entry, language), way.place))


def _check_as_of(draft: Draft, entry: Entry, place: Place) -> None:
    dates: set[date] = set()
    for source in entry.sources:
        known = draft.sources.get(source)
        if known and known.as_of:
            dates.add(known.as_of)
    newest = max(dates, default=None)
    if entry.as_of != newest and all(source in draft.sources for source in entry.sources):
        wanted = newest.isoformat() if newest else "left out, because its sources are undated"
        draft.problems.add(place, f"as_of: the newest date of the sources of {entry.id}: {wanted}")


def _check_unique(draft: Draft) -> None:
    """The same words may not lead to two places. Within one entry, repeats are harmless."""
    first: dict[str, tuple[Phrasing, Place]] = {}
    for phrasing, place in draft.phrasings:
        key = normalised(phrasing.text)
        known, known_place = first.setdefault(key, (phrasing, place))
        if known.entry != phrasing.entry:
            where = f"{known.entry or 'not ours'} ({known_place.file}:{known_place.line})"
            message = f"{phrasing.text!r} already leads to {where}"
            draft.problems.add(place, message)
