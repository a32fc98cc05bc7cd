"""A select that searches, in a real browser: typed into, chosen from, and kept over an error."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.sandbox import SandboxClient

from .conftest import CHANNEL, Caller
from .test_page import CARD, page, plain, pytestmark, violations

__all__ = ["page", "pytestmark"]

Json = dict[str, Any]

FORM: Json = {
    "type": "modal",
    "title": plain("Svar og lær"),
    "submit": plain("Lær"),
    "blocks": [
        {
            "type": "input",
            "block_id": "entry",
            "label": plain("Svaret finnes"),
            "element": {"type": "external_select", "action_id": "pick", "min_query_length": 0},
        },
        {
            "type": "input",
            "block_id": "line",
            "label": plain("Spørsmål"),
            "element": {"type": "plain_text_input", "action_id": "t"},
        },
    ],
}
TITLES = ("Hva koster det?", "Hvor lenge gjelder det?")


async def _answer(socket: Any, count: int) -> Json:
    """Answer so many envelopes; searches get what they ask for, the last envelope is returned."""
    payload: Json = {}
    for _ in range(count):
        envelope = await socket.receive_json()
        payload = envelope["payload"]
        answer: Json = {}
        if payload["type"] == "block_suggestion":
            found = [title for title in TITLES if payload["value"] in title]
            answer = {"options": [{"text": plain(t), "value": t[:12]} for t in found]}
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": answer})
    return payload


@pytest.mark.browser
async def test_a_person_searches_chooses_and_submits(
    page: Page, sandbox: SandboxClient, slack: Caller, session: Any
) -> None:
    await slack("chat.postMessage", channel=CHANNEL, text="Sak", blocks=CARD)
    opened = await slack("apps.connections.open", token="xapp-test")
    async with session.ws_connect(opened["url"]) as socket:
        await socket.receive_json()
        await page.get_by_role("button", name="Be om mer").click()
        press = await socket.receive_json()
        await slack("views.open", trigger_id=press["payload"]["trigger_id"], view=FORM)
        await socket.send_json({"envelope_id": press["envelope_id"]})
        await _answer(socket, 1)
        await expect(page.locator(".found option")).to_have_count(2)

        await page.get_by_label("Svaret finnes").fill("lenge")
        await _answer(socket, 1)
        await expect(page.locator(".found option")).to_have_count(1)
        await page.locator(".found").select_option(label=TITLES[1])
        problems = await violations(page)
        await page.get_by_role("button", name="Lær").last.click()
        await expect(page.locator("#modal .error").first).to_have_text("Fyll ut dette feltet.")
        await page.get_by_label("Spørsmål").fill("Hvor lenge?")
        await _answer(socket, 1)  # the form was drawn anew, and asks again
        await page.get_by_role("button", name="Lær").last.click()
        submitted = await _answer(socket, 1)

    chosen = submitted["view"]["state"]["values"]["entry"]["pick"]["selected_option"]
    assert chosen["text"]["text"] == TITLES[1]
    assert problems == ""
