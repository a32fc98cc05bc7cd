"""Reads one item of the checklist: its kind, limits, cautions and words."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.draft import Draft
from knowledge.fields import Fields
from knowledge.loader_conditions import possible_values, read_when
from knowledge.model import AnswerKind, Caution, Item, Limits, Standing
from knowledge.texts import BASE, caution_key, choice_key, item_key
from knowledge.yaml_source import Table

ITEM_TEXTS = ("question", "short", "why", "help", "example", "missing", "pattern_error")
_LIMITS = ("min_length", "max_length", "pattern", "not_future", "at_most_item")
_ITEM_KEYS = frozenset(
    {"id", "kind", "standing", "required", "sources", "when", "choices", "slug", "cautions"}
    | {*ITEM_TEXTS, *_LIMITS}
)
_CAUTION_KEYS = frozenset({"id", "is", "matches", "older_than_months", "text"})
_CAUTION_TESTS = ("is", "matches", "older_than_months")

_FREE_TEXT = frozenset({AnswerKind.TEXT})
_PATTERNED = frozenset({AnswerKind.TEXT, AnswerKind.URL, AnswerKind.EMAIL, AnswerKind.PHONE})
_LIMIT_KINDS = {
    "min_length": _FREE_TEXT,
    "max_length": _FREE_TEXT,
    "pattern": _PATTERNED,
    "not_future": frozenset({AnswerKind.DATE}),
    "at_most_item": frozenset({AnswerKind.NUMBER}),
    "choices": frozenset({AnswerKind.CHOICE}),
    "slug": frozenset({AnswerKind.FILES}),
}
_CHOSEN = frozenset({AnswerKind.CHOICE, AnswerKind.YES_NO})
_TYPED = frozenset(AnswerKind) - _CHOSEN - {AnswerKind.FILES}
_CAUTION_KINDS = {
    "is": _CHOSEN,
    "matches": _PATTERNED,
    "older_than_months": frozenset({AnswerKind.DATE}),
}
_SLUG = re.compile(r"[a-z][a-z_]*")
_ITEM_ID = re.compile(r"[A-Z][0-9]{1,2}[a-z]?")
_INNER_ID = re.compile(r"[a-z][a-z0-9_]*")
SHORT_LIMIT = 40
"""Characters of an item's label: what a line of the review and of the dossier has room for."""


def read_item(draft: Draft, table: Table, section: str) -> None:
    """An item with its texts. One without a usable id or kind is noted and left out."""
    fields = Fields(table, draft.problems, _ITEM_KEYS)
    item_id = fields.text("id", required=True)
    kind = fields.one_of("kind", AnswerKind, required=True)
    standing = fields.one_of("standing", Standing, required=True) or Standing.INFERRED
    if item_id and not (_ITEM_ID.fullmatch(item_id) and item_id.startswith(section)):
        fields.problem("id", f"an item's id is its section and a number, not {item_id!r}")
    if item_id in draft.items:
        first = draft.item_places[item_id]
        fields.problem("id", f"the id {item_id!r} is already used in {first.file}:{first.line}")
        return
    if not item_id or kind is None:
        return
    item = Item(
        id=item_id,
        section=section,
        kind=kind,
        standing=standing,
        required=fields.flag("required", required=True),
        sources=draft.use_sources(fields.words("sources", required=True)),
        when=read_when(draft, fields.node("when")),
        choices=_read_choices(draft, fields, item_id, kind),
        limits=_read_limits(draft, fields),
        slug=_read_slug(fields, kind),
    )
    _check_kind(fields, kind)
    _read_texts(draft, fields, item)
    draft.items[item_id] = replace(item, cautions=_read_cautions(draft, fields, item))
    draft.item_places[item_id] = fields.place("id")


def _check_kind(fields: Fields, kind: AnswerKind) -> None:
    for key, kinds in _LIMIT_KINDS.items():
        if key in fields and kind not in kinds:
            fields.problem(key, f"{key!r} is only for {', '.join(sorted(kinds))}")


