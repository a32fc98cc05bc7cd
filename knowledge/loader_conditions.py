"""Reads what makes an item apply: named conditions, inline clauses and the roles of items."""

from __future__ import annotations

from pathlib import Path

from knowledge.draft import Draft
from knowledge.fields import NO, YES, Fields
from knowledge.model import AnswerKind, Clause, Item
from knowledge.problems import Place
from knowledge.yaml_source import Listing, Node, Scalar, Table

_TOP_KEYS = frozenset({"version", "roles", "conditions"})
_CLAUSE_KEYS = frozenset({"item", "is"})
NAME_ROLE, ORG_NUMBER_ROLE = "name", "org_number"


def read_conditions(draft: Draft, path: Path) -> None:
    """`checklist/conditions.yaml`: the checklist's version, roles and named conditions."""
    table = draft.table(path)
    if table is None:
        return
    fields = Fields(table, draft.problems, _TOP_KEYS)
    draft.version = fields.text("version", required=True)
    roles = fields.table("roles", required=True)
    if roles is not None:
        role_fields = Fields(roles, draft.problems, frozenset(roles.entries))
        for role in (*roles.entries, NAME_ROLE, ORG_NUMBER_ROLE):
            item = role_fields.text(role, required=True)
            draft.roles[role] = (item, role_fields.place(role))
    conditions = fields.table("conditions")
    for name, node in (conditions.entries if conditions else {}).items():
        draft.conditions[name] = _clauses(draft, node)


def read_when(draft: Draft, node: Node | None) -> tuple[Clause, ...]:
    """The clauses of an item's `when`; those of a named condition stand in its place."""
    if node is None:
        return ()
    clauses: list[Clause] = []
    for part in node.items if isinstance(node, Listing) else (node,):
        if isinstance(part, Scalar):
            if part.value not in draft.conditions:
                draft.problems.add(part.place, f"unknown condition {part.value!r}")
            found = draft.conditions.get(part.value, ())
        else:
            found = _clauses(draft, part)
        for clause in found:
            _check_looks_back(draft, clause, part.place)
        clauses += found
    return tuple(clauses)


def check_clauses(draft: Draft) -> None:
    """Every clause asks an item for values that it can have; every role is an item."""
    for clause, place in draft.clauses:
        item = draft.items.get(clause.item)
        if item is None:
            draft.problems.add(place, f"there is no item {clause.item!r}")
            continue
        for value in sorted(clause.values - set(possible_values(item))):
            draft.problems.add(place, f"{value!r} is not among the answers of {item.id}")
    for role, (item_id, place) in draft.roles.items():
        item = draft.items.get(item_id)
        if item_id and item is None:
            draft.problems.add(place, f"the role {role!r}: there is no item {item_id!r}")
        elif item and role == ORG_NUMBER_ROLE and item.kind is not AnswerKind.ORG_NUMBER:
            draft.problems.add(place, f"the role {role!r}: {item_id} is not an org_number")


def possible_values(item: Item) -> tuple[str, ...]:
    """The answers that a clause or a caution can ask for; none where answers are free."""
    return (YES, NO) if item.kind is AnswerKind.YES_NO else item.choices


def _clauses(draft: Draft, node: Node) -> tuple[Clause, ...]:
    found: list[Clause] = []
    for part in node.items if isinstance(node, Listing) else (node,):
        if not isinstance(part, Table):
            draft.problems.add(part.place, "a clause looks like {item: B8, is: [outgoing, both]}")
            continue
        fields = Fields(part, draft.problems, _CLAUSE_KEYS)
        values = frozenset(scalar.value for scalar in fields.words("is"))
        clause = Clause(fields.text("item", required=True), values)
        if clause.item:
            found.append(clause)
            draft.clauses.append((clause, part.place))
    return tuple(found)


def _check_looks_back(draft: Draft, clause: Clause, place: Place) -> None:
    if clause.item not in draft.items:
        message = f"a condition can only look back: {clause.item!r} is not an earlier item"
        draft.problems.add(place, message)
