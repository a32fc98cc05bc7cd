"""Dossiers and payloads to test with. All names and numbers are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.channel import Inquiry
from bot.sandbox.slack import block_kit
from bot.slack.blocks import Json
from dialogs.state import (
    Address,
    Answer,
    CaseEvent,
    CaseState,
    Decision,
    Dossier,
    Person,
    Verdict,
)

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
OWNER = Address("telegram", "5001")
SIRI = Person("U0SANDSIRI1", "Siri Sekretær")
OLAV = Person("U0SANDOLAV1", "Olav Sekretær")
HOSTILE = "<!channel> <@U0SANDSIRI1> <https://ond.example|klikk> @here #general *fet* & :skull:"


def answered(**values: str) -> dict[str, Answer]:
    return {item: Answer(value, NOW) for item, value in values.items()}


def dossier(state: CaseState = CaseState.SUBMITTED, **changes: Any) -> Dossier:
    made = Dossier(
        id=7,
        owner=OWNER,
        revision=3,
        state=state,
        checklist_version="test",
        created_at=NOW,
        answers=answered(
            A2="Prøve Person", B1="Eksempel Kundesenter AS", B2="123456785", B8="both", B9="own"
        ),
        reference="GC-2026-0001",
        submitted_at=NOW,
        history=(CaseEvent(NOW, "submit", "", CaseState.SUBMITTED),),
    )
    return replace(made, **changes)


def moved_on(case: Dossier, state: CaseState) -> Dossier:
    """The case one step later."""
    step = CaseEvent(NOW, "take", "", state)
    history = (*case.history, step)
    return replace(case, state=state, revision=case.revision + 1, history=history)


def approval(reason: str = "") -> Decision:
    return Decision(Verdict.APPROVED, TODAY, SIRI, reason, date(2026, 12, 1), date(2029, 12, 1))


def inquiry(text: str = "Når får vi svar?", **changes: Any) -> Inquiry:
    made = Inquiry(id=4, asker=OWNER, asker_name="Eksempel AS", text=text, asked_at=NOW)
    return replace(made, **changes)


def slack_accepts(blocks: list[Json], *, modal: bool = False) -> bool:
    """Whether the blocks pass Slack's limits, as the strict sandbox knows them."""
    found = block_kit.mistakes(blocks, modal=modal)
    assert not found, found
    return modal or not block_kit.too_long(blocks)


def all_texts(value: Any) -> list[Json]:
    """Every text object in a payload, however deep."""
    if isinstance(value, list):
        return [text for each in value for text in all_texts(each)]
    if not isinstance(value, dict):
        return []
    own = [value] if value.get("type") in {"mrkdwn", "plain_text"} else []
    return own + [text for each in value.values() for text in all_texts(each)]


def shown(blocks: list[Json]) -> str:
    return "\n".join(text["text"] for text in all_texts(blocks))


def button_ids(blocks: list[Json]) -> list[str]:
    return [
        element["action_id"]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def press_body(action_id: str, value: str, user: str = SIRI.id, **changes: Any) -> Json:
    body: Json = {
        "type": "block_actions",
        "trigger_id": "12.34.test",
        "user": {"id": user, "team_id": "T0TEST"},
        "team": {"id": "T0TEST"},
        "actions": [{"type": "button", "action_id": action_id, "value": value}],
    }
    return {**body, **changes}


def view_body(callback: str, metadata: str, values: Json) -> Json:
    """`values` maps a block id to the state of its element."""
    return {
        "type": "view_submission",
        "trigger_id": "56.78.test",
        "user": {"id": SIRI.id, "team_id": "T0TEST"},
        "team": {"id": "T0TEST"},
        "view": {
            "id": "V1",
            "hash": "h",
            "callback_id": callback,
            "private_metadata": metadata,
            "state": {"values": {block: {"input": state} for block, state in values.items()}},
        },
    }
