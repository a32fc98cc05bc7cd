"""The card: what it shows in each state, and that no dossier breaks it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack import blocks
from bot.slack.cards import LISTED, card
from bot.slack.names import CardButton
from bot.slack.texts import Texts
from dialogs.dossier import TRANSITIONS, CaseAction, summary
from dialogs.state import (
    Answer,
    Attachment,
    CaseEvent,
    CaseState,
    Decision,
    Dossier,
    Person,
    Verdict,
)
from knowledge.model import AnswerKind, Checklist
from tests.bot.slack.samples import (
    HOSTILE,
    NOW,
    OLAV,
    OWNER,
    SIRI,
    TODAY,
    all_texts,
    answered,
    approval,
    button_ids,
    dossier,
    shown,
    slack_accepts,
)

CASES = [state for state in CaseState if state is not CaseState.DRAFT]

BUTTONS = {
    CaseState.DRAFT: [],
    CaseState.SUBMITTED: [CardButton.TAKE, CardButton.FEE, CardButton.CHANGES],
    CaseState.IN_REVIEW: [
        CardButton.TAKE, CardButton.FEE, CardButton.CHANGES, CardButton.COMMITTEE
    ],
    CaseState.CHANGES_REQUESTED: [
        CardButton.TAKE, CardButton.FEE, CardButton.CHANGES, CardButton.COMMITTEE
    ],
    CaseState.CHANGES_MADE: [
        CardButton.TAKE, CardButton.FEE, CardButton.CHANGES, CardButton.COMMITTEE
    ],
    CaseState.BEFORE_COMMITTEE: [
        CardButton.TAKE, CardButton.FEE, CardButton.CHANGES, CardButton.DECIDE
    ],
    CaseState.APPROVED: [CardButton.FEE, CardButton.UNDO],
    CaseState.REFUSED: [CardButton.FEE, CardButton.UNDO],
    CaseState.WITHDRAWN: [],
}  # fmt: skip


@pytest.mark.parametrize("state", CaseState)
def test_the_card_offers_what_the_case_allows_in_its_state(
    state: CaseState, texts: Texts, checklist: Checklist
) -> None:
    post = card(dossier(state), checklist, texts, TODAY)

    assert button_ids(post.blocks) == BUTTONS[state]


@pytest.mark.parametrize("state", CASES)
def test_a_card_passes_slacks_limits_in_every_state(
    state: CaseState, texts: Texts, checklist: Checklist
) -> None:
    post = card(dossier(state, decision=approval("Alt i orden.")), checklist, texts, TODAY)

    assert slack_accepts(post.blocks)
    assert "GC-2026-0001" in post.text


def test_every_button_carries_the_dossier_and_its_version(
    texts: Texts, checklist: Checklist
) -> None:
    post = card(dossier(), checklist, texts, TODAY)

    row = next(block for block in post.blocks if block["type"] == "actions")
    assert {element["value"] for element in row["elements"]} == {"7:1"}


def test_taking_a_colleagues_case_asks_first(texts: Texts, checklist: Checklist) -> None:
    free = card(dossier(), checklist, texts, TODAY)
    taken = card(dossier(CaseState.IN_REVIEW, handler=OLAV), checklist, texts, TODAY)

    assert "confirm" not in _button(free.blocks, CardButton.TAKE)
    assert OLAV.name in _button(taken.blocks, CardButton.TAKE)["confirm"]["text"]["text"]


def test_undoing_a_decision_asks_first(texts: Texts, checklist: Checklist) -> None:
    post = card(dossier(CaseState.APPROVED, decision=approval()), checklist, texts, TODAY)

    undo = _button(post.blocks, CardButton.UNDO)
    assert undo["style"] == "danger"
    assert "confirm" in undo


def test_a_registered_fee_can_be_undone_after_being_asked(
    texts: Texts, checklist: Checklist
) -> None:
    post = card(dossier(fee_paid_on=date(2026, 11, 2)), checklist, texts, TODAY)

    assert "confirm" in _button(post.blocks, CardButton.UNDO_FEE)
    assert CardButton.UNDO_FEE not in button_ids(card(dossier(), checklist, texts, TODAY).blocks)


def test_the_card_says_who_did_what_last(texts: Texts, checklist: Checklist) -> None:
    line = CaseEvent(NOW, CaseAction.TAKE, SIRI.name, CaseState.IN_REVIEW)

    post = card(dossier(CaseState.IN_REVIEW, history=(line,)), checklist, texts, TODAY)

    last = post.blocks[-1]
    assert last["type"] == "context"
    assert SIRI.name in last["elements"][0]["text"]
    assert "13:30" in last["elements"][0]["text"]  # Oslo


@pytest.mark.parametrize("action", CaseAction)
def test_every_line_of_history_can_be_the_last_one(
    action: CaseAction, texts: Texts, checklist: Checklist
) -> None:
    line = CaseEvent(NOW, action, "", CaseState.IN_REVIEW)

    assert card(dossier(history=(line,)), checklist, texts, TODAY).blocks[-1]["type"] == "context"


def test_the_card_warns_of_what_needs_a_look(texts: Texts, checklist: Checklist) -> None:
    calm = card(dossier(fee_paid_on=date(2026, 11, 1)), checklist, texts, TODAY)
    worrying = dossier(
        unreachable=True, answers=answered(B1="Eksempel AS") | {"B2": Answer("12", NOW, kept=True)}
    )

    post = card(worrying, checklist, texts, TODAY)

    heading = texts.mrkdwn("slack.card.warnings")
    assert heading not in shown(calm.blocks)
    assert texts.mrkdwn("slack.card.unreachable") in shown(post.blocks)
    assert texts.mrkdwn("slack.card.fee_missing") in shown(post.blocks)
    assert texts.mrkdwn("slack.card.kept", items=("B2",), more=0) in shown(post.blocks)


def test_the_secretariat_sees_what_was_answered_not_what_the_applicant_was_told(
    texts: Texts, checklist: Checklist
) -> None:
    hours = "man-søn 8-22"
    given = answered(A1="unsure", B8="both", B10="yes", D3="2025-03-02", G1=hours, N2="no")
    attest = Attachment("u1", "attest.pdf", "application/pdf", 9, "d1")
    given["D2"] = Answer("", NOW, files=(attest,))

    post = card(dossier(answers=given), checklist, texts, TODAY)

    (warnings,) = [
        text["text"]
        for text in all_texts(post.blocks)
        if text["text"].startswith(texts.mrkdwn("slack.card.warnings"))
    ]
    assert "*Hva søknaden gjelder:* Usikker" in warnings
    assert "*Opplysningene er riktige:* Nei" in warnings
    assert "2. mars 2025" in warnings
    assert warnings.count(hours) == 1
    assert "dere" not in warnings


def test_no_sign_turns_a_name_around(texts: Texts, checklist: Checklist) -> None:
    post = card(dossier(answers=answered(B1="AS \u202egnilliB")), checklist, texts, TODAY)

    assert "\u202e" not in shown(post.blocks) + post.text
    assert "AS gnilliB" in shown(post.blocks)


def test_what_was_asked_for_is_listed_in_the_checklists_order(
    texts: Texts, checklist: Checklist
) -> None:
    asked = dossier(
        CaseState.CHANGES_REQUESTED, reopened=frozenset({"B10", "B2"}), request_note="Se over."
    )

    post = card(asked, checklist, texts, TODAY)

    expected = texts.mrkdwn("slack.card.requested", items=("B2", "B10"), more=0, note="Se over.")
    assert expected in shown(post.blocks)


def test_long_lists_are_cut_and_say_how_many_are_left_out(
    texts: Texts, checklist: Checklist
) -> None:
    empty = dossier(answers=answered(B1="Eksempel AS"))
    left = len(summary(empty, checklist, TODAY).missing_suggested) - LISTED

    post = card(empty, checklist, texts, TODAY)

    assert left > 0
    assert f"og {left} til" in shown(post.blocks)


def test_a_closed_case_no_longer_lists_what_is_missing(texts: Texts, checklist: Checklist) -> None:
    post = card(dossier(CaseState.APPROVED, decision=approval()), checklist, texts, TODAY)

    missing = summary(dossier(), checklist, TODAY).missing_stated
    assert texts.mrkdwn(
        "slack.card.missing_stated", items=missing[:LISTED], more=max(0, len(missing) - LISTED)
    ) not in shown(post.blocks)


def test_an_answer_that_is_not_a_choice_is_shown_as_written(
    texts: Texts, checklist: Checklist
) -> None:
    odd = dossier(answers=answered(B1="Eksempel AS") | {"B8": Answer("litt av hvert", NOW, True)})

    assert "litt av hvert" in shown(card(odd, checklist, texts, TODAY).blocks)


def test_what_people_write_can_never_mention_or_link(texts: Texts, checklist: Checklist) -> None:
    hostile = dossier(
        CaseState.CHANGES_REQUESTED,
        answers=answered(A2=HOSTILE, B1=HOSTILE, B8=HOSTILE)
        | {"B2": Answer(HOSTILE, NOW, kept=True)},
        handler=Person("U1", HOSTILE),
        reopened=frozenset({"B1"}),
        request_note=HOSTILE,
        decision=replace(approval(HOSTILE), registered_by=Person("U1", HOSTILE)),
        history=(CaseEvent(NOW, CaseAction.TAKE, HOSTILE, CaseState.IN_REVIEW),),
    )

    post = card(hostile, checklist, texts, TODAY)

    rendered = [text for text in all_texts(post.blocks) if text["type"] == "mrkdwn"]
    assert all(text["verbatim"] for text in rendered)
    for text in [post.text, *(text["text"] for text in rendered)]:
        assert "<" not in text
        assert "@here" not in text
        assert "https://ond" not in text


_monstrous = st.one_of(
    st.text(alphabet="<>&*_~`@#:æ\n x", max_size=4000),
    st.sampled_from(["*a* " * 1000, *(letter * 4000 for letter in '&<W🙂"\x00')]),
)
_people = st.builds(Person, st.just("U1"), _monstrous)


@st.composite
def _dossiers(draw: st.DrawFn, checklist: Checklist) -> Dossier:
    value, kept = draw(_monstrous), draw(st.booleans())
    some = draw(st.sets(st.sampled_from(sorted(checklist.items))))
    state = draw(st.sampled_from(CASES))
    verdict = draw(st.sampled_from(Verdict))
    return Dossier(
        id=draw(st.integers(1, 2**40)),
        owner=OWNER,
        revision=draw(st.integers(0, 2**31)),
        state=state,
        checklist_version="test",
        created_at=NOW,
        answers={
            # A date that was not kept as written is always a valid one.
            item: Answer(value, NOW, kept=kept or checklist.items[item].kind is AnswerKind.DATE)
            for item in some
        },
        reopened=frozenset(some),
        request_note=draw(_monstrous),
        reference="GC-2026-0001",
        handler=draw(st.none() | _people),
        decision=Decision(verdict, TODAY, draw(_people), draw(_monstrous), TODAY, TODAY),
        unreachable=draw(st.booleans()),
        history=(CaseEvent(datetime(2026, 1, 1, tzinfo=UTC), "take", draw(_monstrous), state),),
    )


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_dossier_is_too_monstrous_for_a_card(
    data: st.DataObject, texts: Texts, checklist: Checklist
) -> None:
    post = card(data.draw(_dossiers(checklist)), checklist, texts, TODAY)

    assert slack_accepts(post.blocks)
    assert len(json.dumps(post.blocks, ensure_ascii=False)) < blocks.TOTAL
    assert len(post.text) < 4000


def test_the_table_of_buttons_covers_every_act_of_the_secretariat() -> None:
    acts = {action for _, action in TRANSITIONS}

    assert acts - {CaseAction.SUBMIT, CaseAction.SEND_CHANGES, CaseAction.WITHDRAW} == {
        CaseAction.TAKE, CaseAction.FEE, CaseAction.REQUEST_CHANGES, CaseAction.TO_COMMITTEE,
        CaseAction.APPROVE, CaseAction.REFUSE, CaseAction.UNDO, CaseAction.UNDO_FEE,
    }  # fmt: skip


def _button(made: list[blocks.Json], action_id: str) -> blocks.Json:
    row = next(block for block in made if block["type"] == "actions")
    found: blocks.Json = next(each for each in row["elements"] if each["action_id"] == action_id)
    return found
