"""What is written instead of pressed, what is a question, and what is neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dialogs.events import CommandName, Op, TakeCase
from dialogs.lesson_effects import RefreshQuestion
from dialogs.state import CaseState, Interlude, Stage
from tests.dialogs.playing import Applicant, Member
from tests.dialogs.test_going_on import ops

ASKED = "Hva skal stå her?"


def at(kari: Applicant, item: str) -> Applicant:
    kari.begin()
    kari.go_to(item)
    return kari


# --- at a text question ---------------------------------------------------------------------------


def test_a_question_without_an_answer_is_asked_back_about(kari: Applicant) -> None:
    taken = at(kari, "A2").say(ASKED)

    assert taken.keys == ["ask.was_it_answer", "ask.item"]
    assert ops(taken)[:2] == [Op.MEANT_ANSWER, Op.WAS_QUESTION]
    assert kari.value("A2") is None
    assert not any(isinstance(each, RefreshQuestion) for each in taken.effects)


@pytest.mark.parametrize("by", ["button", "word"])
def test_it_may_have_been_the_answer(kari: Applicant, by: str) -> None:
    at(kari, "A2").say(ASKED)

    kari.press(Op.MEANT_ANSWER) if by == "button" else kari.say("ja")

    assert kari.value("A2") == ASKED


@pytest.mark.parametrize("by", ["button", "word"])
def test_a_question_that_nobody_can_answer_is_explained_by_its_item(
    kari: Applicant, by: str
) -> None:
    at(kari, "A2").say(ASKED)

    taken = kari.press(Op.WAS_QUESTION) if by == "button" else kari.say("nei")

    assert taken.keys == ["ask.help", "ask.why", "answer.kept", "ask.item"]
    assert [each.text for each in kari.world.lessons.questions.values()] == [ASKED]
    assert kari.value("A2") is None
    assert Op.WAS_QUESTION not in ops(taken)


def test_one_that_is_not_quite_understood_gets_suggestions_too(kari: Applicant) -> None:
    at(kari, "A2").say("hvem og hva?")

    taken = kari.press(Op.WAS_QUESTION)

    assert taken.keys == ["answer.clarify", "ask.help", "ask.why", "ask.item"]


def test_another_text_is_simply_the_answer(kari: Applicant) -> None:
    at(kari, "A2").say(ASKED)

    kari.say("Testsenteret")

    assert kari.value("A2") == "Testsenteret"
    assert not kari.progress.asking_back


@pytest.mark.parametrize(
    ("text", "item"), [("tilbake", "A1"), ("Hopp over", "A3"), ("press skip", "A3")]
)
def test_a_way_onward_may_be_written(kari: Applicant, text: str, item: str) -> None:
    at(kari, "A2").say(text)

    assert kari.progress.item == item
    assert kari.dossier.answers == {}


def test_before_the_first_question_there_is_nothing_and_that_is_said(kari: Applicant) -> None:
    taken = at(kari, "A1").say("tilbake")

    assert taken.keys == ["toast.first", "ask.item"]


@pytest.mark.parametrize(
    ("text", "key"),
    [("hjelp", "help.commands"), ("meny", "start.hello"), ("press help", "ask.help")],
)
def test_a_way_out_is_no_answer(kari: Applicant, text: str, key: str) -> None:
    assert at(kari, "A2").say(text).keys[0] == key
    assert kari.value("A2") is None


def test_a_word_that_may_be_the_answer_is_asked_about(kari: Applicant) -> None:
    taken = at(kari, "B5").say("personvern")
    assert taken.keys == ["ask.was_it_answer", "ask.item"]

    kari.press(Op.MEANT_ANSWER)
    assert kari.value("B5") == "personvern"


def test_a_word_that_was_no_answer_does_what_it_says(kari: Applicant) -> None:
    at(kari, "B5").say("personvern")

    assert kari.press(Op.WAS_QUESTION).keys == ["privacy.text"]
    assert kari.value("B5") is None


@pytest.mark.parametrize("text", ["nei", "ja", "ok"])
def test_a_text_question_may_be_answered_with_yes_or_no(kari: Applicant, text: str) -> None:
    at(kari, "B5").say(text)

    assert kari.value("B5") == text


def test_no_centre_is_called_ok(kari: Applicant) -> None:
    assert at(kari, "A2").say("ok").keys == ["ask.was_it_answer", "ask.item"]


def test_a_yes_to_what_was_just_explained_is_hardly_the_answer(kari: Applicant) -> None:
    at(kari, "B5").say("hva koster det?")

    assert kari.say("ja takk").keys == ["ask.was_it_answer", "ask.item"]
    kari.say("ja")
    assert kari.value("B5") == "ja takk"


def test_stopping_says_what_can_be_stopped(kari: Applicant) -> None:
    assert at(kari, "A2").say("stopp").keys == ["word.stop", "ask.item"]
    assert kari.value("A2") is None


# --- signs that nobody sees -----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["\u200b\u200b\u200b", "\u2060", "\u202d\u202c", "\u2800 \u3164"])
def test_a_text_that_shows_nothing_is_no_answer(kari: Applicant, text: str) -> None:
    assert at(kari, "A2").say(text).keys == ["error.empty", "ask.item"]
    assert kari.value("A2") is None


@pytest.mark.parametrize(
    ("item", "pasted", "value"),
    [
        ("A2", "\u202dTest\u200bsenteret\ufeff", "Testsenteret"),
        ("A3", "\u202d123 456\u200b 785\u202c", "123456785"),
        ("A4", "kari\u00ad@testsenteret.example\u200b", "kari@testsenteret.example"),
        ("A5", "\u202a22 33 44 55\u202c", "+4722334455"),
    ],
)
def test_what_came_along_by_pasting_is_left_out(
    kari: Applicant, item: str, pasted: str, value: str
) -> None:
    at(kari, item).say(pasted)

    assert kari.value(item) == value


# --- at the organisation number -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["org.nr. 123456785", "123 456 785 (Blåfjell AS)", "Det er 123.456.785, takk"]
)
def test_the_number_is_found_among_other_words(kari: Applicant, text: str) -> None:
    at(kari, "A3").say(text)

    assert kari.value("A3") == "123456785"


def test_a_name_instead_of_the_number_is_told_what_is_needed(kari: Applicant) -> None:
    assert at(kari, "A3").say("Blåfjell AS").keys == ["error.org_number_name", "ask.item"]
    assert kari.progress.item == "A3"


def test_two_numbers_are_not_guessed_at(kari: Applicant) -> None:
    at(kari, "A3").say("123456785 eller 974760673")

    assert kari.value("A3") is None
    assert kari.progress.item == "A3"


def test_a_look_up_leaves_the_question_on_the_screen(kari: Applicant) -> None:
    at(kari, "A3")
    kari.command(CommandName.START)

    taken = kari.say("123 456 785")
    assert taken.keys[-1] == "ask.item"

    kari.command(CommandName.STATUS, "Blåfjell")
    assert kari.say("123 456 785").keys == ["ask.item"]


# --- a choice, in words ---------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "value"), [("label first", "first"), ("label f", "first")])
def test_a_choice_may_be_written_as_its_button_says(kari: Applicant, text: str, value: str) -> None:
    at(kari, "A1").say(text)

    assert kari.value("A1") == value


# --- yes and no -----------------------------------------------------------------------------------


def _ready(kari: Applicant) -> None:
    at(kari, "A2").say("Testsenteret")
    kari.skip_all()
    kari.press(Op.CONFIRM)


def _deleting(kari: Applicant) -> None:
    at(kari, "A2")
    kari.command(CommandName.DELETE)


def _withdrawing(kari: Applicant) -> None:
    kari.submit()
    kari.command(CommandName.STATUS)
    kari.press(Op.WITHDRAW)


CONFIRMATIONS = [
    (_ready, Op.SUBMIT, "submit.confirm"),
    (_deleting, Op.DELETE, "delete.confirm"),
    (_withdrawing, Op.CONFIRM_WITHDRAW, "withdraw.confirm"),
]


@pytest.mark.parametrize(("get_there", "op", "key"), CONFIRMATIONS)
@pytest.mark.parametrize("text", ["ja", "ja takk", "ok"])
def test_a_yes_to_what_cannot_be_undone_asks_for_the_button(
    kari: Applicant, get_there: Callable[[Applicant], object], op: Op, key: str, text: str
) -> None:
    get_there(kari)

    taken = kari.say(text)

    assert taken.keys == ["confirm.by_button", key]
    assert op in ops(taken)
    assert not any(isinstance(each, RefreshQuestion) for each in taken.effects)
    done = kari.press(op)
    assert done.keys[0] in {"submit.receipt", "delete.done", "withdraw.done"}


@pytest.mark.parametrize(("get_there", "op", "key"), CONFIRMATIONS)
def test_the_words_of_the_button_do_not_press_it_either(
    kari: Applicant, get_there: Callable[[Applicant], object], op: Op, key: str
) -> None:
    get_there(kari)
    label = {Op.SUBMIT: "submit", Op.DELETE: "delete_now"}.get(op, "withdraw_now")

    assert kari.say(f"press {label}").keys == ["confirm.by_button", key]


@pytest.mark.parametrize(("get_there", "op", "key"), CONFIRMATIONS)
@pytest.mark.parametrize("text", ["nei", "nei, vent", "stopp"])
def test_a_no_acts_at_once(
    kari: Applicant, get_there: Callable[[Applicant], object], op: Op, key: str, text: str
) -> None:
    get_there(kari)
    before = dict(kari.world.dossiers)

    taken = kari.say(text)

    assert key not in taken.keys
    assert kari.conversation.interlude is None
    assert kari.world.dossiers == before
    assert op not in ops(taken)


@pytest.mark.parametrize(("get_there", "op", "key"), CONFIRMATIONS)
@pytest.mark.parametrize("text", ["hva koster det?", "hvem og hva?", "Gjelder det chatboter?"])
def test_a_question_leaves_the_confirmation_standing(
    kari: Applicant, get_there: Callable[[Applicant], object], op: Op, key: str, text: str
) -> None:
    get_there(kari)

    kari.say(text)

    done = kari.press(op)
    assert done.keys[0] in {"submit.receipt", "delete.done", "withdraw.done"}


def test_withdrawing_asks_about_the_case_that_was_pressed(kari: Applicant, siri: Member) -> None:
    kari.submit("Den ene")
    kari.submit("Den andre")
    siri.act(1, TakeCase())
    kari.begin()
    kari.command(CommandName.STATUS)
    buttons = [each for each in kari.world.actions() if each[1].op is Op.WITHDRAW]
    message, action = next(each for each in buttons if each[1].dossier == 1)
    kari.press_old(message, action)

    taken = kari.say("ja")
    assert taken.tells[-1].message.parts[-1].params == {"reference": "GC-2026-0001"}
    kari.press(Op.CONFIRM_WITHDRAW)

    states = {each.reference: each.state for each in kari.world.dossiers.values()}
    assert states == {
        "GC-2026-0001": CaseState.WITHDRAWN,
        "GC-2026-0002": CaseState.SUBMITTED,
        None: CaseState.DRAFT,
    }
    assert kari.command(CommandName.APPLY).keys[-1] in {"ask.item", "apply.intro"}


def test_a_confirmation_that_has_no_sense_any_more_is_left(kari: Applicant) -> None:
    _withdrawing(kari)
    kari.press(Op.CONFIRM_WITHDRAW)
    waiting = replace(kari.conversation, interlude=Interlude.WITHDRAWING)
    kari.world.conversations[kari.address] = waiting

    assert kari.say("ja").keys == ["word.ok"]
    assert kari.conversation.interlude is None


# --- short words when nothing was asked -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("meny", "start.hello"),
        ("hjelp", "help.commands"),
        ("søk", "apply.intro"),
        ("status", "status.none"),
        ("sekretariatet", "contact.invite"),
        ("språk", "language.choose"),
        ("personvern", "privacy.text"),
        ("pause", "pause.nothing"),
        ("slett", "delete.confirm"),
        ("ja", "word.ok"),
        ("ok", "word.ok"),
        ("nei", "word.no"),
        ("stopp", "word.stop"),
        ("tilbake", "menu.idle"),
    ],
)
def test_a_short_word_never_reaches_the_search(kari: Applicant, text: str, key: str) -> None:
    taken = kari.say(text)

    assert taken.keys[0] == key
    assert kari.world.lessons.questions == {}
    assert kari.world.lessons.counted == []


def test_no_to_suggestions_means_none_of_these(kari: Applicant) -> None:
    kari.say("hvem og hva?")

    assert kari.say("nei").keys == ["answer.none_of_these", "answer.kept"]


def test_yes_to_several_suggestions_asks_which(kari: Applicant) -> None:
    kari.say("hvem og hva?")

    assert kari.say("ja").keys == ["answer.clarify"]


def test_a_message_to_the_secretariat_can_be_called_off_in_words(kari: Applicant) -> None:
    kari.command(CommandName.CONTACT)

    assert kari.say("stopp").keys == ["menu.cancelled"]
    assert kari.world.inquiries == {}


def test_a_pause_is_ended_by_the_words_of_its_button(kari: Applicant) -> None:
    at(kari, "A2")
    kari.press(Op.PAUSE)

    assert kari.say("press resume").keys == ["ask.item"]


# --- the overview on the way ----------------------------------------------------------------------


def test_the_overview_is_at_hand_once_something_is_answered(kari: Applicant) -> None:
    at(kari, "A2")
    assert Op.REVIEW not in ops(kari.press(Op.WHY))

    kari.say("Testsenteret")
    taken = kari.press(Op.REVIEW, "0")

    assert taken.keys == ["review.overview"]
    assert {Op.CONFIRM, Op.GO_ON} <= set(ops(taken))


def test_from_the_overview_the_questions_go_on_where_they_were_left(kari: Applicant) -> None:
    at(kari, "A2").say("Testsenteret")
    kari.press(Op.REVIEW, "0")

    kari.press(Op.GO_ON)

    assert (kari.progress.stage, kari.progress.item) == (Stage.ASKING, "A3")
    kari.say("123 456 785")
    assert kari.progress.item == "A4"


def test_when_no_question_is_left_there_is_nothing_to_go_on_with(kari: Applicant) -> None:
    kari.begin()
    kari.skip_all()

    assert Op.GO_ON not in [action.op for _, action in kari.world.actions()]


def test_only_a_name_takes_few_presses_to_send(kari: Applicant) -> None:
    at(kari, "A2").say("Testsenteret")

    kari.press(Op.REVIEW, "0")
    kari.press(Op.CONFIRM)

    assert kari.press(Op.SUBMIT).keys == ["submit.receipt"]
