"""Status: one's own cases, the register, and what a group may ask."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.effects import Whisper
from dialogs.events import (
    AddressedInGroup,
    CommandName,
    Op,
    SendToCommittee,
    SlashCommanded,
    TakeCase,
)
from dialogs.state import Address, RegisterEntry
from tests.dialogs.content import TEST_ORG_NUMBER
from tests.dialogs.playing import APPROVAL, SIRI, Applicant, Member
from tests.dialogs.world import World, leaf_keys

GROUP = Address("telegram", "-100")


def _listed(
    name: str = "Prøvesenteret AS", start: str = "2025-01-01", end: str = "2028-01-01"
) -> RegisterEntry:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return RegisterEntry(
        TEST_ORG_NUMBER, name, first, last, "", "test", checked_on=date(2026, 11, 1)
    )


def test_without_cases_status_says_so(kari: Applicant) -> None:
    assert kari.command(CommandName.STATUS).keys == ["status.none"]


def test_a_draft_and_a_case_are_listed_with_the_newest_first(kari: Applicant) -> None:
    kari.submit()
    kari.begin()

    taken = kari.command(CommandName.STATUS)

    assert taken.keys == [
        "status.draft",
        "status.case",
        "status.meaning.submitted",
        "status.history",
    ]


def test_in_free_text_one_asks_for_the_own_case_too(kari: Applicant) -> None:
    kari.submit()

    assert kari.say("Hvor ligger saken min?").keys[0] == "status.case"


@pytest.mark.parametrize(
    ("start", "end", "key"),
    [
        ("2025-01-01", "2028-01-01", "register.valid"),
        ("2020-01-01", "2023-01-01", "register.ended"),
        ("2027-01-01", "2030-01-01", "register.not_yet"),
        ("2026-11-23", "2026-11-23", "register.valid"),
    ],
)
def test_an_entry_says_whether_it_is_valid_today(
    kari: Applicant, start: str, end: str, key: str
) -> None:
    kari.world.listed = [_listed(start=start, end=end)]

    assert kari.command(CommandName.STATUS, "Prøvesenteret").keys == [key]


def test_an_empty_register_cannot_confirm_and_never_says_no(kari: Applicant) -> None:
    assert kari.command(CommandName.STATUS, "Noen").keys == ["register.cannot_confirm"]


def test_a_name_that_is_merely_alike_is_a_question(kari: Applicant) -> None:
    kari.world.listed = [_listed()]

    assert kari.command(CommandName.STATUS, "Prøvesentret").keys == ["register.ambiguous"]
    assert kari.press(Op.REGISTER).keys == ["register.valid"]


def test_a_bare_organisation_number_is_looked_up(kari: Applicant) -> None:
    kari.world.listed = [_listed()]

    assert kari.say("123 456 785").keys == ["register.valid"]


def test_a_look_up_can_be_asked_for_in_two_steps(kari: Applicant) -> None:
    kari.world.listed = [_listed()]
    kari.command(CommandName.STATUS)

    assert kari.press(Op.LOOK_UP).keys == ["register.invite"]
    assert kari.say("En helt annen").keys == ["register.not_found"]


@pytest.mark.parametrize(
    "text", ["Prøvesenteret", "PRØVESENTERET A.S.", "prøvesenteret as", "Prøvesenteret AS?"]
)
def test_a_centre_that_is_only_named_is_looked_up(kari: Applicant, text: str) -> None:
    kari.world.listed = [_listed()]

    taken = kari.say(text)

    assert taken.keys == ["register.valid"]
    assert kari.world.lessons.questions == {}


@pytest.mark.parametrize(
    "text", ["Prøvesentret", "hvor er Prøvesenteret", "En To Tre Fire Fem Seks As"]
)
def test_what_is_not_exactly_a_name_stays_a_question(kari: Applicant, text: str) -> None:
    kari.world.listed = [_listed(), _listed("En To Tre Fire Fem Seks AS")]

    assert kari.say(text).keys == ["answer.unknown", "answer.kept"]


def test_an_answer_goes_before_a_name(kari: Applicant) -> None:
    kari.world.listed = [_listed("Hei AS")]

    assert kari.say("hei").keys == ["answer.smalltalk"]


def test_a_company_that_is_not_listed_is_offered_as_a_look_up(kari: Applicant) -> None:
    kari.world.listed = [_listed()]

    taken = kari.say("Fjellheim Telefonsalg AS")

    assert taken.keys == ["register.offer"]
    assert kari.world.lessons.questions == {}
    assert kari.press(Op.REGISTER).keys == ["register.not_found"]


def test_that_one_can_look_a_centre_up_answers_no_name(kari: Applicant) -> None:
    assert kari.say("Dalheim AS").keys == ["register.offer"]


def test_an_offered_look_up_can_be_declined(kari: Applicant) -> None:
    kari.say("Fjellheim Telefonsalg AS")

    assert kari.press(Op.CANCEL).keys == ["menu.cancelled"]


def test_a_name_that_fits_in_no_button_stays_a_question(kari: Applicant) -> None:
    assert kari.say(f"{'x' * 60} AS").keys[0] == "answer.unknown"


def test_a_name_under_the_menu_may_have_been_the_answer_all_the_same(kari: Applicant) -> None:
    kari.world.listed = [_listed()]
    kari.begin()
    kari.go_to("A2")
    kari.command(CommandName.START)

    assert kari.say("Prøvesenteret").keys == ["register.valid", "ask.item"]

    kari.press(Op.MEANT_ANSWER)
    assert kari.value("A2") == "Prøvesenteret"


def test_the_centre_s_own_name_is_an_answer_where_it_is_asked_for(kari: Applicant) -> None:
    kari.world.listed = [_listed()]
    kari.begin()
    kari.go_to("A2")

    kari.say("Prøvesenteret")

    assert kari.value("A2") == "Prøvesenteret"


def test_the_menu_has_a_look_up_with_a_way_out(kari: Applicant) -> None:
    kari.world.listed = [_listed()]
    kari.command(CommandName.START)

    assert kari.press(Op.LOOK_UP).keys == ["register.invite"]
    assert kari.press(Op.CANCEL).keys == ["menu.cancelled"]

    kari.command(CommandName.START)
    kari.press(Op.LOOK_UP)
    assert kari.say("hei").keys == ["register.not_found"]


def test_an_approval_of_ours_is_found(kari: Applicant, siri: Member) -> None:
    kari.submit("Testsenteret")
    for act in (TakeCase(), SendToCommittee(), APPROVAL):
        siri.act(1, act)

    assert kari.command(CommandName.STATUS, "testsenteret").keys == ["register.not_yet"]


def test_a_group_gets_look_ups_and_nothing_else(world: World) -> None:
    world.listed = [_listed()]

    found = world.take(AddressedInGroup(CommandName.STATUS, "Prøvesenteret"), GROUP)
    assert found.keys == ["register.valid"]
    assert found.tells[0].keyboard == ()

    for name in CommandName:
        taken = world.take(AddressedInGroup(name), GROUP)
        assert taken.keys == ["group.private_please"]


def _whispered(world: World, argument: str) -> Whisper:
    (whisper,) = world.take(SlashCommanded("status", argument, SIRI)).effects
    assert isinstance(whisper, Whisper)
    return whisper


@pytest.mark.parametrize("written", ["GC-2026-0001", "gc 2026 1", " gc-2026-0001 "])
def test_the_secretariat_finds_a_case_by_its_reference(
    kari: Applicant, world: World, written: str
) -> None:
    kari.submit()

    found = _whispered(world, written)

    assert found.message.key == "slash.case"
    assert found.message.params["reference"] == "GC-2026-0001"
    assert found.message.params["state"] == "submitted"
    assert found.about == ((1, "GC-2026-0001"),)


def test_the_secretariat_finds_cases_beside_the_registers_answer(
    kari: Applicant, world: World
) -> None:
    kari.submit()
    kari.begin()  # a draft is nobody's business but the applicant's

    found = _whispered(world, "testsenteret")

    assert leaf_keys(found.message) == ["slash.cannot_confirm", "slash.case"]
    assert [reference for _, reference in found.about] == ["GC-2026-0001"]


def test_a_reference_that_nobody_has_is_said_to_be_unknown(world: World) -> None:
    found = _whispered(world, "GC-2026-0099")

    assert (found.message.key, found.about) == ("slash.no_case", ())


@pytest.mark.parametrize(
    ("end", "written", "key"),
    [
        ("2026-01-01", "Prøvesenteret", "slash.ended"),
        ("2028-01-01", "Noe helt annet", "slash.not_found"),
    ],
)
def test_the_secretariat_is_not_told_to_ask_the_secretariat(
    world: World, end: str, written: str, key: str
) -> None:
    world.listed = [_listed(end=end)]

    assert leaf_keys(_whispered(world, written).message) == [key]


@pytest.mark.parametrize(
    ("word", "argument", "key"),
    [
        ("status", "Prøvesenteret", "register.valid"),
        ("status", " ", "slash.unknown"),
        ("hjelp", "", "slash.help"),
        ("", "", "slash.help"),
        ("tull", "og tøys", "slash.unknown"),
    ],
)
def test_the_slash_command_answers_only_the_one_who_asked(
    world: World, word: str, argument: str, key: str
) -> None:
    world.listed = [_listed()]

    taken = world.take(SlashCommanded(word, argument, SIRI))

    assert taken.whispers == [key]
    assert taken.tells == []
