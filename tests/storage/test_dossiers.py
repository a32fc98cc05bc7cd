"""Dossiers: everything comes back, only changes are written, history only grows, drafts can go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dialogs.state import (
    Answer,
    CaseEvent,
    CaseState,
    Decision,
    Dossier,
    Pending,
    Person,
    Verdict,
)
from storage.database import Database
from storage.errors import HistoryRewrittenError, StaleRevisionError
from storage.work import Work
from tests.databases import statements
from tests.storage.samples import KARI, NOW, OLA, answered, changed, draft, stored

SIRI = Person("U1", "Siri Test")
SUBMITTED = CaseEvent(NOW, "submit", "", CaseState.SUBMITTED)
TAKEN = CaseEvent(NOW, "take", "Siri Test", CaseState.IN_REVIEW, {"note": "x"})


async def load(database: Database, dossier: int) -> Dossier | None:
    return await database.read(lambda work: work.dossiers.load(dossier))


async def test_an_owner_has_one_open_draft(database: Database) -> None:
    first, made = await database.turn(lambda work: work.dossiers.open_draft(KARI, "v1", NOW))
    again, remade = await database.turn(lambda work: work.dossiers.open_draft(KARI, "v2", NOW))
    other, _ = await database.turn(lambda work: work.dossiers.open_draft(OLA, "v1", NOW))
    assert (made, remade) == (True, False)
    assert again == first
    assert other.id != first.id


async def test_an_owner_goes_on_with_changes_then_a_draft_then_the_newest_case(
    database: Database,
) -> None:
    async def going_on() -> int | None:
        found = await database.read(lambda work: work.dossiers.going_on(KARI))
        return found.id if found else None

    async def becomes(state: CaseState) -> int:
        def write(work: Work) -> int:
            mine = changed(draft(work), state=state)
            work.dossiers.save(mine)
            return mine.id

        return await database.turn(write)

    assert await going_on() is None
    await becomes(CaseState.WITHDRAWN)
    assert await going_on() is None
    await becomes(CaseState.SUBMITTED)
    newest = await becomes(CaseState.SUBMITTED)
    assert await going_on() == newest
    changes = await becomes(CaseState.CHANGES_REQUESTED)
    unfinished = await database.turn(lambda work: draft(work).id)
    assert unfinished != changes
    assert await going_on() == changes


async def test_everything_about_a_dossier_comes_back(database: Database) -> None:
    def write(work: Work) -> Dossier:
        full = changed(
            draft(work),
            state=CaseState.IN_REVIEW,
            answers={
                "B1": Answer("Eksempel AS", NOW),
                "B2": Answer("tull", NOW, kept=True),
                "B4": Answer("", NOW, files=(stored(work, b"two", "u2"), stored(work, b"1", "u1"))),
            },
            skipped=frozenset({"B5", "B6"}),
            pending=(Pending("u3", "B4", "a.pdf"),),
            reopened=frozenset({"B1"}),
            request_note="mer",
            reference="GC-2026-0001",
            submitted_at=NOW,
            fee_paid_on=date(2026, 3, 1),
            handler=SIRI,
            decision=Decision(
                Verdict.APPROVED, date(2026, 3, 1), SIRI, "ok", date(2026, 3, 1), date(2029, 3, 1)
            ),
            unreachable=True,
            history=(SUBMITTED, TAKEN),
        )
        work.dossiers.save(full)
        return full

    written = await database.turn(write)

    assert await load(database, written.id) == written
    assert await database.read(lambda work: work.dossiers.find("GC-2026-0001")) == written


async def test_a_changed_answer_is_replaced_and_a_removed_one_is_gone(database: Database) -> None:
    def write(work: Work) -> int:
        first = answered(answered(draft(work), "B1", "A"), "B2", "B")
        work.dossiers.save(first)
        second = changed(first, answers={"B1": Answer("C", NOW)})
        work.dossiers.save(second)
        return second.id

    dossier = await load(database, await database.turn(write))

    assert dossier is not None
    assert dossier.answers == {"B1": Answer("C", NOW)}


async def test_a_dossier_whose_revision_did_not_grow_is_not_saved(database: Database) -> None:
    def write(work: Work) -> None:
        work.dossiers.save(replace(draft(work), request_note="x"))

    with pytest.raises(StaleRevisionError):
        await database.turn(write)


async def test_a_dossier_that_was_not_loaded_is_not_saved(database: Database) -> None:
    dossier = await database.turn(draft)
    with pytest.raises(StaleRevisionError):
        await database.turn(lambda work: work.dossiers.save(changed(dossier)))


@pytest.mark.parametrize("history", [(), (TAKEN,), (replace(SUBMITTED, by="x"), TAKEN)])
async def test_history_may_only_grow(database: Database, history: tuple[CaseEvent, ...]) -> None:
    def write(work: Work) -> None:
        case = changed(draft(work), state=CaseState.SUBMITTED, history=(SUBMITTED,))
        work.dossiers.save(case)
        work.dossiers.save(changed(case, history=history))

    with pytest.raises(HistoryRewrittenError):
        await database.turn(write)


async def test_only_what_changed_is_written(database: Database) -> None:
    def answer(work: Work) -> None:
        work.dossiers.save(answered(draft(work), "B2", "B"))

    await database.turn(lambda work: work.dossiers.save(answered(draft(work), "B1", "A")))
    with statements(database) as written:
        await database.turn(lambda work: work.dossiers.save(draft(work)))
        assert not [each for each in written if not each.startswith(("SELECT", "BEGIN"))]
        await database.turn(answer)

    changes = [each.split()[:3] for each in written if not each.startswith(("SELECT", "BEGIN"))]
    assert changes == [["UPDATE", "dossiers", "SET"], ["INSERT", "INTO", "answers"]]


async def test_a_file_that_moves_to_another_item_keeps_its_bytes(database: Database) -> None:
    def write(work: Work) -> tuple[int, str]:
        file = stored(work, b"moved", "u1")
        before = answered(draft(work), "loose-1", "", file)
        work.dossiers.save(before)
        moved = answered(replace(before, answers={}), "B4", "", file)
        work.dossiers.save(moved)
        return moved.id, file.sha256

    dossier, digest = await database.turn(write)

    assert await database.read(lambda work: work.files.read(digest)) == b"moved"
    kept = await load(database, dossier)
    assert kept is not None
    assert [(item, len(answer.files)) for item, answer in kept.answers.items()] == [("B4", 1)]


async def test_erased_drafts_are_gone_with_their_files(database: Database) -> None:
    def write(work: Work) -> tuple[int, str]:
        file = stored(work, b"secret", "u1")
        dossier = answered(answered(draft(work), "B4", "", file), "B1", "A")
        work.dossiers.save(dossier)
        return dossier.id, file.sha256

    dossier, digest = await database.turn(write)
    erased = await database.turn(lambda work: work.dossiers.erase_drafts(KARI))

    assert erased == (1, 1)
    assert await load(database, dossier) is None
    with pytest.raises(KeyError):
        await database.read(lambda work: work.files.read(digest))
    assert await database.turn(lambda work: work.dossiers.erase_drafts(KARI)) == (0, 0)


async def test_erasing_drafts_spares_cases_others_and_the_files_that_they_share(
    database: Database,
) -> None:
    def write(work: Work) -> tuple[int, int, str]:
        shared = stored(work, b"shared", "u1")
        case = answered(draft(work), "B4", "", shared)
        work.dossiers.save(case)
        case = changed(case, state=CaseState.SUBMITTED, history=(SUBMITTED,))
        work.dossiers.save(case)
        work.dossiers.save(answered(draft(work), "B4", "", shared))
        return case.id, draft(work, OLA).id, shared.sha256

    case, others, digest = await database.turn(write)
    assert await database.turn(lambda work: work.dossiers.erase_drafts(KARI)) == (1, 1)

    assert await load(database, case) is not None
    assert await load(database, others) is not None
    assert await database.read(lambda work: work.files.read(digest)) == b"shared"


async def test_the_id_of_an_erased_draft_is_never_given_again(database: Database) -> None:
    first = await database.turn(draft)
    await database.turn(lambda work: work.dossiers.erase_drafts(KARI))
    second = await database.turn(draft)
    assert second.id > first.id


async def test_an_owners_cases_are_listed_newest_first(database: Database) -> None:
    def write(work: Work) -> None:
        case = answered(draft(work), "B1", "Eksempel AS")
        work.dossiers.save(case)
        work.dossiers.save(
            changed(case, state=CaseState.SUBMITTED, reference="GC-2026-0001", history=(SUBMITTED,))
        )
        draft(work)
        draft(work, OLA)

    await database.turn(write)
    cases = await database.read(lambda work: work.dossiers.summaries(KARI, "B1"))

    assert [(case.centre, case.state) for case in cases] == [
        ("", CaseState.DRAFT),
        ("Eksempel AS", CaseState.SUBMITTED),
    ]
    assert cases[1].history == (SUBMITTED,)


async def test_a_cards_place_is_remembered_without_counting_a_revision(database: Database) -> None:
    dossier = await database.turn(draft)
    await database.turn(lambda work: work.dossiers.set_card(dossier.id, "C1:1.2"))
    assert await database.read(lambda work: work.dossiers.card(dossier.id)) == "C1:1.2"
    assert await load(database, dossier.id) == dossier


async def test_cases_are_found_by_reference_name_or_number(database: Database) -> None:
    def write(work: Work) -> None:
        for number, owner in enumerate((KARI, OLA), start=1):
            made, _ = work.dossiers.open_draft(owner, "v1", NOW)
            given = {"B1": Answer("Nordlys Svar AS", NOW), "B2": Answer("123456785", NOW)}
            sent = replace(made, revision=1, answers=given, state=CaseState.SUBMITTED)
            work.dossiers.save(replace(sent, reference=f"GC-2026-000{number}"))
            draft_, _ = work.dossiers.open_draft(owner, "v1", NOW)
            work.dossiers.save(replace(draft_, revision=1, answers=given))

    await database.turn(write)

    async def found(reference: str | None, query: str) -> list[str | None]:
        cases = await database.read(
            lambda work: work.dossiers.matching(reference, query, "B1", "B2")
        )
        return [case.reference for case in cases]

    both: list[str | None] = ["GC-2026-0002", "GC-2026-0001"]
    assert await found("GC-2026-0001", "") == ["GC-2026-0001"]
    assert await found("GC-2026-0009", "") == []
    assert await found(None, "nordlys svar") == both
    assert await found(None, "Nordlys Svaar") == both
    assert await found(None, "123 456 785") == both
    assert await found(None, "Helt Annet AS") == []
