"""Reads sources, fees and contact points: the facts that answers lean on."""

from __future__ import annotations

from pathlib import Path

from knowledge.draft import Draft
from knowledge.fields import Fields
from knowledge.library import FactTable, FactValue, Source
from knowledge.model import Language
from knowledge.texts import BASE, source_key
from knowledge.yaml_source import Listing, Node, Scalar, Table

FACT_FILES = ("fees", "contact")
_SOURCE_KEYS = frozenset({"title", "url", "date", "as_of"})
_SOURCE_TEXTS = frozenset({"title", "date"})
_DATES = ("confirmed",)


def read_sources(draft: Draft, path: Path) -> None:
    """`sources.yaml`: every source by its key."""
    for key, table in _tables(draft, path):
        fields = Fields(table, draft.problems, _SOURCE_KEYS)
        url = fields.text("url")
        if url and not url.startswith(("https://", "http://")):
            fields.problem("url", f"'url' has to be a web address, not {url!r}")
        for part, required in (("title", True), ("date", False)):
            scalar = fields.scalar(part, required=required)
            draft.put(BASE, source_key(key, part), scalar, prose=False)
        draft.sources[key] = Source(key, url, fields.iso_date("as_of"))


def overlay_sources(draft: Draft, path: Path, language: Language) -> None:
    """The titles and dates of sources in another language."""
    for key, table in _tables(draft, path):
        fields = Fields(table, draft.problems, _SOURCE_TEXTS)
        for part in sorted(_SOURCE_TEXTS):
            draft.put(language, source_key(key, part), fields.scalar(part), prose=False)


def read_facts(draft: Draft, path: Path) -> None:
    """`fees.yaml` or `contact.yaml`: any table; its dates and sources are checked."""
    table = draft.table(path)
    if table is not None:
        _check_facts(draft, table)
        draft.facts.setdefault(BASE, {})[path.stem] = _fact_table(table)


def overlay_facts(draft: Draft, path: Path, language: Language) -> None:
    """The words of `fees.yaml` or `contact.yaml` in another language, laid over the base's."""
    table = draft.table(path)
    base = draft.facts.get(BASE, {}).get(path.stem)
    if table is not None and base is not None:
        draft.facts.setdefault(language, {})[path.stem] = _laid_over(draft, base, table)


def _tables(draft: Draft, path: Path) -> list[tuple[str, Table]]:
    top = draft.table(path)
    found: list[tuple[str, Table]] = []
    for key, node in (top.entries if top else {}).items():
        if isinstance(node, Table):
            found.append((key, node))
        else:
            draft.problems.add(node.place, f"{key!r} has to be a table of keys and values")
    return found


def _check_facts(draft: Draft, table: Table) -> None:
    fields = Fields(table, draft.problems, frozenset(table.entries))
    for name in _DATES:
        fields.iso_date(name)
    for name in ("source", "sources"):
        draft.use_sources(fields.words(name))
    for node in table.entries.values():
        for inner in node.items if isinstance(node, Listing) else (node,):
            if isinstance(inner, Table):
                _check_facts(draft, inner)


def _fact(node: Node) -> FactValue:
    match node:
        case Scalar(value=value):
            return value
        case Listing(items=items):
            return tuple(_fact(item) for item in items)
        case Table():
            return _fact_table(node)


def _fact_table(table: Table) -> FactTable:
    return {key: _fact(node) for key, node in table.entries.items()}


def _laid_over(draft: Draft, base: FactTable, table: Table) -> FactTable:
    merged = dict(base)
    for key, node in table.entries.items():
        below = base.get(key)
        if isinstance(node, Table) and isinstance(below, dict):
            merged[key] = _laid_over(draft, below, node)
        elif isinstance(node, Scalar) and isinstance(below, str):
            merged[key] = node.value
        else:
            draft.problems.add(table.keys[key], f"{key!r} is not there like this in {BASE}")
    return merged
