"""The application, one question at a time: what is stored, what is shown, and what never is."""

from __future__ import annotations

import pytest

from dialogs.application import TRANSITIONS
from dialogs.effects import SCREEN, Tell
from dialogs.events import Action, CommandName, MediaKind, Op, SentMedia
from dialogs.messages import say
from dialogs.state import Interlude, Stage
from tests.dialogs.content import TEST_ORG_NUMBER
from tests.dialogs.playing import Applicant
from tests.dialogs.world import World


def test_every_stage_has_a_way_out() -> None:
    for stage in Stage:
        assert any(TRANSITIONS[key] is not stage for key in TRANSITIONS if key[0] is stage)


def test_a_new_draft_begins_with_what_there_is_to_know(kari: Applicant) -> None:
    taken = kari.command(CommandName.APPLY)

    assert taken.keys == ["apply.intro"]
    assert kari.press(Op.BEGIN).keys == ["ask.item"]
    assert kari.progress.item == "A1"


def test_an_answer_is_saved_and_the_next_question_asked(kari: Applicant) -> None:
    kari.begin()

    kari.press(Op.ANSWER, "A1.first")
    kari.say("Testsenteret")

    assert (kari.value("A1"), kari.value("A2")) == ("first", "Testsenteret")
    assert kari.progress.item == "A3"


def test_a_skipped_question_is_not_asked_again_by_itself(kari: Applicant) -> None:
    kari.begin()
    kari.press(Op.SKIP)
    kari.say("Testsenteret")
    kari.skip_all()

    taken = kari.press(Op.PAUSE), kari.press(Op.RESUME)

    assert taken[1].keys == ["review.overview"]
    assert "A1" in kari.dossier.skipped


def test_skipping_a_question_that_has_an_answer_keeps_it(kari: Applicant) -> None:
    kari.begin()
    kari.press(Op.ANSWER, "A1.first")
    kari.press(Op.BACK)

    kari.press(Op.SKIP)

    assert kari.value("A1") == "first"
    assert kari.dossier.skipped == frozenset()


def test_there_is_nothing_before_the_first_question(kari: Applicant) -> None:
    kari.begin()

    assert kari.press(Op.BACK).toasts == ["toast.first"]


def test_a_change_from_the_review_comes_back_to_it(kari: Applicant) -> None:
    kari.begin()
    kari.say("1")
    kari.say("Testsentret")
    kari.skip_all()
    kari.press(Op.REVIEW, "1")
    kari.press(Op.CHANGE, "A2")

    taken = kari.say("Testsenteret")

    assert kari.value("A2") == "Testsenteret"
    assert kari.progress.stage is Stage.REVIEWING
    assert taken.keys[0].startswith("review.")


