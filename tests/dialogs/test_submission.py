"""Sending in: once, with what there is, and not before the last file has come."""

from __future__ import annotations

import pytest

from dialogs.effects import PostDossier, RefreshCard, SendCopy
from dialogs.events import Op
from dialogs.state import CaseState
from tests.dialogs.playing import Applicant


def test_only_the_name_is_needed_to_submit(kari: Applicant) -> None:
    kari.begin()
    kari.skip_all()
    kari.press(Op.CONFIRM)

    refused = kari.press(Op.SUBMIT)
    assert refused.keys == ["submit.name_missing", "ask.item"]
    assert kari.progress.item == "A2"

    kari.say("Testsenteret")
    kari.press(Op.CONFIRM)
    kari.press(Op.SUBMIT)
    assert kari.world.dossiers[1].reference == "GC-2026-0001"


def test_submitting_gives_a_receipt_a_copy_and_a_card(kari: Applicant) -> None:
    taken = kari.submit()

    assert taken.keys == ["submit.receipt"]
    kinds = [type(each) for each in taken.effects]
    assert kinds[1:4] == [SendCopy, RefreshCard, PostDossier]
    assert kari.conversation.progress is None


def test_a_double_tap_on_submit_counts_once(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A2")
    kari.say("Testsenteret")
    kari.skip_all()
    kari.press(Op.CONFIRM)
    screen = kari.world.screen()
    action = screen.keyboard[0][0].action

    kari.press_old(screen.id, action)
    again = kari.press_old(screen.id, action)

    assert again.toasts == ["toast.stale"]
    assert again.tells == []  # the receipt stays where it is
    assert kari.world.dossiers[1].reference == "GC-2026-0001"
    assert kari.world.dossiers[1].state is CaseState.SUBMITTED


def test_submitting_waits_for_a_file_on_its_way(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A2")
    kari.say("Testsenteret")
    kari.go_to("C1")
    kari.upload("a.pdf")
    kari.skip_all()
    kari.press(Op.CONFIRM)

    assert kari.press(Op.SUBMIT).keys == ["submit.waiting"]
    assert kari.dossier.state is CaseState.DRAFT

    assert kari.arrive().keys == ["submit.receipt"]
    assert kari.world.dossiers[1].state is CaseState.SUBMITTED


def test_a_file_that_is_refused_stops_the_waiting_with_its_reason(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("C1")
    kari.upload("a.pdf")
    kari.skip_all()
    kari.press(Op.CONFIRM)
    kari.press(Op.SUBMIT)

    assert kari.fail().keys == ["submit.confirm", "file.refused.encrypted"]
    assert not kari.progress.awaiting_files


@pytest.mark.parametrize(("said", "noted"), [("ja", True), ("nei", False)])
def test_a_payment_that_was_stated_is_noted_on_the_receipt(
    kari: Applicant, said: str, noted: bool
) -> None:
    kari.begin()
    kari.go_to("A2")
    kari.say("Testsenteret")
    kari.go_to("C3")
    kari.say(said)
    kari.skip_all()
    kari.press(Op.CONFIRM)

    (receipt,) = kari.press(Op.SUBMIT).tells

    assert receipt.message.params["paid"] is noted
