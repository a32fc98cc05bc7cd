"""The secretariat's side through slack-bolt over Socket Mode, with its real encodings."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import SandboxClient, SandboxError
from bot.sandbox.client_secretariat import OLAV

from .conftest import CHANNEL

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


CARD: list[Json] = [
    {"type": "header", "text": plain("GC-2026-0001")},
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            {"type": "button", "action_id": "take", "text": plain("Ta saken"), "value": "7"},
            {
                "type": "static_select",
                "action_id": "more",
                "placeholder": plain("Mer"),
                "options": [{"text": plain("Historikk"), "value": "h"}],
            },
        ],
    },
]
FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Svar"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "line",
            "label": plain("Melding"),
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 10},
        },
        {
            "type": "input",
            "block_id": "items",
            "optional": True,
            "label": plain("Punkter"),
            "element": {
                "type": "checkboxes",
                "action_id": "boxes",
                "options": [{"text": plain("Attest"), "value": "D2"}],
            },
        },
    ],
}


class App:
    """A small bot: what it heard, and the client it answers with."""

    def __init__(self, web: AsyncWebClient) -> None:
        self.web = web
        self.heard: list[Json] = []
        self.answer: Json = {}
        self.woken = asyncio.Event()
        self.bolt = AsyncApp(client=web, process_before_response=True)
        self.bolt.action("take")(self._take)
        self.bolt.action("more")(self._hear)
        self.bolt.view("form")(self._submitted)
        self.bolt.view_closed("form")(self._hear)
        self.bolt.command("/godkjent")(self._command)
        self.bolt.event("app_mention")(self._hear)

    async def _hear(self, ack: Any, body: Json) -> None:
        self.heard.append(body)
        self.woken.set()
        await ack()

    async def _take(self, ack: Any, body: Json) -> None:
        self.heard.append(body)
        await self.web.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    async def _submitted(self, ack: Any, body: Json) -> None:
        self.heard.append(body)
        await ack(**self.answer)

    async def _command(self, ack: Any, body: Json, respond: Any) -> None:
        await ack(f"Du skrev {body['text']}")
        await respond(text="Ferdig", response_type="in_channel")


@pytest.fixture
async def app(sandbox: SandboxClient, web: AsyncWebClient) -> AsyncIterator[App]:
    small = App(web)
    handler = AsyncSocketModeHandler(small.bolt, "xapp-test-token")
    await handler.connect_async()  # type: ignore[no-untyped-call]  # untyped in slack-bolt
    await sandbox.wait_for_bot()
    yield small
    await handler.close_async()  # type: ignore[no-untyped-call]  # untyped in slack-bolt


async def post_card(web: AsyncWebClient) -> str:
    sent = await web.chat_postMessage(channel=CHANNEL, text="Ny sak", blocks=CARD)
    return str(sent["ts"])


async def test_a_press_carries_who_what_and_where(
    app: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    ts = await post_card(web)

    report = await sandbox.secretariat.press("Ta saken", by=OLAV)

    body = app.heard[0]
    assert report == {"acked": True}
    assert (body["user"]["id"], body["user"]["team_id"]) == (OLAV, "T0SANDBOX01")
    assert (body["container"]["message_ts"], body["channel"]["id"]) == (ts, CHANNEL)
    assert body["actions"][0]["value"] == "7"
    assert body["message"]["blocks"][1]["block_id"] == "acts"


async def test_a_select_sends_the_chosen_option(
    app: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    await post_card(web)

    await sandbox.secretariat.press("more", value="Historikk")

    assert app.heard[0]["actions"][0]["selected_option"]["value"] == "h"
    assert app.heard[0]["state"]["values"]["acts"]["more"]["selected_option"]["value"] == "h"


async def test_a_modal_keeps_wrong_entries_and_closes_on_right_ones(
    app: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    await post_card(web)
    await sandbox.secretariat.press("Ta saken")
    modal = await sandbox.secretariat.wait_for_modal("Svar")

    empty = await sandbox.secretariat.submit_modal({})
    too_long = await sandbox.secretariat.submit_modal({"Melding": "x" * 11})
    app.answer = {"response_action": "errors", "errors": {"line": "Skriv mer."}}
    refused = await sandbox.secretariat.submit_modal({"Melding": "Hei"})
    app.answer = {}
    accepted = await sandbox.secretariat.submit_modal({"Melding": "Hei", "Punkter": ["Attest"]})

    assert modal.labels == ("Melding", "Punkter")
    assert empty["errors"] == {"line": "Fyll ut dette feltet."}
    assert too_long["errors"] == {"line": "Skriv høyst 10 tegn."}
    assert refused["errors"] == {"line": "Skriv mer."}
    assert accepted == {"acked": True}
    assert await sandbox.secretariat.modal() is None
    values = app.heard[-1]["view"]["state"]["values"]
    assert values["line"]["text"]["value"] == "Hei"
    assert values["items"]["boxes"]["selected_options"][0]["value"] == "D2"
    assert len(app.heard) == 3, "what the person's own client refuses never reaches the bot"


async def test_closing_a_modal_is_told(
    app: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    await post_card(web)
    await sandbox.secretariat.press("Ta saken")

    await sandbox.secretariat.close_modal()

    assert app.heard[-1]["type"] == "view_closed"


async def test_a_trigger_opens_one_modal_only(
    app: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    await post_card(web)
    await sandbox.secretariat.press("Ta saken")

    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await web.views_open(trigger_id=app.heard[0]["trigger_id"], view=FORM)


async def test_a_view_that_changed_meanwhile_is_not_overwritten(
    app: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    await post_card(web)
    await sandbox.secretariat.press("Ta saken")
    modal = await sandbox.secretariat.wait_for_modal()
    old = modal.raw["hash"]
    await web.views_update(view_id=modal.raw["id"], view=FORM, hash=old)

    with pytest.raises(SlackApiError, match="hash_conflict"):
        await web.views_update(view_id=modal.raw["id"], view=FORM, hash=old)


async def test_a_command_is_answered_to_one_and_later_to_all(
    app: App, sandbox: SandboxClient
) -> None:
    await sandbox.secretariat.command("/godkjent status Nordlys")

    note = await sandbox.secretariat.wait_for_ephemeral("Du skrev")
    late = await sandbox.secretariat.wait_for_post("Ferdig")

    assert note.text == "Du skrev status Nordlys"
    assert await sandbox.secretariat.ephemerals(by=OLAV) == []
    assert late.user == "U0SANDBOT01"


async def test_without_a_bot_the_person_sees_a_warning(
    sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    await post_card(web)

    press = await sandbox.secretariat.press("Ta saken")
    await sandbox.secretariat.command("/godkjent hjelp")

    assert press["acked"] is False
    assert "svarte ikke" in press["warning"]
    assert "dispatch_failed" in (await sandbox.secretariat.ephemerals())[0].text


async def test_an_event_is_heard_when_the_app_subscribes_to_it(
    app: App, sandbox: SandboxClient
) -> None:
    await sandbox.secretariat.post("<@U0SANDBOT01> hei")
    await sandbox.secretariat.subscribe("app_mention")
    await sandbox.secretariat.post("<@U0SANDBOT01> hei igjen")

    await asyncio.wait_for(app.woken.wait(), 5)
    assert [body["event"]["text"] for body in app.heard] == ["<@U0SANDBOT01> hei igjen"]


async def test_the_same_press_can_be_delivered_twice(
    app: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    await post_card(web)
    await sandbox.secretariat.press("more", value="h")

    await sandbox.secretariat.redeliver()

    assert len({body["trigger_id"] for body in app.heard}) == 1
    assert len(app.heard) == 2


async def test_a_field_that_is_not_in_the_modal_is_an_error_of_the_test(
    app: App, sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    await post_card(web)
    await sandbox.secretariat.press("Ta saken")

    with pytest.raises(SandboxError, match="Beløp"):
        await sandbox.secretariat.submit_modal({"Beløp": "100"})