def test_a_wrong_value_is_never_stored_as_valid(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A3")

    taken = [kari.say(text) for text in ("1", "2", "3")]

    assert kari.value("A3") is None
    assert [each.keys for each in taken[:2]] == [["error.org_number", "ask.item"]] * 2
    assert taken[2].keys == ["error.org_number", "error.other_ways", "ask.item"]


def test_after_the_third_try_it_may_be_kept_as_written(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A3")
    for text in ("1", "2", "vet ikke"):
        kari.say(text)

    kari.press(Op.KEEP)

    assert kari.dossier.answers["A3"].kept
    assert kari.value("A3") == "vet ikke"


def test_a_text_taken_for_a_question_may_have_been_the_answer(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A2")

    answered = kari.say("Hva koster det?")
    assert answered.keys == ["answer.entry", "ask.item"]
    assert kari.value("A2") is None

    kari.press(Op.MEANT_ANSWER)
    assert kari.value("A2") == "Hva koster det?"


def test_a_text_that_came_before_the_question_is_not_its_answer(
    kari: Applicant, world: World
) -> None:
    kari.begin()
    kari.go_to("A2")
    world.hold = True

    kari.say("Testsenteret")
    second = kari.say("en melding til")
    world.hold = False
    world.deliver()

    assert second.keys == ["ask.too_early", "ask.item"]
    assert kari.value("A3") is None
    assert kari.say(TEST_ORG_NUMBER).keys == ["ask.item"]


def test_a_button_that_outlived_its_question_is_answered_and_does_nothing(kari: Applicant) -> None:
    kari.begin()
    old = kari.world.screen()
    action = old.keyboard[0][0].action
    kari.say("1")
    before = kari.dossier

    taken = kari.press_old(old.id, action)

    assert taken.toasts == ["toast.stale"]
    assert kari.dossier == before
    assert taken.keys == ["ask.item"]  # below the message that is looked at


@pytest.mark.parametrize("hold", [False, True])
def test_fast_tapping_draws_the_next_question_once(kari: Applicant, hold: bool) -> None:
    kari.begin()
    shown = kari.world.screen()
    skip = next(b.action for row in shown.keyboard for b in row if b.action.op is Op.SKIP)
    kari.world.hold = hold  # the messages of a fast chat wait for their second

    taps = [kari.press_old(shown.id, skip) for _ in range(20)]

    assert [len(each.tells) for each in taps] == [1] + [0] * 19
    assert [each.toasts for each in taps[1:]] == [["toast.stale"]] * 19


def test_an_overview_that_a_file_has_overtaken_is_drawn_once(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("C1")
    kari.upload("attest.pdf")
    kari.press(Op.FILES_DONE)
    kari.skip_all()
    shown = kari.world.screen()
    confirm = next(b.action for row in shown.keyboard for b in row if b.action.op is Op.CONFIRM)
    kari.arrive()
    kari.world.hold = True

    taps = [kari.press_old(shown.id, confirm) for _ in range(20)]

    assert [len(each.tells) for each in taps] == [1] + [0] * 19
    assert [each.toasts for each in taps] == [["toast.stale"]] * 20


def test_a_screen_that_the_dossier_changed_under_gets_fresh_buttons(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("C1")
    kari.upload("a.pdf")
    kari.skip_all()
    kari.arrive()

    taken = kari.press(Op.CONFIRM)

    assert taken.toasts == ["toast.stale"]
    assert kari.press(Op.CONFIRM).keys == ["submit.confirm"]


def test_a_press_that_nobody_can_read_is_answered(kari: Applicant) -> None:
    kari.begin()

    assert kari.press_old(1, None).toasts == ["toast.stale"]


def test_forged_buttons_change_nothing(kari: Applicant) -> None:
    kari.begin()
    kari.skip_all()
    draft = kari.dossier
    forged = (
        Action(Op.CHANGE, "B2", draft.id, draft.revision),
        Action(Op.CHANGE, "nonsense", draft.id, draft.revision),
        Action(Op.REVIEW, "²", draft.id, draft.revision),
        Action(Op.ANSWER, "A1.second", draft.id, draft.revision),
    )

    for action in forged:
        taken = kari.press_old(1, action)
        assert taken.tells or taken.toasts

    assert kari.dossier == draft


def test_from_the_menu_a_text_is_a_question_even_in_the_middle(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A2")
    kari.command(CommandName.START)

    taken = kari.say("gebyrer og slikt")

    assert kari.value("A2") is None
    assert taken.keys == ["answer.unknown", "ask.item"]
    kari.press(Op.MEANT_ANSWER)
    assert kari.value("A2") == "gebyrer og slikt"


def test_a_pause_can_be_taken_anywhere_and_ended(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A3")

    assert kari.command(CommandName.PAUSE).keys == ["pause.saved"]
    assert kari.say("hei").keys == ["answer.smalltalk"]
    assert kari.press(Op.RESUME).keys == ["ask.item"]
    assert kari.progress.item == "A3"


def test_continuation_is_explained_and_not_stored(kari: Applicant) -> None:
    kari.begin()

    taken = kari.press(Op.ANSWER, "A1.continuation")

    assert taken.keys == ["apply.continuation", "ask.item"]
    assert kari.value("A1") is None


def test_a_message_to_the_secretariat_leaves_the_application_where_it_was(
    kari: Applicant,
) -> None:
    kari.begin()
    kari.go_to("A2")
    kari.command(CommandName.CONTACT)
    assert kari.conversation.interlude is Interlude.WRITING

    taken = kari.say("Kan dere ringe?")

    assert taken.keys == ["contact.sent", "ask.item"]
    assert kari.value("A2") is None
    assert kari.world.inquiries[1].text == "Kan dere ringe?"


def test_what_comes_between_does_not_show_the_question_above_a_message_to_the_secretariat(
    kari: Applicant,
) -> None:
    kari.begin()
    kari.go_to("A2")
    kari.command(CommandName.CONTACT)

    between = kari.world.take(SentMedia(MediaKind.STICKER, "900"), kari.address)
    taken = kari.say("Kan dere ringe?")

    assert between.keys == ["media.unusable"]
    assert taken.keys == ["contact.sent", "ask.item"]
    assert kari.world.inquiries[1].text == "Kan dere ringe?"


@pytest.mark.parametrize("blank", ["\n \n", "\N{ZERO WIDTH SPACE}", "\N{BRAILLE PATTERN BLANK}"])
def test_a_blank_message_is_not_passed_on(kari: Applicant, blank: str) -> None:
    kari.command(CommandName.CONTACT)

    taken = kari.say(blank)

    assert taken.keys == ["contact.invite"]
    assert kari.world.inquiries == {}


def test_deleting_asks_first_and_takes_only_drafts(kari: Applicant) -> None:
    kari.submit()
    kari.begin()

    kari.command(CommandName.DELETE)
    taken = kari.press(Op.DELETE)

    assert taken.keys == ["delete.done"]
    assert list(kari.world.dossiers) == [1]
    assert kari.conversation.progress is None


@pytest.mark.parametrize(
    ("edit", "screen", "newest", "replaced"),
    [
        (None, True, "7", None),
        ("7", True, "7", "7"),
        ("7", True, None, "7"),
        ("5", True, "7", "7"),  # a newer screen came meanwhile
        ("9", True, "7", "9"),  # the button of an answer below the screen
        ("5", False, "7", "5"),
        (SCREEN, True, "7", "7"),
        (SCREEN, True, None, None),
    ],
)
def test_a_screen_takes_the_place_of_the_newest_one(
    kari: Applicant, edit: str | None, screen: bool, newest: str | None, replaced: str | None
) -> None:
    tell = Tell(kari.address, say("start.hello"), edit=edit, screen=screen)

    assert tell.replaces(newest) == replaced
