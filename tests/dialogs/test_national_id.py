"""A national identity number goes no further than the function that recognises it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.effects import DeleteMessage
from dialogs.events import AddressedInGroup, CommandName, SlashCommanded, Uploaded
from dialogs.national_id import contains_national_id, without_national_id
from dialogs.state import Address, RemoteFile
from tests.dialogs.playing import SIRI, Applicant
from tests.dialogs.world import World

INVENTED = "01017010170"  # right check digits, nobody's: made for tests


def _nowhere(world: World) -> bool:
    """Whether the number is in nothing that was stored, sent or shown."""
    everything = repr(
        (world.conversations, world.dossiers, world.inquiries, world.log, world.chats)
    )
    return INVENTED not in everything.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        INVENTED,
        "Nummeret er 010170 10170.",
        "01.01.70-10170",
        "12345 010170 10170",
        f"tlf 22334455, fnr {INVENTED}!",
        "010170 - 10170",
        "010170\N{NO-BREAK SPACE}10170",
        "010170\N{EN DASH}10170",
        "0101 7010\N{ZERO WIDTH SPACE}170",
        "\N{FULLWIDTH DIGIT ZERO}1017010170",
        "0101701017\N{FULLWIDTH DIGIT ZERO}",
    ],
)
def test_it_is_recognised_as_people_write_it(text: str) -> None:
    assert contains_national_id(text)


@pytest.mark.parametrize(
    "text", ["01017010171", "123 456 785", "+47 22 33 44 55", f"9{INVENTED}", "2026-11-23 10:00"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not contains_national_id(text)


@given(st.text(max_size=40))
def test_recognising_never_raises(text: str) -> None:
    assert contains_national_id(without_national_id(text)) is False


def test_in_a_text_it_is_refused_and_the_message_removed(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A2")

    taken = kari.say(f"Kari {INVENTED}")

    assert taken.keys == ["refuse.national_id", "ask.item"]
    assert any(isinstance(each, DeleteMessage) for each in taken.effects)
    assert kari.value("A2") is None
    assert _nowhere(kari.world)


def test_in_an_edited_message_it_is_refused_too(kari: Applicant) -> None:
    assert kari.edit(f"Kari {INVENTED}").keys == ["refuse.national_id"]
    assert _nowhere(kari.world)


def test_in_a_message_to_the_secretariat_it_is_refused(kari: Applicant) -> None:
    kari.command(CommandName.CONTACT)

    assert "refuse.national_id" in kari.say(INVENTED).keys
    assert kari.world.inquiries == {}
    assert _nowhere(kari.world)


def test_after_the_refusal_the_message_to_the_secretariat_can_be_written_again(
    kari: Applicant,
) -> None:
    kari.begin()
    kari.command(CommandName.CONTACT)

    refused = kari.say(f"Jeg er {INVENTED}")
    passed_on = kari.say("Når får vi svar?")

    assert refused.keys == ["refuse.national_id"]  # and no question that the text could answer
    assert passed_on.keys == ["contact.sent", "ask.item"]
    assert [each.text for each in kari.world.inquiries.values()] == ["Når får vi svar?"]


def test_behind_a_command_it_is_refused(kari: Applicant) -> None:
    assert "refuse.national_id" in kari.command(CommandName.STATUS, INVENTED).keys
    assert _nowhere(kari.world)


def test_in_a_caption_it_is_refused_with_its_file(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("C1")

    assert "refuse.national_id" in kari.upload("a.pdf", caption=f"fnr {INVENTED}").keys
    assert kari.dossier.pending == ()
    assert _nowhere(kari.world)


def test_in_a_file_name_it_is_blotted_out(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("C1")

    event = Uploaded(RemoteFile("f", "u", f"attest {INVENTED}.pdf"), "150")
    kari.world.take(event, kari.address)

    assert [each.name for each in kari.dossier.pending] == ["attest ….pdf"]
    assert _nowhere(kari.world)


def test_in_a_group_it_is_refused_without_being_repeated(world: World) -> None:
    group = Address("telegram", "-100")

    taken = world.take(AddressedInGroup(CommandName.STATUS, INVENTED), group)

    assert taken.keys == ["refuse.national_id_elsewhere"]
    assert _nowhere(world)


def test_in_slack_it_is_refused_without_being_repeated(world: World) -> None:
    taken = world.take(SlashCommanded("status", INVENTED, SIRI))

    assert taken.whispers == ["refuse.national_id_elsewhere"]
    assert _nowhere(world)
