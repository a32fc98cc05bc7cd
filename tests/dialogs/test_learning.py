"""What got no answer, or one that did not help: kept, cleaned, counted and asked about."""

from __future__ import annotations

import pytest

from dialogs.effects import DeleteMessage
from dialogs.events import Action, CommandName, Op
from dialogs.lesson_effects import CountAsked, RefreshQuestion
from dialogs.lesson_events import Instructed
from dialogs.lessons import (
    Lesson,
    NewAnswer,
    OpenQuestion,
    Outcome,
)
from tests.dialogs.playing import SIRI, Applicant
from tests.dialogs.world import OLA, Taken, World

UNKNOWN = "Gjelder ordningen for chatboter?"
FEE = "hva koster det?"
CLARIFY = "hvem og hva?"
NEW = NewAnswer("Gjelder det chatboter?", "Nei, bare telefon.", "Sekretariatet")
NATIONAL_ID = "01017000027"


@pytest.fixture
def kari(world: World) -> Applicant:
    return Applicant(world)


@pytest.fixture
def ola(world: World) -> Applicant:
    return Applicant(world, OLA)


def questions(world: World) -> list[OpenQuestion]:
    return list(world.lessons.questions.values())


def counted(world: World) -> list[CountAsked]:
    return world.lessons.counted


def teach(world: World, lesson: Lesson) -> Taken:
    return world.take(Instructed(lesson, SIRI))


# --- what is kept ---------------------------------------------------------------------------------


def test_a_question_without_an_answer_is_kept_and_said_to_be(kari: Applicant) -> None:
    taken = kari.say(UNKNOWN)

    assert taken.keys == ["answer.unknown", "answer.kept"]
    assert RefreshQuestion(1) in taken.effects
    assert [each.text for each in questions(kari.world)] == [UNKNOWN]
    assert counted(kari.world) == [CountAsked(Outcome.UNKNOWN)]


def test_what_identifies_a_person_is_not_kept(kari: Applicant) -> None:
    kari.say("Kan Kari svare meg på 95 98 25 40 eller kari@example.no om chatboter?")

    (kept,) = questions(kari.world)
    assert kept.text == "Kan Kari svare meg på … eller … om chatboter?"


def test_a_national_identity_number_is_refused_and_nothing_is_kept(kari: Applicant) -> None:
    taken = kari.say(f"Hva gjelder for {NATIONAL_ID}?")

    assert taken.keys == ["refuse.national_id"]
    assert any(isinstance(each, DeleteMessage) for each in taken.effects)
    assert questions(kari.world) == []
    assert kari.conversation.last_question == ""


@pytest.mark.parametrize("text", ["??", "12", "🙂"])
def test_a_text_that_says_nothing_is_not_kept(kari: Applicant, text: str) -> None:
    taken = kari.say(text)

    assert taken.keys == ["answer.unknown"]
    assert questions(kari.world) == []


def test_the_same_question_of_two_is_one_line(kari: Applicant, ola: Applicant) -> None:
    kari.say(UNKNOWN)
    kari.say(UNKNOWN)
    ola.say("gjelder ordnigen for chatboter")

    (kept,) = questions(kari.world)
    assert kept.asked == 2


