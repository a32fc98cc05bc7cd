"""Coming back: to a draft, to changes that were asked for, and never by accident to a new draft."""

from __future__ import annotations

import pytest

from dialogs.events import CommandName, Op, RequestChanges
from dialogs.state import CaseState, Stage
from tests.dialogs.playing import Applicant, Member
from tests.dialogs.world import Taken


def ops(taken: Taken) -> list[Op]:
    return [button.action.op for tell in taken.tells for row in tell.keyboard for button in row]


@pytest.fixture
def changing(kari: Applicant, siri: Member) -> Applicant:
    """Kari, whose case was sent back for two items."""
    kari.submit()
    siri.act(1, RequestChanges(("A3", "A4"), "Se på dette"))
    return kari


def test_paused_changes_are_resumed_by_command(changing: Applicant) -> None:
    changing.press(Op.BEGIN)
    changing.say("123 456 785")
    changing.press(Op.PAUSE)

    taken = changing.command(CommandName.APPLY)

    assert taken.keys == ["apply.welcome_back", "ask.item"]
    assert changing.progress.item == "A4"
    assert list(changing.world.dossiers) == [1]


@pytest.mark.parametrize("how", ["command", "words", "menu"])
def test_whoever_wants_to_apply_gets_the_changes_that_wait(changing: Applicant, how: str) -> None:
    match how:
        case "command":
            taken = changing.command(CommandName.APPLY)
        case "words":
            taken = changing.say("jeg vil søke")
        case _:
            changing.command(CommandName.START)
            taken = changing.press(Op.MENU, CommandName.APPLY)

    assert taken.keys == ["apply.welcome_back", "ask.item"]
    assert changing.dossier.state is CaseState.CHANGES_REQUESTED
    assert list(changing.world.dossiers) == [1]


def test_beside_a_running_case_a_new_application_is_only_made_if_wanted(kari: Applicant) -> None:
    kari.submit()

    taken = kari.command(CommandName.APPLY)
    assert taken.keys == ["apply.running"]
    assert list(kari.world.dossiers) == [1]

    assert kari.press(Op.MENU, CommandName.STATUS).keys[0] == "status.case"
    kari.command(CommandName.APPLY)
    assert kari.press(Op.NEW).keys == ["apply.intro"]
    assert list(kari.world.dossiers) == [1, 2]


def test_an_introduction_is_not_shown_again_below_every_answer(kari: Applicant) -> None:
    kari.command(CommandName.APPLY)

    taken = kari.say("hva koster det?")

    assert taken.keys == ["answer.entry"]
    assert Op.RESUME in ops(taken)
    assert kari.press(Op.RESUME).keys == ["apply.intro"]


def test_the_list_of_cases_has_one_way_back_to_each(changing: Applicant) -> None:
    changing.press(Op.BEGIN)

    taken = changing.command(CommandName.STATUS)

    assert Op.RESUME not in ops(taken)
    assert ops(taken).count(Op.BEGIN) == 1


def test_a_listed_draft_is_opened_although_changes_wait(kari: Applicant, siri: Member) -> None:
    kari.submit()
    kari.begin()
    kari.say("1")
    siri.act(1, RequestChanges(("A3",), ""))
    kari.press(Op.BEGIN)  # the changes

    kari.command(CommandName.STATUS)
    drafts = [each for each in kari.world.actions() if each[1].dossier == 2]
    message, action = next(each for each in drafts if each[1].op is Op.BEGIN)
    kari.press_old(message, action)

    assert (kari.dossier.id, kari.progress.item) == (2, "A2")


def test_one_goes_on_where_one_was(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A3")

    taken = kari.command(CommandName.APPLY)

    assert taken.keys == ["apply.welcome_back", "ask.item"]
    assert kari.progress.item == "A3"


def test_a_draft_that_was_left_for_something_else_goes_on_after_its_last_answer(
    kari: Applicant, siri: Member
) -> None:
    kari.submit()
    kari.begin()
    kari.press(Op.SKIP)
    kari.press(Op.SKIP)
    kari.say("123 456 785")
    siri.act(1, RequestChanges(("A3",), ""))
    kari.press(Op.BEGIN)
    kari.press(Op.SKIP)
    kari.press(Op.SUBMIT)

    taken = kari.command(CommandName.APPLY)

    assert taken.keys == ["apply.welcome_back", "ask.item"]
    assert (kari.dossier.id, kari.progress.stage, kari.progress.item) == (2, Stage.ASKING, "A4")