def _read_choices(draft: Draft, fields: Fields, item: str, kind: AnswerKind) -> tuple[str, ...]:
    table = fields.table("choices", required=kind is AnswerKind.CHOICE)
    if table is None:
        return ()
    labels = Fields(table, draft.problems, frozenset(table.entries))
    for choice in table.entries:
        if not _INNER_ID.fullmatch(choice):
            labels.problem(choice, f"a choice's id is made of a-z, 0-9 and _, not {choice!r}")
        draft.put(BASE, choice_key(item, choice), labels.scalar(choice), prose=True)
    return tuple(table.entries)


def _read_limits(draft: Draft, fields: Fields) -> Limits:
    usual = Limits()
    shortest = fields.whole_number("min_length") or usual.min_length
    longest = fields.whole_number("max_length") or usual.max_length
    if longest > usual.max_length:
        fields.problem("max_length", f"'max_length' is at most {usual.max_length}")
    if shortest > longest:
        fields.problem("min_length", "'min_length' is more than 'max_length'")
    other = fields.text("at_most_item")
    if other and (other not in draft.items or draft.items[other].kind is not AnswerKind.NUMBER):
        fields.problem("at_most_item", f"{other!r} is not an earlier item of kind number")
    return Limits(
        min_length=shortest,
        max_length=longest,
        pattern=fields.pattern("pattern"),
        not_future=fields.flag("not_future"),
        at_most_item=other or None,
    )


def _read_slug(fields: Fields, kind: AnswerKind) -> str:
    slug = fields.text("slug", required=kind is AnswerKind.FILES)
    if slug and not _SLUG.fullmatch(slug):
        fields.problem("slug", f"'slug' is made of a-z and _, not {slug!r}")
    return slug


def _read_texts(draft: Draft, fields: Fields, item: Item) -> None:
    required = {"question", "short", "why"}
    if item.required:
        required.add("missing")
    if item.kind in _TYPED:
        required.add("example")
    if item.limits.pattern:
        required.add("pattern_error")
    elif "pattern_error" in fields and "pattern" not in fields:
        fields.problem("pattern_error", "'pattern_error' needs a 'pattern'")
    for part in ITEM_TEXTS:
        scalar = fields.scalar(part, required=part in required)
        draft.put(BASE, item_key(item.id, part), scalar, prose=True)


def _read_caution(draft: Draft, table: Table, item: Item) -> Caution:
    fields = Fields(table, draft.problems, _CAUTION_KEYS)
    caution_id = fields.text("id", required=True)
    if caution_id and not _INNER_ID.fullmatch(caution_id):
        fields.problem("id", f"a caution's id is made of a-z, 0-9 and _, not {caution_id!r}")
    tests = [test for test in _CAUTION_TESTS if test in fields]
    if len(tests) != 1:
        fields.problem("id", f"a caution has exactly one of {', '.join(_CAUTION_TESTS)}")
    for test in tests:
        if item.kind not in _CAUTION_KINDS[test]:
            kinds = ", ".join(sorted(_CAUTION_KINDS[test]))
            fields.problem(test, f"{test!r} is only for {kinds}")
    values = frozenset(scalar.value for scalar in fields.words("is"))
    for value in sorted(values - set(possible_values(item))) if item.kind in _CHOSEN else ():
        fields.problem("is", f"{value!r} is not among the answers of {item.id}")
    text = fields.scalar("text", required=True)
    draft.put(BASE, caution_key(item.id, caution_id), text, prose=True)
    return Caution(
        id=caution_id,
        values=values,
        pattern=fields.pattern("matches"),
        older_than_months=fields.whole_number("older_than_months"),
    )


def _read_cautions(draft: Draft, fields: Fields, item: Item) -> tuple[Caution, ...]:
    cautions = tuple(_read_caution(draft, caution, item) for caution in fields.tables("cautions"))
    ids = [caution.id for caution in cautions]
    for repeated in sorted({found for found in ids if ids.count(found) > 1}):
        fields.problem("cautions", f"the caution {repeated!r} is there twice")
    return cautions
