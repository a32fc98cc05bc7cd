"""A national identity number goes no further than the function that recognises it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer

from dialogs.effects import DeleteMessage
from dialogs.events import (
    AddressedInGroup,
    CaseAct,
    CommandName,
    MediaKind,
    RecordDecision,
    Replied,
    RequestChanges,
    SendToCommittee,
    SentMedia,
    SlashCommanded,
    TakeCase,
    Uploaded,
)
from dialogs.national_id import contains_national_id, without_national_id
from dialogs.state import Address, RemoteFile, Verdict
from tests.dialogs.playing import SIRI, Applicant, Member
from tests.dialogs.world import World

INVENTED = "01017010170"  # right check digits, nobody's: made for tests

# Whatever is neither a letter nor a digit.
SIGNS = st.characters(exclude_categories=("L", "N", "Cs"))
FEW = st.text(SIGNS, max_size=3)
DAYS = st.dates(date(2000, 1, 1), date(2098, 12, 31))


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
    "between",
    ["/", "\n", "\r\n\r\n", "_", ",", ":", "|", "+", "=", " / ", "    ", "...", "…", "\t\t", ") ("],
)
def test_any_signs_may_stand_between_the_date_and_the_number(between: str) -> None:
    assert contains_national_id(f"fnr {INVENTED[:6]}{between}{INVENTED[6:]}.")


@given(st.text(SIGNS, max_size=60), st.lists(FEW, min_size=9, max_size=9))
@example("    ", [""] * 9)
def test_any_signs_may_stand_between_its_digits(between: str, inside: Sequence[str]) -> None:
    gaps = [*inside[:5], between, *inside[5:], ""]

    text = "".join(digit + gap for digit, gap in zip(INVENTED, gaps, strict=True))

    assert contains_national_id(text)
    assert not contains_national_id(without_national_id(text))


@pytest.mark.parametrize(
    "text", ["01.01.1970 10170", "01.01.1970-101 70", "født 01/01/1970,\n10170", "01 01 1970 10170"]
)
def test_a_date_in_full_and_the_number_behind_it_are_recognised(text: str) -> None:
    assert contains_national_id(text)
    assert without_national_id(text) == text.replace(text[text.index("0") :], "…")


def _with_check_digits(start: str) -> str | None:
    first = fodselsnummer.calc_check_digit1(start)
    number = f"{start}{first}{fodselsnummer.calc_check_digit2(start + first)}"
    return number if len(number) == 11 else None  # a check digit of ten: there is no such number


@pytest.mark.parametrize(
    ("born", "recognised"),
    [
        ("311299", True),
        ("710170", True),  # a D-number
        ("014170", True),  # synthetic
        ("018170", True),  # synthetic
        ("320170", False),
        ("000170", False),
        ("010070", False),
        ("011370", False),
        ("860111", False),
    ],
)
def test_the_date_decides_as_well(born: str, recognised: bool) -> None:
    numbers = [_with_check_digits(f"{born}{each}") for each in range(100, 1000)]

    assert {contains_national_id(each) for each in numbers if each} == {recognised}


@given(st.integers(0, 10), st.integers(1, 9))
def test_with_one_wrong_digit_it_is_none(place: int, more: int) -> None:
    wrong = str((int(INVENTED[place]) + more) % 10)

    assert not contains_national_id(INVENTED[:place] + wrong + INVENTED[place + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "01017010171",
        "010170/10171",
        "123 456 785",
        "Org.nr. 123456785, 12 ansatte",
        "+47 22 33 44 55",
        "tlf: 22334455/95982540",
        "0047 95 98 25 40",
        "1234.56.12345",
        "konto 1234 56 12345",
        f"9{INVENTED}",
        "2026-11-23 10:00",
        "23.11.2026, 09:00-15:30",
        "1.1.2026-31.12.2026",
        "10 000, 15 000 og 20 000",
        "12 000-150 000 kr",
        "1 250 000,50 kr",
        "192.168.100.10",
        "a: 01.02.2026\nb: 10 000 kr",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not contains_national_id(text)
    assert without_national_id(text) == text


@given(st.integers(0, 999_999_999))
@example(10170101)
def test_an_account_written_as_one_is_left_alone(start: int) -> None:
    # An account's last check digit is an identity number's, so now and then both are right.
    number = _with_check_digits(f"{start:09}") or ""

    assert not contains_national_id(f"konto {number[:4]}.{number[4:6]}.{number[6:]}")


@given(DAYS, st.times(), st.sampled_from([" ", ", ", " kl. ", " - ", "\n"]), st.sampled_from(".:"))
@example(date(2024, 1, 12), time(15, 30), " ", ".")
def test_a_date_and_a_time_are_left_alone(day: date, at: time, between: str, colon: str) -> None:
    written = f"{day.day}.{day.month}.{day.year}{between}{at.hour}{colon}{at.minute:02}"

    assert not contains_national_id(written)


@given(DAYS, st.integers(0, 300), st.sampled_from(["-", " - ", ", ", "–", " til "]))
def test_a_period_is_left_alone(day: date, length: int, between: str) -> None:
    first, last = (
        f"{each.day}.{each.month}.{each.year}" for each in (day, day + timedelta(length))
    )

    assert not contains_national_id(f"{first}{between}{last}")


@given(st.sampled_from("89"), st.integers(0, 99_999_999), st.integers(0, 99))
def test_an_organisation_number_with_a_number_behind_it_is_left_alone(
    first: str, rest: int, more: int
) -> None:
    number = f"{first}{rest:08}"

    assert not contains_national_id(f"{number} {more:02}")
    assert not contains_national_id(f"{number[:3]} {number[3:6]} {number[6:]}, {more:02}")


@pytest.mark.parametrize("text", [f"010170 {INVENTED} 10170", f"{INVENTED} {INVENTED}"])
def test_nothing_is_left_that_stood_around_a_number(text: str) -> None:
    assert not contains_national_id(without_national_id(text))


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
    assert "refuse.national_id" in kari.command(CommandName.UNKNOWN, f"/{INVENTED}").keys
    assert _nowhere(kari.world)


def test_in_a_caption_it_is_refused_with_its_file(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("C1")

    assert "refuse.national_id" in kari.upload("a.pdf", caption=f"fnr {INVENTED}").keys
    assert kari.dossier.pending == ()
    assert _nowhere(kari.world)


def test_in_a_video_s_caption_or_a_contact_s_name_it_is_refused(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("C1")

    taken = kari.world.take(SentMedia(MediaKind.VIDEO, "150", f"fnr {INVENTED}"), kari.address)

    assert taken.keys == ["refuse.national_id", "ask.item"]
    assert DeleteMessage(kari.address, "150") in taken.effects
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


@pytest.mark.parametrize(
    ("word", "argument"), [("status", INVENTED), (INVENTED, ""), ("010170", "10170")]
)
def test_in_slack_it_is_refused_without_being_repeated(
    world: World, word: str, argument: str
) -> None:
    taken = world.take(SlashCommanded(word, argument, SIRI))

    assert taken.whispers == ["refuse.national_id_elsewhere"]
    assert _nowhere(world)


@pytest.mark.parametrize(
    "act",
    [
        RequestChanges(("C1",), INVENTED),
        RecordDecision(Verdict.REFUSED, date(2026, 11, 20), INVENTED),
    ],
)
def test_what_the_secretariat_writes_about_a_case_holds_none(
    kari: Applicant, siri: Member, act: CaseAct
) -> None:
    kari.submit()
    siri.act(1, TakeCase())
    if isinstance(act, RecordDecision):
        siri.act(1, SendToCommittee())
    before = kari.world.dossiers[1]

    taken = siri.act(1, act)

    assert taken.whispers == ["refuse.national_id_elsewhere"]
    assert kari.world.dossiers[1] == before
    assert _nowhere(kari.world)


def test_a_reply_to_an_applicant_holds_none(kari: Applicant, world: World) -> None:
    kari.command(CommandName.CONTACT)
    kari.say("Når får vi svar?")

    taken = world.take(Replied(1, kari.address, f"Spør {INVENTED}", SIRI))

    assert taken.whispers == ["refuse.national_id_elsewhere"]
    assert _nowhere(world)
