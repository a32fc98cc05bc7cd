"""The register: what is found, what is only suggested, and when nothing can be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialogs.state import Answer, CaseState, Decision, Dossier, Found, Person, Verdict
from knowledge.model import Checklist
from storage.database import Database
from storage.register_match import FRESH_FOR, normalise, org_number_in
from storage.work import Work
from tests.storage.samples import (
    NOW,
    OTHER_TEST_ORG_NUMBER,
    TEST_ORG_NUMBER,
    TODAY,
    changed,
    draft,
    entry,
)

CHECKLIST = Checklist(
    "test", ("B",), {}, "B1", "B2", roles={"centre_type": "B3", "public_name": "N4"}
)
LIST = (
    entry("Nordlys Kundesenter AS", TEST_ORG_NUMBER),
    entry("Ærlig & Åpen DA", OTHER_TEST_ORG_NUMBER),
)


@pytest.mark.parametrize(
    ("query", "found", "names"),
    [
        (TEST_ORG_NUMBER, Found.FOUND, ["Nordlys Kundesenter AS"]),
        ("123 456 785", Found.FOUND, ["Nordlys Kundesenter AS"]),
        ("NO 123 456 785 MVA", Found.FOUND, ["Nordlys Kundesenter AS"]),
        ("999999999", Found.NOT_FOUND, []),
        ("Nordlys Kundesenter", Found.FOUND, ["Nordlys Kundesenter AS"]),
        ("NORDLYS KUNDESENTER A.S.", Found.FOUND, ["Nordlys Kundesenter AS"]),
        ("aerlig og aapen", Found.FOUND, ["Ærlig & Åpen DA"]),
        ("Norlys kundesenter", Found.AMBIGUOUS, ["Nordlys Kundesenter AS"]),
        ("Nordlys", Found.AMBIGUOUS, ["Nordlys Kundesenter AS"]),
        ("Fjellheim Telefonsalg", Found.NOT_FOUND, []),
        ("no", Found.NOT_FOUND, []),
        ("  ", Found.NOT_FOUND, []),
    ],
)
async def test_a_fresh_list_answers(
    database: Database, query: str, found: Found, names: list[str]
) -> None:
    await database.turn(lambda work: work.register.import_(LIST))
    result = await database.read(lambda work: work.register.search(query, TODAY))
    assert (result.found, [each.name for each in result.entries]) == (found, names)
    assert (result.query, result.as_of) == (query, TODAY)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nordlys kundesenter", "Nordlys Kundesenter AS"),
        ("Nordlys Kundesenter A.S.", "Nordlys Kundesenter AS"),
        ("Ærlig og Åpen", "Ærlig & Åpen DA"),
        ("Nordlys", None),
        ("Norlys kundesenter", None),
        (TEST_ORG_NUMBER, None),
        ("?", None),
    ],
)
async def test_only_an_exact_name_is_recognised(
    database: Database, text: str, name: str | None
) -> None:
    await database.turn(lambda work: work.register.import_(LIST))
    found = await database.read(lambda work: work.register.named(text, TODAY))
    assert (found and found.entries[0].name) == name


async def test_an_empty_register_cannot_confirm(database: Database) -> None:
    result = await database.read(lambda work: work.register.search("Nordlys", TODAY))
    assert (result.found, result.as_of) == (Found.CANNOT_CONFIRM, None)


@pytest.mark.parametrize(
    ("age", "found"),
    [(FRESH_FOR, Found.NOT_FOUND), (FRESH_FOR + timedelta(days=1), Found.CANNOT_CONFIRM)],
)
async def test_a_stale_list_cannot_say_no(database: Database, age: timedelta, found: Found) -> None:
    await database.turn(lambda work: work.register.import_(LIST))
    result = await database.read(lambda work: work.register.search("Fjellheim", TODAY + age))
    assert (result.found, result.as_of) == (found, TODAY)


async def test_a_stale_list_still_tells_what_it_has(database: Database) -> None:
    await database.turn(lambda work: work.register.import_(LIST))
    much_later = TODAY + timedelta(days=4000)  # the approval has ended long ago
    result = await database.read(lambda work: work.register.search(TEST_ORG_NUMBER, much_later))
    assert result.found is Found.FOUND
    assert result.entries[0].valid_to < much_later


async def test_one_centre_in_the_list_twice_is_its_newest_approval(database: Database) -> None:
    old = entry("Nordlys AS", valid_from=date(2020, 1, 1), valid_to=date(2022, 12, 31))
    new = entry("Nordlys AS")
    await database.turn(lambda work: work.register.import_((new, old)))
    result = await database.read(lambda work: work.register.search("nordlys", TODAY))
    assert (result.found, result.entries) == (Found.FOUND, (new,))


async def test_two_centres_of_one_name_are_ambiguous(database: Database) -> None:
    both = (entry("Nordlys AS"), entry("Nordlys ENK", OTHER_TEST_ORG_NUMBER))
    await database.turn(lambda work: work.register.import_(both))
    result = await database.read(lambda work: work.register.search("Nordlys", TODAY))
    assert (result.found, result.entries) == (Found.AMBIGUOUS, both)


async def test_at_most_three_names_are_suggested(database: Database) -> None:
    names = [entry(f"Nordlys Kundesenter {word}", "") for word in ("Nord", "Sør", "Vest", "Øst")]
    await database.turn(lambda work: work.register.import_(names))
    result = await database.read(lambda work: work.register.search("Nordlys Kundesenter", TODAY))
    assert (result.found, len(result.entries)) == (Found.AMBIGUOUS, 3)


async def test_a_loaded_list_takes_the_place_of_the_one_before(database: Database) -> None:
    await database.turn(lambda work: work.register.import_(LIST))
    assert await database.turn(lambda work: work.register.import_(LIST[1:])) == 1
    assert await database.read(lambda work: work.register.export()) == LIST[1:]


# --- approvals of our own ------------------------------------------------------------------------


def approved(work: Work) -> Dossier:
    decision = Decision(
        Verdict.APPROVED,
        TODAY,
        Person("U1", "Siri Test"),
        "",
        date(2026, 3, 2),
        date(2029, 3, 1),
    )
    dossier = changed(
        draft(work),
        state=CaseState.APPROVED,
        reference="GC-2026-0001",
        decision=decision,
        answers={
            "B1": Answer("Fjordlyd AS", NOW),
            "B2": Answer(TEST_ORG_NUMBER, NOW),
            "B3": Answer("inbound", NOW),
        },
    )
    work.dossiers.save(dossier)
    return dossier


async def test_an_approved_case_is_an_entry(database: Database) -> None:
    def approve(work: Work) -> None:
        dossier = approved(work)
        work.register.project(dossier, CHECKLIST, TODAY)
        work.register.project(dossier, CHECKLIST, TODAY)  # again: still one entry

    await database.turn(approve)

    (found,) = await database.read(lambda work: work.register.export())
    assert (found.name, found.org_number, found.kind) == ("Fjordlyd AS", TEST_ORG_NUMBER, "inbound")
    assert (found.valid_to, found.source) == (date(2029, 3, 1), "GC-2026-0001")


async def test_an_undone_approval_is_no_entry(database: Database) -> None:
    def approve_and_undo(work: Work) -> None:
        dossier = approved(work)
        work.register.project(dossier, CHECKLIST, TODAY)
        undone = replace(dossier, state=CaseState.BEFORE_COMMITTEE, decision=None)
        work.register.project(undone, CHECKLIST, TODAY)

    await database.turn(approve_and_undo)

    assert await database.read(lambda work: work.register.export()) == ()


async def test_a_centre_that_does_not_want_to_be_listed_is_no_entry(database: Database) -> None:
    def approve(work: Work) -> None:
        dossier = approved(work)
        answers = {**dossier.answers, "N4": Answer("no", NOW)}
        work.register.project(replace(dossier, answers=answers), CHECKLIST, TODAY)

    await database.turn(approve)

    assert await database.read(lambda work: work.register.export()) == ()


async def test_approvals_of_our_own_say_nothing_about_anybody_else(database: Database) -> None:
    await database.turn(lambda work: work.register.project(approved(work), CHECKLIST, TODAY))
    result = await database.read(lambda work: work.register.search("Nordlys", TODAY))
    assert (result.found, result.as_of) == (Found.CANNOT_CONFIRM, None)


async def test_an_approval_of_our_own_survives_a_loaded_list(database: Database) -> None:
    await database.turn(lambda work: work.register.project(approved(work), CHECKLIST, TODAY))
    await database.turn(lambda work: work.register.import_(()))
    result = await database.read(lambda work: work.register.search("fjordlyd", TODAY))
    assert result.found is Found.FOUND


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ål Kundesenter AS", "aal kundesenter"),
        ("Café & Co ASA", "cafe og co"),
        ("Søk-Øst NUF", "soek oest"),
        ("A.S. Bruk A/S", "bruk a/s"),
        ("AS", "as"),
    ],
)
def test_names_that_only_differ_in_spelling_are_one(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize("query", ["12345678", "1234567850", "Nordlys 123456785", ""])
def test_what_is_no_organisation_number_is_a_name(query: str) -> None:
    assert org_number_in(query) is None
