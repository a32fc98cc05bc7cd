"""Files that nobody asked for: stored at once, asked about, reminded of, and never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import loose
from dialogs.dossier import attachment_name, attachments
from dialogs.effects import Button, PostAttachment
from dialogs.events import CommandName, FileFetched, Op, Refusal, RequestChanges, TakeCase
from dialogs.state import Answer, CaseState, Interlude
from knowledge.model import OTHER_FILES
from tests.dialogs.content import CHECKLIST
from tests.dialogs.playing import Applicant, Member, attachment
from tests.dialogs.world import NOW


@pytest.fixture
def asked(kari: Applicant) -> Applicant:
    """Kari, asked for a text."""
    kari.begin()
    kari.go_to("A2")
    return kari


def _files(kari: Applicant, place: str) -> list[str]:
    answer = kari.dossier.answers.get(place)
    return [file.name for file in answer.files] if answer else []


def _offered(kari: Applicant) -> list[str]:
    """Where the question on the screen offers to put the files."""
    keyboard = kari.world.screen().keyboard
    buttons: list[Button] = [button for row in keyboard for button in row]
    return [each.action.arg for each in buttons if each.action.op is Op.ASSIGN_FILE]


def test_a_loose_file_is_fetched_at_once_and_asked_about(asked: Applicant) -> None:
    assert asked.upload("a.pdf").keys == ["file.which"]
    assert asked.arrive().keys == ["file.which"]

    assert _files(asked, "loose-1") == ["a.pdf"]
    assert _offered(asked) == ["loose-1.C1", "loose-1.other", "loose-1."]


def test_a_placed_file_is_the_answer(asked: Applicant) -> None:
    asked.upload("a.pdf")
    asked.arrive()

    assert asked.press(Op.ASSIGN_FILE, "loose-1.C1").keys == ["file.placed", "ask.item"]

    assert _files(asked, "C1") == ["a.pdf"]
    assert loose.groups(asked.dossier) == ()


def test_a_file_can_be_placed_before_it_has_arrived(asked: Applicant) -> None:
    asked.upload("a.pdf")
    asked.press(Op.ASSIGN_FILE, "loose-1.C1")

    assert asked.arrive().keys == ["file.stored"]

    assert _files(asked, "C1") == ["a.pdf"]
    assert asked.dossier.pending == ()


def test_a_file_placed_before_it_was_refused_is_named_with_its_item(asked: Applicant) -> None:
    asked.upload("a.pdf")
    asked.press(Op.ASSIGN_FILE, "loose-1.C1")

    refusal = asked.fail(Refusal.ENCRYPTED).tells[-1].message

    assert (refusal.key, refusal.params["item"]) == ("file.refused.encrypted", "C1")
    assert asked.dossier.pending == ()


@pytest.mark.parametrize("go_on", ["say", "apply", "old button"])
def test_an_unanswered_question_comes_back_on_every_screen(asked: Applicant, go_on: str) -> None:
    before = asked.world.screen()
    old = next(b.action for row in before.keyboard for b in row if b.action.op is Op.WHY)
    asked.upload("a.pdf")
    asked.arrive()

    if go_on == "say":
        taken = asked.say("Testsenteret")
    elif go_on == "apply":
        taken = asked.command(CommandName.APPLY)
    else:
        taken = asked.press_old(before.id, old)

    assert "file.unplaced" in taken.keys
    assert asked.press(Op.PLACE_FILES).keys == ["file.which"]
    asked.press(Op.ASSIGN_FILE, "loose-1.C1")
    assert _files(asked, "C1") == ["a.pdf"]


def test_a_text_answers_the_question_that_was_asked_before_the_file(asked: Applicant) -> None:
    asked.upload("a.pdf")

    asked.say("Testsenteret")

    assert asked.value("A2") == "Testsenteret"
    assert asked.progress.item == "A3"


def test_each_file_gets_a_place_of_its_own(asked: Applicant) -> None:
    asked.upload("a.pdf")
    asked.upload("b.pdf")

    assert asked.press(Op.ASSIGN_FILE, "loose-2.C1").keys == ["file.assigned", "file.which"]
    assert asked.press(Op.ASSIGN_FILE, "loose-1.").keys == ["file.discarded", "ask.item"]

    asked.arrive()
    asked.arrive()
    assert _files(asked, "C1") == ["b.pdf"]
    assert loose.names(asked.dossier) == ()


def test_an_album_is_placed_together_and_its_late_parts_too(asked: Applicant) -> None:
    asked.upload("a.pdf", album="g")
    asked.upload("b.pdf", album="g")
    assert asked.world.keys_shown() == ["ask.item", "file.which"]
    asked.press(Op.ASSIGN_FILE, "loose-1.C1")

    asked.upload("c.pdf", album="g")

    for _ in range(3):
        asked.arrive()
    assert _files(asked, "C1") == ["a.pdf", "b.pdf", "c.pdf"]


def test_the_same_loose_file_twice_is_kept_once(asked: Applicant) -> None:
    asked.upload("a.pdf")

    assert asked.upload("a.pdf").keys == ["file.which"]

    assert loose.names(asked.dossier) == ("a.pdf",)


def test_a_file_that_is_there_already_is_not_there_twice(asked: Applicant) -> None:
    files = (attachment("unique-a.pdf", "a.pdf"),)
    asked.world.dossiers[1] = replace(asked.dossier, answers={"C1": Answer("", NOW, files=files)})
    asked.upload("a.pdf")
    asked.arrive()

    asked.press(Op.ASSIGN_FILE, "loose-1.C1")

    assert _files(asked, "C1") == ["a.pdf"]


def test_a_refused_loose_file_is_said_and_asked_about_no_more(asked: Applicant) -> None:
    asked.upload("a.pdf")
    asked.upload("b.pdf")

    assert asked.fail().keys == ["file.which", "file.refused.encrypted"]
    assert loose.names(asked.dossier) == ("b.pdf",)
    assert asked.fail().keys == ["ask.item", "file.refused.encrypted"]
    assert asked.conversation.interlude is None


def test_a_discarded_file_does_not_come_back(asked: Applicant) -> None:
    asked.upload("a.pdf")
    asked.press(Op.ASSIGN_FILE, "loose-1.")

    asked.world.take(FileFetched(1, "loose-1", attachment("unique-a.pdf", "a.pdf")), asked.address)

    assert asked.dossier.answers == {}


def test_a_loose_file_goes_only_to_an_item_that_is_open(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("B1")
    kari.press(Op.ANSWER, "B1.yes")
    kari.upload("a.pdf")
    offered = kari.world.screen()
    for_policy = next(r[0].action for r in offered.keyboard if r[0].action.arg == "loose-1.C2")
    answers = {**kari.dossier.answers, "B1": Answer("no", NOW)}
    kari.world.dossiers[1] = replace(kari.dossier, answers=answers)

    taken = kari.press_old(offered.id, for_policy)

    assert taken.toasts == ["toast.stale"]
    assert loose.names(kari.dossier) == ("a.pdf",)


def test_a_loose_file_does_not_write_over_a_message_to_the_secretariat(asked: Applicant) -> None:
    asked.upload("a.pdf")
    asked.command(CommandName.CONTACT)

    assert asked.arrive().keys == ["file.stored_loose"]

    assert asked.conversation.interlude is Interlude.WRITING


# --- before sending -------------------------------------------------------------------------------


@pytest.fixture
def at_the_end(asked: Applicant) -> Applicant:
    """Kari, before the last screen, with two files that have no place."""
    asked.upload("a.pdf")
    asked.upload("b.pdf")
    asked.arrive()
    asked.arrive()
    asked.say("Testsenteret")
    asked.skip_all()
    return asked


def test_the_overview_and_the_last_screen_say_what_lies_nowhere(at_the_end: Applicant) -> None:
    assert at_the_end.world.screen().message.parts[0].params["names"] == ("a.pdf", "b.pdf")

    last = at_the_end.press(Op.CONFIRM)

    assert last.keys == ["file.unplaced", "submit.confirm"]
    assert at_the_end.press(Op.PLACE_FILES).keys == ["file.which"]


def test_sending_asks_first(at_the_end: Applicant) -> None:
    at_the_end.press(Op.CONFIRM)

    assert at_the_end.press(Op.SUBMIT).keys == ["submit.loose"]
    assert at_the_end.dossier.state is CaseState.DRAFT
    assert at_the_end.press(Op.RESUME).keys == ["file.unplaced", "submit.confirm"]


def test_what_is_sent_without_a_place_goes_along(at_the_end: Applicant) -> None:
    at_the_end.press(Op.CONFIRM)
    at_the_end.press(Op.SUBMIT)

    sent = at_the_end.press(Op.SUBMIT, OTHER_FILES)

    receipt = sent.tells[0].message
    assert (receipt.key, receipt.params["files"]) == ("submit.receipt", ("a.pdf", "b.pdf"))
    posts = [each for each in sent.effects if isinstance(each, PostAttachment)]
    assert [(each.item, each.upload) for each in posts] == [
        (OTHER_FILES, "unique-a.pdf"),
        (OTHER_FILES, "unique-b.pdf"),
    ]
    case = at_the_end.world.dossiers[1]
    names = [attachment_name(case, CHECKLIST, *placed) for placed in attachments(case, CHECKLIST)]
    reference = case.reference
    assert names == [f"{reference}_andre_vedlegg.pdf", f"{reference}_andre_vedlegg_2.pdf"]


def test_what_has_a_place_is_sent_without_asking(at_the_end: Applicant) -> None:
    at_the_end.press(Op.PLACE_FILES)
    at_the_end.press(Op.ASSIGN_FILE, "loose-2.C1")
    at_the_end.press(Op.ASSIGN_FILE, "loose-1.other")
    at_the_end.press(Op.CONFIRM)

    assert at_the_end.press(Op.SUBMIT).keys == ["submit.receipt"]


def test_a_loose_file_that_comes_while_sending_waits_is_asked_about(asked: Applicant) -> None:
    asked.say("Testsenteret")
    asked.go_to("C1")
    asked.upload("a.pdf")
    asked.press(Op.FILES_DONE)
    asked.skip_all()
    asked.press(Op.CONFIRM)
    asked.press(Op.SUBMIT)
    asked.upload("b.pdf")

    assert asked.arrive().keys == ["submit.loose"]
    assert asked.arrive().keys != ["submit.receipt"]
    assert asked.dossier.state is CaseState.DRAFT


def test_two_refusals_while_sending_waits_are_both_said(asked: Applicant) -> None:
    asked.say("Testsenteret")
    asked.go_to("C1")
    asked.upload("a.pdf")
    asked.upload("b.pdf")
    asked.press(Op.FILES_DONE)
    asked.skip_all()
    asked.press(Op.CONFIRM)
    asked.press(Op.SUBMIT)

    assert asked.fail().keys == ["submit.confirm", "file.refused.encrypted"]
    assert asked.fail(Refusal.EMPTY).keys[-1] == "file.refused.empty"

    assert {"file.refused.encrypted", "file.refused.empty"} <= set(asked.world.keys_shown())


def test_other_attachments_can_be_placed_anew_until_they_are_sent(at_the_end: Applicant) -> None:
    at_the_end.press(Op.PLACE_FILES)
    at_the_end.press(Op.ASSIGN_FILE, "loose-2.other")
    at_the_end.press(Op.ASSIGN_FILE, "loose-1.other")
    assert at_the_end.world.screen().message.params["others"] == ("b.pdf", "a.pdf")

    at_the_end.press(Op.PLACE_FILES, OTHER_FILES)
    at_the_end.press(Op.ASSIGN_FILE, "loose-2.C1")
    at_the_end.press(Op.ASSIGN_FILE, "loose-1.")

    assert _files(at_the_end, "C1") == ["a.pdf"]
    assert _files(at_the_end, OTHER_FILES) == []


def test_a_loose_file_among_changes_is_asked_about_and_sent_with_them(kari: Applicant) -> None:
    kari.submit()
    member = Member(kari.world)
    member.act(1, TakeCase())
    member.act(1, RequestChanges(("A4",), "Hvilken e-postadresse?"))
    kari.press(Op.BEGIN)
    kari.upload("a.pdf")
    kari.arrive()
    assert _offered(kari) == ["loose-1.other", "loose-1."]
    kari.say("kari@example.no")

    assert kari.press(Op.SUBMIT).keys == ["submit.loose"]
    assert "review.changes" in kari.press(Op.RESUME).keys
    kari.press(Op.SUBMIT)
    sent = kari.press(Op.SUBMIT, OTHER_FILES)

    assert sent.tells[0].message.params["items"] == ("A4", OTHER_FILES)
    posts = [each.upload for each in sent.effects if isinstance(each, PostAttachment)]
    assert posts == ["unique-a.pdf"]
