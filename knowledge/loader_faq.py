"""Reads what the bot can answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from knowledge.draft import Draft
from knowledge.fields import Fields
from knowledge.model import Entry, EntryKind, Language, NextStep
from knowledge.problems import Place
from knowledge.texts import BASE, entry_key
from knowledge.yaml_source import Listing, Table

_ENTRY_KEYS = frozenset(
    {"id", "kind", "title", "answer", "sources", "as_of", "related", "next_step"}
    | {"often", "offered", "review_by"}
)
_OVERLAY_KEYS = frozenset({"title", "answer"})
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
    """The words of entries in another language."""
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


def read_terms(draft: Draft, path: Path) -> None:
    """`terms.yaml`: the jargon of answers, and the entries that explain it."""
    node = draft.node(path)
    for item in node.items if isinstance(node, Listing) else ():
        if not isinstance(item, Table):
            draft.problems.add(item.place, "expected a table of keys and values")
            continue
        fields = Fields(item, draft.problems, frozenset({"entry", "pattern"}))
        entry, pattern = fields.text("entry", required=True), fields.pattern("pattern")
        if entry not in draft.entries:
            fields.problem("entry", f"there is no entry {entry!r}")
        elif pattern is None:
            fields.problem("pattern", "'pattern' is missing")
        else:
            _link(draft, entry, re.compile(pattern))


def _link(draft: Draft, term: str, pattern: re.Pattern[str]) -> None:
    """Let the answers that use a term lead to the entry that explains it."""
    for entry in draft.entries.values():
        text = draft.texts[BASE].get(entry_key(entry.id, "answer"))
        told = entry.id == term or term in entry.related
        if text and not told and pattern.search(text.text):
            draft.entries[entry.id] = replace(entry, terms=(*entry.terms, term))


def check_entries(draft: Draft) -> None:
    """What can be told only when all entries have been read."""
    for entry in draft.entries.values():
        place = draft.entry_places[entry.id]
        for other in entry.related:
            if other not in draft.entries or other == entry.id:
                draft.problems.add(place, f"related: there is no other entry {other!r}")
        _check_as_of(draft, entry, place)


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
        often=fields.flag("often"),
        offered="offered" not in fields or fields.flag("offered"),
        review_by=fields.iso_date("review_by"),
    )
    draft.entry_places[entry_id] = fields.place("id")
    spoken = kind in {EntryKind.ANSWER, EntryKind.SMALLTALK}
    for part, required in (("title", True), ("answer", spoken)):
        scalar = fields.scalar(part, required=required)
        draft.put(BASE, entry_key(entry_id, part), scalar, prose=True)


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
