"""What the secretariat may do, and what the applicant hears of it."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.application_screens import resume_row
from dialogs.dossier import TRANSITIONS, CaseAction, allowed
from dialogs.effects import PostToThread, RefreshCard, RefreshInquiry
from dialogs.events import (
    CaseAct,
    CommandName,
    Op,
    ReceiveFee,
    RecordDecision,
    Replied,
    RequestChanges,
    SendToCommittee,
    TakeCase,
    UndoDecision,
    UndoFee,
)
from dialogs.scene import Scene
from dialogs.state import CaseState, Verdict
from tests.dialogs.playing import APPROVAL, OLAV, REFUSAL, SIRI, Applicant, Member
from tests.dialogs.world import World

FEE = ReceiveFee(date(2026, 11, 20))
CHANGES = RequestChanges(("C1", "A3"), "Attesten mangler")
ACTS: dict[CaseAction, CaseAct] = {
    CaseAction.TAKE: TakeCase(),
    CaseAction.FEE: FEE,
    CaseAction.REQUEST_CHANGES: CHANGES,
    CaseAction.TO_COMMITTEE: SendToCommittee(),
    CaseAction.APPROVE: APPROVAL,
    CaseAction.REFUSE: REFUSAL,
    CaseAction.UNDO: UndoDecision(),
}
# How a case gets into each state that the secretariat sees.
WAYS: dict[CaseState, tuple[CaseAct, ...]] = {
    CaseState.SUBMITTED: (),
    CaseState.IN_REVIEW: (TakeCase(),),
    CaseState.CHANGES_REQUESTED: (TakeCase(), CHANGES),
    CaseState.BEFORE_COMMITTEE: (TakeCase(), SendToCommittee()),
    CaseState.APPROVED: (TakeCase(), SendToCommittee(), APPROVAL),
    CaseState.REFUSED: (TakeCase(), SendToCommittee(), REFUSAL),
}


def _bring(kari: Applicant, siri: Member, state: CaseState) -> None:
    kari.submit()
    for act in WAYS[state]:
        siri.act(1, act)
    assert kari.world.dossiers[1].state is state


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("action", ACTS)
def test_every_act_in_every_state_is_done_or_answered(
    kari: Applicant, siri: Member, world: World, state: CaseState, action: CaseAction
) -> None:
    _bring(kari, siri, state)

    taken = Member(world, OLAV).act(1, ACTS[action])

    assert taken.effects[-1] == RefreshCard(1)
    if (state, action) in TRANSITIONS:
        assert kari.world.dossiers[1].state is TRANSITIONS[state, action]
        assert len(taken.tells) == 1, "the applicant hears of each change"
        assert taken.whispers == []
    else:
        assert kari.world.dossiers[1].state is state
        assert taken.tells == []
        assert taken.whispers == ["whisper.not_now"]


@pytest.mark.parametrize("act", [TakeCase(), FEE, CHANGES])
def test_the_same_act_again_counts_once_and_is_told_once(
    kari: Applicant, siri: Member, act: CaseAct
) -> None:
    kari.submit()
    siri.act(1, act)
    before = kari.world.dossiers[1]

    again = siri.act(1, act)  # on the card as it is now: not stopped by its version

    assert again.effects == [RefreshCard(1)]
    assert kari.world.dossiers[1] == before


def test_asking_for_something_else_is_another_request(kari: Applicant, siri: Member) -> None:
    kari.submit()
    siri.act(1, CHANGES)

    again = siri.act(1, RequestChanges(CHANGES.items, "Attesten mangler fortsatt"))

    assert len(again.tells) == 1
    assert kari.world.dossiers[1].request_note == "Attesten mangler fortsatt"


def test_a_colleague_who_was_faster_wins(kari: Applicant, siri: Member, world: World) -> None:
    kari.submit()
    seen = world.dossiers[1].version
    siri.act(1, TakeCase(), seen)

    taken = Member(world, OLAV).act(1, TakeCase(), seen)

    assert taken.whispers == ["whisper.changed"]
    assert world.dossiers[1].handler == SIRI
    assert taken.effects[-1] == RefreshCard(1)


def test_a_case_that_is_gone_is_answered(siri: Member) -> None:
    assert siri.act(99, TakeCase(), 0).whispers == ["whisper.gone"]


def test_exactly_what_was_asked_for_reopens_and_is_sent(kari: Applicant, siri: Member) -> None:
    _bring(kari, siri, CaseState.CHANGES_REQUESTED)

    kari.press(Op.BEGIN)
    assert kari.progress.item == "A3"
    kari.say("123 456 785")
    kari.upload("a.pdf")
    kari.arrive()
    assert kari.press(Op.FILES_DONE).keys == ["review.changes"]
    taken = kari.press(Op.SUBMIT)

    assert taken.keys == ["changes.sent"]
    assert kari.world.dossiers[1].state is CaseState.CHANGES_MADE
    assert kari.world.dossiers[1].reopened == frozenset()
    posted = [each for each in taken.effects if isinstance(each, PostToThread)]
    assert posted[0].message.params["items"] == ("A3", "C1")


def test_asking_for_nothing_is_refused(kari: Applicant, siri: Member) -> None:
    kari.submit()

    assert siri.act(1, RequestChanges((), "Hva?")).whispers == ["whisper.not_now"]


def test_an_approval_needs_dates_in_order(kari: Applicant, siri: Member) -> None:
    _bring(kari, siri, CaseState.BEFORE_COMMITTEE)
    day = date(2026, 11, 20)

    for valid_from, valid_to in ((None, None), (day, None), (date(2027, 1, 1), day)):
        act = RecordDecision(Verdict.APPROVED, day, "", valid_from, valid_to)
        assert siri.act(1, act).whispers == ["whisper.not_now"]


def test_undoing_takes_the_decision_and_the_register_entry_back(
    kari: Applicant, siri: Member
) -> None:
    _bring(kari, siri, CaseState.APPROVED)
    assert [entry.name for entry in kari.world.register()] == ["Testsenteret"]

    siri.act(1, UndoDecision())

    assert kari.world.dossiers[1].decision is None
    assert kari.world.register() == []


@pytest.mark.parametrize("state", WAYS)
def test_a_fee_that_was_registered_by_mistake_is_undone_in_every_state(
    kari: Applicant, siri: Member, state: CaseState
) -> None:
    _bring(kari, siri, state)
    siri.act(1, FEE)

    taken = siri.act(1, UndoFee())
    again = siri.act(1, UndoFee())

    case = kari.world.dossiers[1]
    assert (case.state, case.fee_paid_on) == (state, None)
    assert case.history[-1].what == CaseAction.UNDO_FEE
    assert CaseAction.UNDO_FEE not in allowed(case)
    assert taken.keys == ["case.fee_undone"]
    assert again.effects == [RefreshCard(1)]


def test_a_case_that_went_on_ends_the_changes_under_way(kari: Applicant, siri: Member) -> None:
    _bring(kari, siri, CaseState.CHANGES_REQUESTED)
    kari.press(Op.BEGIN)
    siri.act(1, SendToCommittee())

    taken = kari.press(Op.SKIP)

    assert taken.toasts == ["toast.stale"]
    assert taken.keys == ["menu.idle"]
    scene = Scene(kari.conversation, kari.dossier, kari.world.knowledge, kari.world.clock())
    assert resume_row(scene) == ()


def test_a_fee_registered_meanwhile_does_not_block_sending_changes(
    kari: Applicant, siri: Member
) -> None:
    _bring(kari, siri, CaseState.CHANGES_REQUESTED)
    kari.press(Op.BEGIN)
    kari.skip_all()
    siri.act(1, FEE)

    assert kari.press(Op.SUBMIT).toasts == ["toast.stale"]
    assert kari.press(Op.SUBMIT).keys == ["changes.sent"]


def test_the_applicant_can_withdraw_after_being_asked_twice(kari: Applicant) -> None:
    kari.submit()
    kari.command(CommandName.STATUS)

    assert kari.press(Op.WITHDRAW).keys == ["withdraw.confirm"]
    taken = kari.press(Op.CONFIRM_WITHDRAW)

    assert taken.keys == ["withdraw.done"]
    assert kari.world.dossiers[1].state is CaseState.WITHDRAWN


def test_a_message_is_answered_once(kari: Applicant, world: World) -> None:
    kari.command(CommandName.CONTACT)
    kari.say("Hvem kan vi ringe?")

    first = world.take(Replied(1, kari.address, "Ring oss", SIRI))
    second = world.take(Replied(1, kari.address, "Ring dem", OLAV))

    assert first.keys == ["contact.answer"]
    assert second.tells == []
    assert second.whispers == ["whisper.already_answered"]
    assert second.effects[-1] == RefreshInquiry(1)


def test_sending_changes_waits_for_a_file_and_says_so(kari: Applicant, siri: Member) -> None:
    _bring(kari, siri, CaseState.CHANGES_REQUESTED)
    kari.press(Op.BEGIN)
    kari.go_to("C1")
    kari.upload("a.pdf")
    kari.press(Op.FILES_DONE)

    assert kari.press(Op.SUBMIT).keys == ["changes.waiting", "review.changes"]
    assert kari.arrive().keys == ["changes.sent"]
