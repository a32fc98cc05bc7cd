"""Files: an answer only when they are stored, and always of the item that they were sent for."""

from __future__ import annotations

import pytest

from dialogs.effects import FetchFile
from dialogs.events import CommandName, FileFetched, Op, Refusal
from dialogs.state import Interlude
from tests.dialogs.playing import Applicant, attachment


@pytest.fixture
def asked(kari: Applicant) -> Applicant:
    """Kari, asked for files."""
    kari.begin()
    kari.go_to("C1")
    return kari


def _files(kari: Applicant, item: str) -> list[str]:
    answer = kari.dossier.answers.get(item)
    return [file.name for file in answer.files] if answer else []


def test_a_file_is_an_answer_only_when_it_is_stored(asked: Applicant) -> None:
    asked.upload("a.pdf")
    assert _files(asked, "C1") == []
    assert [each.name for each in asked.dossier.pending] == ["a.pdf"]

    asked.arrive()

    assert _files(asked, "C1") == ["a.pdf"]
    assert asked.dossier.pending == ()


def test_done_goes_on_even_while_a_file_is_on_its_way(asked: Applicant) -> None:
    asked.upload("a.pdf")

    asked.press(Op.FILES_DONE)

    assert asked.progress.item == "C3"
    assert asked.arrive().keys == ["file.stored"]


def test_done_can_be_written_and_needs_a_file(asked: Applicant) -> None:
    assert asked.say("ferdig").keys == ["toast.no_file", "ask.item"]

    asked.upload("a.pdf")
    asked.say("Ferdig!")

    assert asked.progress.item == "C3"


def test_all_parts_of_an_album_belong_to_the_item_that_was_open(asked: Applicant) -> None:
    asked.upload("a.pdf", album="g")
    asked.press(Op.FILES_DONE)

    late = asked.upload("b.pdf", album="g")

    fetch = next(each for each in late.effects if isinstance(each, FetchFile))
    assert fetch.item == "C1"
    asked.arrive()
    asked.arrive()
    assert _files(asked, "C1") == ["a.pdf", "b.pdf"]


def test_the_same_file_twice_is_kept_once(asked: Applicant) -> None:
    asked.upload("a.pdf")
    assert asked.upload("a.pdf").keys == ["file.known", "ask.item"]
    asked.arrive()

    assert asked.upload("a.pdf").keys == ["file.known", "ask.item"]
    assert _files(asked, "C1") == ["a.pdf"]


def test_a_file_stored_twice_by_a_repeated_event_is_kept_once(asked: Applicant) -> None:
    asked.upload("a.pdf")
    asked.arrive()

    event = FileFetched(1, "C1", attachment("unique-a.pdf", "a.pdf"))
    asked.world.take(event, asked.address)

    assert _files(asked, "C1") == ["a.pdf"]


@pytest.mark.parametrize("reason", Refusal)
def test_a_refused_file_is_said_and_costs_nothing_else(asked: Applicant, reason: Refusal) -> None:
    asked.upload("a.pdf")
    asked.upload("b.pdf")
    asked.arrive()

    taken = asked.fail(reason)

    assert taken.keys == ["ask.item", f"file.refused.{reason}"]
    assert _files(asked, "C1") == ["a.pdf"]


def test_a_refusal_stands_whatever_becomes_of_the_others(asked: Applicant) -> None:
    for name in ("fake.pdf", "locked.pdf", "good.pdf"):
        asked.upload(name, album="g")

    asked.fail(Refusal.DAMAGED)
    asked.fail(Refusal.ENCRYPTED)
    asked.arrive()

    shown = [key for key in asked.world.keys_shown() if key.startswith("file.refused")]
    assert shown == ["file.refused.damaged", "file.refused.encrypted"]
    assert _files(asked, "C1") == ["good.pdf"]


def test_files_that_were_taken_away_do_not_come_back(asked: Applicant) -> None:
    asked.upload("a.pdf")

    assert asked.press(Op.FILES_CLEAR).keys == ["file.cleared", "ask.item"]
    asked.arrive()

    assert _files(asked, "C1") == []


def test_without_an_application_a_file_is_kindly_turned_away(kari: Applicant) -> None:
    assert kari.upload("a.pdf").keys == ["file.no_application"]


def test_an_arriving_file_does_not_write_over_a_message_to_the_secretariat(
    asked: Applicant,
) -> None:
    asked.upload("a.pdf")
    asked.command(CommandName.CONTACT)

    taken = asked.arrive()

    assert taken.keys == ["file.stored"]
    assert asked.conversation.interlude is Interlude.WRITING
    assert asked.world.screen().message.key == "contact.invite"


def test_a_file_is_no_message_to_the_secretariat_and_no_answer_either(asked: Applicant) -> None:
    asked.command(CommandName.CONTACT)

    taken = asked.upload("brev.pdf")

    assert taken.keys == ["contact.text_only", "contact.invite"]
    assert asked.conversation.interlude is Interlude.WRITING
    assert (asked.dossier.pending, asked.world.fetches) == ((), [])
    assert asked.say("Her er brevet vårt.").keys[0] == "contact.sent"


def test_an_album_is_turned_away_once(asked: Applicant) -> None:
    asked.command(CommandName.CONTACT)
    asked.upload("a.pdf", album="g")
    before = len(asked.world.chat(asked.address).messages)

    asked.upload("b.pdf", album="g")

    assert len(asked.world.chat(asked.address).messages) == before
    assert asked.dossier.pending == ()