def test_what_may_have_been_an_answer_is_nobodys_question(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A2")
    kari.command(CommandName.HELP)

    kari.say("Hvorfor Ringe AS")

    assert questions(kari.world) == []


def test_none_of_these_is_kept_with_the_question(kari: Applicant) -> None:
    kari.say(CLARIFY)

    taken = kari.press(Op.NONE_OF_THESE)

    assert taken.keys == ["answer.none_of_these", "answer.kept"]
    assert [each.text for each in questions(kari.world)] == [CLARIFY]
    assert counted(kari.world) == [CountAsked(Outcome.CLARIFIED), CountAsked(Outcome.NOT_HELPED)]


def test_a_choice_among_suggestions_is_counted_for_its_entry(kari: Applicant) -> None:
    kari.say(CLARIFY)

    kari.press(Op.ENTRY, "who")

    assert counted(kari.world)[-1] == CountAsked(Outcome.CLARIFIED, "who")
    assert kari.conversation.last_question == CLARIFY
    assert kari.conversation.last_entry == "who"


# --- did this help? -------------------------------------------------------------------------------


def ops(kari: Applicant) -> list[Op]:
    return [action.op for _, action in kari.world.actions()]


def test_an_answer_asks_whether_it_helped(kari: Applicant) -> None:
    kari.say(FEE)

    assert ops(kari) == [Op.ENTRY, Op.MENU, Op.HELPED, Op.NOT_HELPED, Op.MENU]
    assert kari.conversation.last_question == FEE
    assert kari.conversation.last_entry == "fee"
    assert counted(kari.world) == [CountAsked(Outcome.ANSWERED, "fee")]


def test_a_greeting_does_not_ask_whether_it_helped_and_is_not_counted(kari: Applicant) -> None:
    kari.say("hei")

    assert Op.HELPED not in ops(kari)
    assert counted(kari.world) == []


def test_above_an_open_question_nobody_is_asked_whether_it_helped(kari: Applicant) -> None:
    kari.begin()

    kari.say(FEE)
    assert Op.HELPED not in ops(kari)

    kari.press(Op.ENTRY, "who")
    assert Op.HELPED not in ops(kari)


def test_yes_takes_the_row_away_and_thanks(kari: Applicant) -> None:
    kari.say(FEE)

    taken = kari.press(Op.HELPED)

    assert taken.toasts == ["toast.helped"]
    assert taken.keys == ["answer.entry"]
    assert ops(kari) == [Op.ENTRY, Op.MENU, Op.MENU]
    assert questions(kari.world) == []
    assert counted(kari.world)[-1] == CountAsked(Outcome.HELPED, "fee")


def test_no_takes_the_row_away_keeps_the_question_and_offers_a_person(kari: Applicant) -> None:
    kari.say(FEE)

    taken = kari.press(Op.NOT_HELPED)

    assert taken.keys == ["answer.entry", "answer.not_helped", "answer.kept"]
    assert Op.NOT_HELPED not in ops(kari)
    contact = taken.tells[-1].keyboard[0][0].action
    assert (contact.op, contact.arg) == (Op.MENU, CommandName.CONTACT)
    (kept,) = questions(kari.world)
    assert (kept.text, kept.entry) == (FEE, "fee")
    assert counted(kari.world)[-1] == CountAsked(Outcome.NOT_HELPED, "fee")


def test_no_under_an_older_answer_is_kept_without_a_text_that_was_about_another(
    kari: Applicant,
) -> None:
    kari.say(FEE)
    (message, action), *_ = [each for each in kari.world.actions() if each[1].op is Op.NOT_HELPED]
    kari.say("hvem er dere?")

    kari.press_old(message, action)

    (kept,) = questions(kari.world)
    assert (kept.text, kept.entry) == ("", "fee")


def test_pressing_no_twice_is_one_line(kari: Applicant) -> None:
    kari.say(FEE)
    (message, action), *_ = [each for each in kari.world.actions() if each[1].op is Op.NOT_HELPED]

    kari.press_old(message, action)
    kari.press_old(message, action)

    assert [each.text for each in questions(kari.world)] == [FEE]


def test_a_related_question_was_never_written_so_its_text_is_not_kept(kari: Applicant) -> None:
    kari.say(FEE)
    kari.press(Op.ENTRY, "who")

    kari.press(Op.NOT_HELPED, "who")

    (kept,) = questions(kari.world)
    assert (kept.text, kept.entry) == ("", "who")


def test_help_about_an_answer_that_is_gone_is_thanked_for_all_the_same(kari: Applicant) -> None:
    kari.say(FEE)

    taken = kari.press_old(999, Action(Op.HELPED, "gone"))

    assert (taken.keys, taken.toasts) == ([], ["toast.helped"])
