"""A select that asks the app for its options while somebody types (external_select)."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import SandboxClient, SandboxError

from .test_slack_workspace import FORM, App, app, plain, post_card

__all__ = ["app"]

Json = dict[str, Any]

OPTION: Json = {"text": plain("Hva koster det?"), "value": "fee"}
PICK: Json = {
    "type": "input",
    "block_id": "entry",
    "label": plain("Svar"),
    "element": {"type": "external_select", "action_id": "pick", "min_query_length": 0},
}


async def open_form(app: App, sandbox: SandboxClient, web: AsyncWebClient, pick: Json) -> None:
    view = {**FORM, "blocks": [pick]}

    async def take(ack: Any, body: Json) -> None:
        await web.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    app.bolt.action("more")(take)
    await post_card(web)
    await sandbox.secretariat.press("more", value="Historikk")


def answering(app: App, **answer: Any) -> None:
    async def suggest(ack: Any, body: Json) -> None:
        app.heard.append(body)
        await ack(**answer)

    app.bolt.options("pick")(suggest)


@pytest.fixture
def fresh(app: App) -> App:
    """The app without its own listener for the select under the card."""
    app.bolt._async_listeners.clear()
    app.bolt.view("form")(app._submitted)
    return app


async def test_what_is_typed_reaches_the_app_and_an_option_is_submitted(
    fresh: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    answering(fresh, options=[OPTION])
    await open_form(fresh, sandbox, web, PICK)

    found = await sandbox.secretariat.search_in_modal("Svar", "kost")
    accepted = await sandbox.secretariat.submit_modal({"Svar": "Hva koster det?"})

    assert found == ["Hva koster det?"]
    asked, submitted = fresh.heard
    assert (asked["type"], asked["action_id"], asked["value"]) == (
        "block_suggestion",
        "pick",
        "kost",
    )
    assert "trigger_id" not in asked
    assert accepted == {"acked": True}
    chosen = submitted["view"]["state"]["values"]["entry"]["pick"]["selected_option"]
    assert chosen == OPTION


async def test_what_was_never_offered_cannot_be_chosen(
    fresh: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    answering(fresh, options=[OPTION])
    await open_form(fresh, sandbox, web, PICK)

    with pytest.raises(SandboxError, match="no option"):
        await sandbox.secretariat.submit_modal({"Svar": "fee"})


async def test_the_option_that_was_there_from_the_start_needs_no_search(
    fresh: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    pick = {**PICK, "element": {**PICK["element"], "initial_option": OPTION}}
    await open_form(fresh, sandbox, web, pick)

    await sandbox.secretariat.submit_modal({})

    values = fresh.heard[-1]["view"]["state"]["values"]
    assert values["entry"]["pick"]["selected_option"] == OPTION


async def test_too_little_typed_asks_nobody(
    fresh: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    answering(fresh, options=[OPTION])
    pick = {**PICK, "element": {"type": "external_select", "action_id": "pick"}}
    await open_form(fresh, sandbox, web, pick)

    assert await sandbox.secretariat.search_in_modal("Svar", "ko") == []
    assert fresh.heard == []


@pytest.mark.parametrize(
    "options",
    [
        [{"text": plain("x" * 76), "value": "long"}],
        [{"text": plain(f"Svar {number}"), "value": str(number)} for number in range(101)],
        [{"text": plain("Uten verdi")}],
    ],
)
async def test_options_beyond_slacks_limits_are_not_shown(
    fresh: App, sandbox: SandboxClient, web: AsyncWebClient, options: list[Json]
) -> None:
    answering(fresh, options=options)
    await open_form(fresh, sandbox, web, PICK)

    assert await sandbox.secretariat.search_in_modal("Svar", "") == []


async def test_a_wrong_first_option_is_refused(web: AsyncWebClient, sandbox: SandboxClient) -> None:
    wrong = {**PICK["element"], "initial_option": {"text": plain(""), "value": "x"}}
    card = {"type": "actions", "elements": [wrong]}

    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await web.chat_postMessage(channel="C0SANDBOX01", text="x", blocks=[card])
