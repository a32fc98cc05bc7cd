"""Reads the checklist's sections: their items in order, and their words in other languages."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.draft import Draft
from knowledge.fields import Fields
from knowledge.loader_conditions import check_clauses, read_conditions
from knowledge.loader_items import ITEM_TEXTS, read_item
from knowledge.model import Language
from knowledge.texts import BASE, caution_key, choice_key, item_key, section_key
from knowledge.yaml_source import Table

CONDITIONS_FILE = "conditions.yaml"
_SECTION_KEYS = frozenset({"section", "title", "items"})
_OVERLAY_ITEM_KEYS = frozenset({*ITEM_TEXTS, "choices", "cautions"})
_SECTION = re.compile(r"[A-Z]")


def read_checklist(draft: Draft, folder: Path) -> None:
    """The folder `checklist`: sections in the order of their file names."""
    conditions = folder / CONDITIONS_FILE
    read_conditions(draft, conditions)
    for path in sorted(folder.glob("*.yaml")):
        if path != conditions:
            _read_section(draft, path)
    check_clauses(draft)


def overlay_section(draft: Draft, path: Path, language: Language) -> None:
    """A section's words in another language."""
    table = draft.table(path)
    if table is None:
        return
    fields = Fields(table, draft.problems, _SECTION_KEYS)
    section = fields.text("section", required=True)
    draft.put(language, section_key(section), fields.scalar("title"), prose=True)
    items = fields.table("items")
    for item, node in (items.entries if items else {}).items():
        if isinstance(node, Table):
            _overlay_item(draft, item, node, language)
        else:
            draft.problems.add(node.place, f"{item!r} has to be a table of keys and values")


def _read_section(draft: Draft, path: Path) -> None:
    table = draft.table(path)
    if table is None:
        return
    fields = Fields(table, draft.problems, _SECTION_KEYS)
    section = fields.text("section", required=True)
    if section and not _SECTION.fullmatch(section):
        fields.problem("section", f"a section is one letter A-Z, not {section!r}")
    if section in draft.sections:
        fields.problem("section", f"the section {section!r} is already there")
    draft.sections.append(section)
    draft.put(BASE, section_key(section), fields.scalar("title", required=True), prose=True)
    for item in fields.tables("items", required=True):
        read_item(draft, item, section)


def _overlay_item(draft: Draft, item: str, table: Table, language: Language) -> None:
    fields = Fields(table, draft.problems, _OVERLAY_ITEM_KEYS)
    for part in ITEM_TEXTS:
        draft.put(language, item_key(item, part), fields.scalar(part), prose=True)
    for name, key in (("choices", choice_key), ("cautions", caution_key)):
        inner = fields.table(name)
        if inner is None:
            continue
        inner_fields = Fields(inner, draft.problems, frozenset(inner.entries))
        for inner_id in inner.entries:
            scalar = inner_fields.scalar(inner_id)
            draft.put(language, key(item, inner_id), scalar, prose=True)
