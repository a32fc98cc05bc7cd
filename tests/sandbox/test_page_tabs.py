"""The page in a narrow window, in a real browser: two tabs, each open at what is newest."""

from playwright.async_api import Page, expect

from bot.sandbox import SandboxClient

from .conftest import CHANNEL, Caller
from .test_page import CARD, page, pytestmark

__all__ = ["page", "pytestmark"]

# Nobody sees what is hidden and shown again before the browser has painted.
A_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def test_in_a_narrow_window_the_panes_become_tabs(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})

    await expect(page.locator("#secretariat")).to_be_hidden()
    await page.get_by_role("tab", name="Sekretariatet").click()

    await expect(page.locator("#secretariat")).to_be_visible()
    await expect(page.locator("#applicant")).to_be_hidden()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


async def test_a_tab_opens_at_what_is_newest(
    page: Page, sandbox: SandboxClient, slack: Caller
) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    await sandbox.applicant().say("/start")
    for number in range(12):
        await slack("chat.postMessage", channel=CHANNEL, text=f"Sak {number}", blocks=CARD)
    await expect(page.locator("#channel .blocks")).to_have_count(12)

    await page.get_by_role("tab", name="Sekretariatet").click()
    await expect(page.locator("#channel > ol > li").last).to_be_in_viewport()

    await page.locator("#channel").evaluate("log => { log.scrollTop = 0; }")
    await slack("chat.postMessage", channel=CHANNEL, text="Sak 12", blocks=CARD)
    await expect(page.locator("#channel .blocks")).to_have_count(13)
    assert await page.locator("#channel").evaluate("log => log.scrollTop") == 0

    await page.get_by_role("tab", name="Søkeren").click()
    await page.evaluate(A_FRAME)
    await page.set_viewport_size({"width": 1280, "height": 800})
    await expect(page.locator("#channel > ol > li").last).to_be_in_viewport()
