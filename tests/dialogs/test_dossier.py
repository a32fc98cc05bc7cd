"""The life of a case, its completeness, and what its files are called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dialogs.dossier import (
    TRANSITIONS,
    CaseAction,
    advance,
    allowed,
    attachment_name,
    attachments,
    dossier_name,
    summary,
    versions,
)
from dialogs.state import Address, Answer, CaseState, Dossier
from tests.dialogs.content import CHECKLIST, TEST_ORG_NUMBER
from tests.dialogs.playing import attachment

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TODAY = date(2026, 11, 23)
FINAL = {CaseState.WITHDRAWN}


def _dossier(state: CaseState = CaseState.DRAFT, **values: str) -> Dossier:
    answers = {item: Answer(value, NOW) for item, value in values.items()}
    return Dossier(1, Address("t", "1"), 5, state, "1", NOW, answers=answers)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("action", CaseAction)
def test_every_action_in_every_state_is_in_the_table_or_refused(
    state: CaseState, action: CaseAction
) -> None:
    before = _dossier(state)

    after = advance(before, action, NOW, "Siri", {"a": "b"})

    if (state, action) not in TRANSITIONS:
        assert after is None
        assert action not in allowed(before)
        return
    assert after is not None
    assert after.state is TRANSITIONS[state, action]
    assert after.revision == before.revision + 1
    assert [line.what for line in after.history] == [action]
    assert (after.history[0].by, after.history[0].details) == ("Siri", {"a": "b"})


@pytest.mark.parametrize("state", set(CaseState) - FINAL)
def test_every_state_but_the_last_has_a_way_out(state: CaseState) -> None:
    assert any(TRANSITIONS[state, action] is not state for action in allowed(_dossier(state)))


def test_missing_items_come_in_two_groups_with_documents_first() -> None:
    found = summary(_dossier(B1="yes"), CHECKLIST, TODAY)

    assert found.missing_stated[0] == "C1"
    assert found.missing_suggested[0] == "C2"
    assert set(found.missing_stated) == {
        *("A1", "A2", "A3", "A4", "A5", "B4", "B5", "C1", "C3", "D1", "D2")
    }
    assert set(found.missing_suggested) == {"B2", "B3", "B6", "C2"}
    assert (found.answered, found.asked) == (1, len(CHECKLIST.items))


def test_an_optional_item_is_never_missing() -> None:
    found = summary(_dossier(), CHECKLIST, TODAY)

    assert "A6" not in (*found.missing_stated, *found.missing_suggested)


def test_kept_values_and_cautions_are_pointed_out() -> None:
    draft = _dossier(B5="midlertidig", C3="no")
    kept = replace(draft, answers={**draft.answers, "A3": Answer("123", NOW, kept=True)})

    found = summary(kept, CHECKLIST, TODAY)

    assert found.kept == ("A3",)
    assert found.cautions == (("B5", "fixed_term"), ("C3", "no"))


def test_files_of_an_item_that_fell_away_are_left_out() -> None:
    files = (attachment("u1", "a.pdf"),)
    draft = _dossier(B1="yes")
    draft = replace(draft, answers={**draft.answers, "C2": Answer("", NOW, files=files)})
    fallen = replace(draft, answers={**draft.answers, "B1": Answer("no", NOW)})

    assert [file.upload for _, file in attachments(draft, CHECKLIST)] == ["u1"]
    assert attachments(fallen, CHECKLIST) == ()


def test_files_are_named_after_the_case_and_the_item() -> None:
    files = (attachment("u1", "mitt dokument.pdf"), attachment("u2", "to.pdf"))
    sent = replace(
        _dossier(CaseState.SUBMITTED, A3=TEST_ORG_NUMBER),
        reference="GC-2026-0042",
        answers={"C1": Answer("", NOW, files=files), "A3": Answer(TEST_ORG_NUMBER, NOW)},
    )

    names = [attachment_name(sent, CHECKLIST, "C1", file) for file in files]

    assert names == ["GC-2026-0042_C1_skatteattest.pdf", "GC-2026-0042_C1_skatteattest_2.pdf"]
    assert dossier_name(sent, CHECKLIST) == f"GC-2026-0042_{TEST_ORG_NUMBER}_soknad.pdf"


def test_a_kept_wrong_number_is_in_no_file_name() -> None:
    draft = replace(_dossier(), answers={"A3": Answer("123", NOW, kept=True)})

    assert dossier_name(draft, CHECKLIST) == "utkast_soknad.pdf"


def test_every_sending_counts_as_a_version() -> None:
    case = _dossier()
    for action in (CaseAction.SUBMIT, CaseAction.REQUEST_CHANGES, CaseAction.SEND_CHANGES):
        moved = advance(case, action, NOW)
        assert moved is not None
        case = moved

    assert versions(case) == 2
