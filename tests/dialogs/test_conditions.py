"""Which items apply: answers fall away with their condition and come back with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from dialogs.conditions import open_items, relevant
from dialogs.state import Address, Answer, CaseState, Dossier, Pending
from knowledge.model import AnswerKind, Checklist, Clause, Item, Standing
from tests.dialogs.content import CHECKLIST

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _answers(**values: str) -> Mapping[str, Answer]:
    return {item: Answer(value, NOW) for item, value in values.items()}


def _ids(**values: str) -> list[str]:
    return [item.id for item in relevant(CHECKLIST, _answers(**values))]


def test_an_item_applies_when_its_condition_holds() -> None:
    assert "B2" not in _ids()
    assert "B2" not in _ids(B1="no")
    assert "B2" in _ids(B1="yes")


def test_items_keep_the_checklists_order() -> None:
    assert _ids(B1="yes") == list(CHECKLIST.items)


def test_an_answer_that_fell_away_counts_as_absent_for_what_follows_from_it() -> None:
    items = [
        Item("A", "S", AnswerKind.YES_NO, Standing.STATED, True, ()),
        Item("B", "S", AnswerKind.YES_NO, Standing.STATED, True, (), (Clause("A", _yes()),)),
        Item("C", "S", AnswerKind.TEXT, Standing.STATED, True, (), (Clause("B", _yes()),)),
        Item("D", "S", AnswerKind.TEXT, Standing.STATED, True, (), (Clause("B"),)),
    ]
    chain = Checklist("1", ("S",), {item.id: item for item in items}, "A", "A")

    held = relevant(chain, _answers(A="yes", B="yes"))
    fallen = relevant(chain, _answers(A="no", B="yes"))

    assert [item.id for item in held] == ["A", "B", "C", "D"]
    assert [item.id for item in fallen] == ["A"]


def test_only_what_was_reopened_is_open() -> None:
    dossier = Dossier(1, Address("t", "1"), 0, CaseState.CHANGES_REQUESTED, "1", NOW)
    reopened = Dossier(
        1, Address("t", "1"), 0, CaseState.CHANGES_REQUESTED, "1", NOW, reopened=frozenset({"A3"})
    )

    assert len(open_items(CHECKLIST, dossier)) > 1
    assert [item.id for item in open_items(CHECKLIST, reopened)] == ["A3"]


def test_what_follows_from_a_file_is_open_while_the_file_is_on_its_way() -> None:
    items = [
        Item("A", "S", AnswerKind.FILES, Standing.STATED, True, ()),
        Item("B", "S", AnswerKind.DATE, Standing.STATED, True, (), (Clause("A"),)),
    ]
    pair = Checklist("1", ("S",), {item.id: item for item in items}, "A", "A")
    without = Dossier(1, Address("t", "1"), 0, CaseState.DRAFT, "1", NOW)
    coming = replace(without, pending=(Pending("u1", "A", "attest.pdf"),))

    assert [item.id for item in open_items(pair, without)] == ["A"]
    assert [item.id for item in open_items(pair, coming)] == ["A", "B"]


def _yes() -> frozenset[str]:
    return frozenset({"yes"})
