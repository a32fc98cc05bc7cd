"""The page in a real browser: a person can play both sides with it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, async_playwright, expect

from bot.sandbox import SandboxClient
from tests.facts import PATIENCE
from tests.limits import lengthen

from .conftest import CHANNEL, KARI, Caller

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed on this machine"),
]

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str, label: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(label), **more}


CARD: list[Json] = [
    {"type": "header", "text": plain("GC-2026-0001")},
    {
        "type": "section",
        "text": {
            "type": "mrkdwn",
            "text": "*Mangler:* &lt;!channel&gt; <https://example.no|kilde>",
        },
    },
    {
        "type": "actions",
        "elements": [
            button("more", "Be om mer"),
            button(
                "refuse",
                "Avslå",
                style="danger",
                confirm={
                    "title": plain("Avslå?"),
                    "text": plain("Søkeren får beskjed."),
                    "confirm": plain("Ja, avslå"),
                    "deny": plain("Nei"),
                },
            ),
        ],
    },
]
MODAL: Json = {
    "type": "modal",
    "title": plain("Be om mer"),
    "submit": plain("Send"),
    "blocks": [
        {"type": "section", "text": plain("Søkeren får beskjed.")},
        {"type": "divider"},
        {
            "type": "input",
            "block_id": "line",
            "label": plain("Melding"),
            "element": {"type": "plain_text_input", "action_id": "t", "multiline": True},
        },
    ],
}


@pytest.fixture
async def page(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Page]:
    lengthen(monkeypatch)
    expect.set_options(timeout=PATIENCE * 1000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        opened = await browser.new_page(viewport={"width": 1280, "height": 800})
        problems: list[str] = []
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on("requestfailed", lambda request: problems.append(request.url))
        await opened.goto(url)
        await opened.wait_for_selector("body[data-ready]")
        yield opened
        await browser.close()
        outside = [problem for problem in problems if "/sandbox/events" not in problem]
        assert outside == []


async def violations(page: Page) -> str:
    results = await Axe().run(page)
    return results.generate_report() if results.violations_count else ""


async def test_the_applicant_starts_writes_and_presses(
    page: Page, sandbox: SandboxClient, telegram: Caller
) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_label("Melding til boten").fill("Hva koster det?")
    await page.keyboard.press("Enter")
    await sandbox.wait_for(lambda: _updates(telegram, 2), topic=f"chat:{KARI}")
    keyboard = {"inline_keyboard": [[{"text": "Søk nå", "callback_data": "go"}]]}
    await telegram(
        "sendMessage", chat_id=KARI, text="<b>Hei</b>", parse_mode="HTML", reply_markup=keyboard
    )
    await page.get_by_role("button", name="Søk nå").click()
    await sandbox.wait_for(lambda: _updates(telegram, 3), topic=f"chat:{KARI}")
    updates = (await telegram("getUpdates"))["result"]
    query = updates[2]["callback_query"]
    await telegram("answerCallbackQuery", callback_query_id=query["id"], text="Lagret")
    await telegram(
        "editMessageText", chat_id=KARI, message_id=query["message"]["message_id"], text="Takk"
    )

    await expect(page.locator("#toast")).to_have_text("Lagret")
    await expect(page.locator("#chat li").last).to_contain_text("redigert")
    assert [update["message"]["text"] for update in updates[:2]] == ["/start", "Hva koster det?"]
    assert query["data"] == "go"


async def _updates(telegram: Caller, wanted: int) -> bool:
    return len((await telegram("getUpdates"))["result"]) >= wanted


async def test_what_is_sent_fast_arrives_in_the_order_it_was_sent_in(
    page: Page, sandbox: SandboxClient, telegram: Caller
) -> None:
    await sandbox.applicant().say("/start")
    first, typed = True, asyncio.Event()

    async def delay_the_first(route: Route) -> None:
        nonlocal first
        held, first = first, False
        if held:
            await typed.wait()
            await asyncio.sleep(0.3)  # so that the second one could overtake it
        await route.continue_()

    await page.route("**/say", delay_the_first)
    for text in ("først", "så"):
        await page.get_by_label("Melding til boten").fill(text)
        await page.keyboard.press("Enter")
    typed.set()
    await sandbox.wait_for(lambda: _updates(telegram, 3), topic=f"chat:{KARI}")

    texts = [update["message"]["text"] for update in (await telegram("getUpdates"))["result"]]
    assert texts == ["/start", "først", "så"]


async def test_several_files_are_sent_as_an_album_and_open_in_a_new_tab(
    page: Page, telegram: Caller
) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    files: list[Any] = [
        {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
        for name in ("en.pdf", "to.pdf")
    ]
    await page.set_input_files("#files", files)
    await page.get_by_label("Melding til boten").fill("Begge")
    await page.get_by_role("button", name="Send").first.click()

    links = page.locator("#chat a.file")
    await expect(links).to_have_count(2)
    await expect(links.first).to_have_attribute("target", "_blank")
    messages = [u["message"] for u in (await telegram("getUpdates"))["result"][1:]]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert messages[0]["caption"] == "Begge"


async def test_text_of_an_applicant_is_never_markup(page: Page, sandbox: SandboxClient) -> None:
    await sandbox.applicant().say("<img src=x onerror=alert(1)>")

    await expect(page.locator("#chat li")).to_contain_text("<img src=x onerror=alert(1)>")
    assert await page.locator("#chat li img").count() == 0


async def test_the_secretariat_fills_in_a_modal(
    page: Page, sandbox: SandboxClient, slack: Caller, session: Any
) -> None:
    await slack("chat.postMessage", channel=CHANNEL, text="Sak", blocks=CARD)
    opened = await slack("apps.connections.open", token="xapp-test")
    async with session.ws_connect(opened["url"]) as socket:
        await socket.receive_json()
        await page.get_by_role("button", name="Be om mer").click()
        press = await socket.receive_json()
        await slack("views.open", trigger_id=press["payload"]["trigger_id"], view=MODAL)
        await socket.send_json({"envelope_id": press["envelope_id"]})
        await expect(page.get_by_role("dialog", name="Be om mer")).to_be_visible()
        await page.get_by_role("button", name="Send").last.click()
        await expect(page.locator("#modal .error").first).to_have_text("Fyll ut dette feltet.")
        modal_problems = await violations(page)
        divider = await page.locator("#modal hr").bounding_box()
        await page.get_by_label("Melding", exact=True).fill("Send ny attest")
        await page.get_by_role("button", name="Send").last.click()
        submitted = await socket.receive_json()
        await socket.send_json({"envelope_id": submitted["envelope_id"], "payload": {}})

        await expect(page.locator("#modal")).to_be_hidden()

    values = submitted["payload"]["view"]["state"]["values"]
    assert values["line"]["t"]["value"] == "Send ny attest"
    assert modal_problems == ""
    assert divider is not None
    assert divider["width"] > 300


async def test_a_dangerous_button_asks_first_and_a_silent_bot_is_told(
    page: Page, slack: Caller
) -> None:
    await slack("chat.postMessage", channel=CHANNEL, text="Sak", blocks=CARD)
    await page.get_by_role("button", name="Avslå").click()
    await expect(page.get_by_role("dialog", name="Avslå?")).to_be_visible()

    await page.get_by_role("button", name="Ja, avslå").click()

    await expect(page.locator("#channel .error")).to_contain_text("Appen svarte ikke i tide")


async def test_threads_notes_and_who_sees_them(
    page: Page, sandbox: SandboxClient, slack: Caller
) -> None:
    card = await slack("chat.postMessage", channel=CHANNEL, text="Sak", blocks=CARD)
    await slack("chat.postMessage", channel=CHANNEL, text="*Søknaden*", thread_ts=card["ts"])
    await slack("chat.postEphemeral", channel=CHANNEL, user="U0SANDSIRI1", text="Bare du ser dette")

    await expect(page.locator(".thread strong")).to_have_text("Søknaden")
    await expect(page.locator("#channel")).to_contain_text("Bare synlig for deg")
    await expect(page.locator(".section .mrkdwn").first).to_contain_text("<!channel>")
    await page.get_by_label("Du er").select_option(label="Olav Sekretær")
    await expect(page.locator("#channel")).not_to_contain_text("Bare synlig for deg")


@pytest.mark.parametrize("width", [1280, 390])
async def test_axe_finds_nothing(
    page: Page, sandbox: SandboxClient, telegram: Caller, slack: Caller, width: int
) -> None:
    await sandbox.applicant().say("/start")
    keyboard = {"inline_keyboard": [[{"text": "Søk nå", "callback_data": "go"}]]}
    await telegram("sendMessage", chat_id=KARI, text="Hei", reply_markup=keyboard)
    await slack("chat.postMessage", channel=CHANNEL, text="Sak", blocks=CARD)
    await page.set_viewport_size({"width": width, "height": 800})
    await expect(page.locator("#channel .blocks")).to_have_count(1)
    await expect(page.get_by_role("button", name="Søk nå")).to_be_visible()

    found = [await violations(page)]
    if width < 700:
        await page.get_by_role("tab", name="Sekretariatet").click()
        found.append(await violations(page))
    else:
        await page.get_by_role("button", name="Meny").click()
        found.append(await violations(page))

    assert found == ["", ""]


async def test_it_can_be_used_with_the_keyboard_alone(page: Page, telegram: Caller) -> None:
    await page.keyboard.press("Tab")
    seen: list[str] = []
    for _ in range(12):
        name = await page.evaluate("document.activeElement.textContent.trim().slice(0, 20)")
        seen.append(name)
        if name == "Start":
            await page.keyboard.press("Enter")
            break
        await page.keyboard.press("Tab")
    await expect(page.get_by_label("Melding til boten")).to_be_focused()
    await page.keyboard.type("Hei")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("du")
    await page.keyboard.press("Enter")
    await expect(page.locator("#chat li")).to_have_count(2)

    updates = (await telegram("getUpdates"))["result"]

    assert "Start" in seen
    assert updates[1]["message"]["text"] == "Hei\ndu"
