"""From a Bolt body to a value and an event."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.slack import inbound
from bot.slack.inbound import Press, Source
from bot.slack.names import REPLY_BUTTON, CardButton, Modal
from dialogs.events import (
    Decided,
    Replied,
    SendToCommittee,
    SlashCommanded,
    TakeCase,
    UndoDecision,
    UndoFee,
)
from tests.bot.slack.samples import SIRI, inquiry, press_body, view_body

SOURCE = Source(SIRI.id, "T0TEST", "12.34.test")


@pytest.mark.parametrize("button", CardButton)
def test_a_press_names_button_case_and_version(button: CardButton) -> None:
    assert inbound.press(press_body(button, "7:3")) == Press(button, 7, 3, SOURCE)


def test_the_answer_button_is_not_a_cards() -> None:
    assert inbound.press(press_body(REPLY_BUTTON, "4:0")) == Press(None, 4, 0, SOURCE)


@pytest.mark.parametrize(
    ("action_id", "value"),
    [("case.fly", "7:3"), ("case.take", ""), ("case.take", "7"), ("case.take", "x:y"), ("", "7:3")],
)
def test_a_button_of_an_older_version_is_not_understood(action_id: str, value: str) -> None:
    assert inbound.press(press_body(action_id, value)) is None


def test_a_press_without_actions_is_not_understood() -> None:
    assert inbound.press({"type": "block_actions"}) is None


def test_the_trigger_is_what_makes_a_repetition_recognisable() -> None:
    first = inbound.source(press_body("case.take", "7:3"))
    again = inbound.source(press_body("case.take", "7:3"))

    assert first.event_id == again.event_id == "sl:12.34.test"


def test_a_person_of_a_connected_workspace_is_known_by_their_own_team() -> None:
    body = press_body("case.take", "7:3")

    assert inbound.source({**body, "user": {"id": "U9", "team_id": "T0OTHER"}}).team == "T0OTHER"


@pytest.mark.parametrize(
    ("button", "act"),
    [
        (CardButton.TAKE, TakeCase()),
        (CardButton.COMMITTEE, SendToCommittee()),
        (CardButton.UNDO, UndoDecision()),
        (CardButton.UNDO_FEE, UndoFee()),
        (CardButton.FEE, None),
        (CardButton.CHANGES, None),
        (CardButton.DECIDE, None),
    ],
)
def test_some_buttons_act_at_once_and_others_open_a_modal(button: CardButton, act: Any) -> None:
    assert inbound.simple_act(button) == act


def test_an_act_becomes_an_event_with_what_was_seen() -> None:
    made = inbound.decided(7, 3, TakeCase(), SIRI, SOURCE)

    assert made.event == Decided(dossier=7, act=TakeCase(), by=SIRI, seen=3)
    assert made.event_id == SOURCE.event_id


def test_an_answer_goes_to_whoever_asked() -> None:
    made = inbound.replied(inquiry(), "Om to uker.", SIRI, SOURCE)

    assert made.event == Replied(4, inquiry().asker, "Om to uker.", SIRI)


@pytest.mark.parametrize(
    ("text", "word", "argument"),
    [
        ("status Eksempel Kundesenter AS", "status", "Eksempel Kundesenter AS"),
        ("  STATUS   123 456 785 ", "status", "123 456 785"),
        ("hjelp", "hjelp", ""),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_a_command_is_a_word_and_the_rest(text: str | None, word: str, argument: str) -> None:
    body = {"text": text, "user_id": SIRI.id, "team_id": "T0TEST", "trigger_id": "9.9"}

    command = inbound.command(body)

    assert command.source == Source(SIRI.id, "T0TEST", "9.9")
    assert inbound.commanded(command, SIRI).event == SlashCommanded(word, argument, SIRI)


def test_a_submit_knows_its_modal_case_and_values() -> None:
    body = view_body("case.fee", json.dumps({"id": 7, "version": 3}), {"paid_on": {"a": 1}})

    form = inbound.submission(body)

    assert form is not None
    assert (form.modal, form.subject, form.version) == (Modal.FEE, 7, 3)
    assert form.values == {"paid_on": {"a": 1}}


@pytest.mark.parametrize(
    ("callback", "metadata"),
    [
        ("case.other", '{"id": 7, "version": 3}'),
        ("case.fee", ""),
        ("case.fee", "[]"),
        ("case.fee", '{"id": "7", "version": 3}'),
    ],
)
def test_a_submit_of_an_older_version_is_not_understood(callback: str, metadata: str) -> None:
    assert inbound.submission(view_body(callback, metadata, {})) is None
