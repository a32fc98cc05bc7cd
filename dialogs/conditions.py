"""Which items apply to a dossier, given its answers.

A condition only looks back (the loader refuses any other), so one pass in the checklist's order
decides everything. An answer to an item that no longer applies counts as not given: it is kept in
the dossier, but nothing follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.state import Answer, Dossier
from knowledge.model import Checklist, Clause, Item


def relevant(checklist: Checklist, answers: Mapping[str, Answer]) -> tuple[Item, ...]:
    """The items that apply, in the order in which they are asked."""
    counting: dict[str, Answer] = {}
    items: list[Item] = []
    for item in checklist.items.values():
        if all(_holds(clause, counting) for clause in item.when):
            items.append(item)
            if item.id in answers:
                counting[item.id] = answers[item.id]
    return tuple(items)


def open_items(checklist: Checklist, dossier: Dossier) -> tuple[Item, ...]:
    """The items that the applicant may answer now: all that apply, or just the reopened ones.

    A file on its way counts as given: what is asked about it comes next, not after all the rest.
    """
    coming = {each.item: Answer("", dossier.created_at) for each in dossier.pending}
    items = relevant(checklist, {**coming, **dossier.answers})
    if dossier.reopened:
        return tuple(item for item in items if item.id in dossier.reopened)
    return items


def _holds(clause: Clause, answers: Mapping[str, Answer]) -> bool:
    answer = answers.get(clause.item)
    if answer is None:
        return False
    return not clause.values or answer.value in clause.values
