"""setWebhook: updates are pushed in order, until they are taken, and to nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox import SandboxClient, running

from .conftest import TOKEN, Caller, Json

SECRET = "a-secret_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Ear:
    """A server that is pushed to, and answers as it is told to."""

    url: str = ""
    heard: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    together: int = 0
    busiest: int = 0

    async def hear(self, request: web.Request) -> web.Response:
        self.together += 1
        self.busiest = max(self.busiest, self.together)
        await asyncio.sleep(0)
        self.secrets.append(request.headers.get(HEADER))
        self.heard.append(await request.json())
        self.together -= 1
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.heard]

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def listening() -> AsyncIterator[Ear]:
    ear = Ear()
    app = web.Application()
    app.router.add_post("/hook", ear.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    ear.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield ear
    await runner.cleanup()


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    async with listening() as ear:
        yield ear


async def nothing_waits(telegram: Caller) -> None:
    async with asyncio.timeout(10):
        while (await telegram("getWebhookInfo"))["result"]["pending_update_count"]:
            await asyncio.sleep(0.01)


async def test_updates_are_pushed_one_by_one_with_the_secret(
    sandbox: SandboxClient, telegram: Caller, ear: Ear
) -> None:
    await sandbox.applicant().say("en")
    await telegram("setWebhook", url=ear.url, secret_token=SECRET, max_connections=1)
    for text in ("to", "tre", "fire"):
        await sandbox.applicant().say(text)

    await ear.until(4)
    await nothing_waits(telegram)

    assert ear.texts == ["en", "to", "tre", "fire"]
    assert set(ear.secrets) == {SECRET}
    assert ear.busiest == 1


async def test_an_update_is_pushed_until_the_answer_is_200(
    sandbox: SandboxClient, telegram: Caller, ear: Ear
) -> None:
    ear.answers = [503, 500]
    await telegram("setWebhook", url=ear.url)
    await sandbox.applicant().say("en")
    await sandbox.applicant().say("to")

    await ear.until(4)

    assert ear.texts == ["en", "en", "en", "to"]
    info = (await telegram("getWebhookInfo"))["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 500"
    assert [call["status"] for call in await sandbox.calls("webhook")][:3] == [503, 500, 200]


async def test_an_answer_that_is_lost_brings_the_update_again(
    sandbox: SandboxClient, telegram: Caller, ear: Ear
) -> None:
    await sandbox.fault("webhook", "drop_before")
    await sandbox.fault("webhook", "drop_after")
    await telegram("setWebhook", url=ear.url)
    await sandbox.applicant().say("en")

    await ear.until(2)
    await nothing_waits(telegram)
    await sandbox.deliver_again()
    await ear.until(3)

    assert [call["status"] for call in await sandbox.calls("webhook")][:3] == [0, 0, 200]
    assert len({update["update_id"] for update in ear.heard}) == 1


async def test_polling_and_a_webhook_exclude_one_another(telegram: Caller, ear: Ear) -> None:
    waiting = asyncio.create_task(telegram("getUpdates", timeout=20))
    while not waiting.done():
        await telegram("setWebhook", url=ear.url)
    ended = await waiting
    refused = await telegram("getUpdates")

    assert (ended["error_code"], refused["error_code"]) == (409, 409)
    assert "webhook is active" in refused["description"]

    await telegram("deleteWebhook")
    assert (await telegram("getUpdates"))["result"] == []


async def test_deleting_no_webhook_leaves_a_poll_alone(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    waiting = asyncio.create_task(telegram("getUpdates", timeout=20))
    assert (await telegram("deleteWebhook"))["result"] is True
    await sandbox.applicant().say("en")
    assert (await waiting)["ok"]


async def test_a_webhook_can_be_told_of_and_taken_away(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    url = "https://bot.example.no/hook"
    kinds = ["message"]
    await telegram("setWebhook", url=url, max_connections=1, allowed_updates=kinds)
    info = (await telegram("getWebhookInfo"))["result"]
    await telegram("deleteWebhook", drop_pending_updates=True)

    assert (info["url"], info["max_connections"], info["allowed_updates"]) == (url, 1, kinds)
    assert (await telegram("getWebhookInfo"))["result"]["url"] == ""


async def test_nothing_is_pushed_to_another_machine(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    await telegram("setWebhook", url="https://bot.example.no/hook")
    await sandbox.applicant().say("en")
    async with asyncio.timeout(10):
        while not (tried := await sandbox.calls("webhook")):
            await asyncio.sleep(0.01)
    assert tried[0]["status"] == 0
    assert "this machine only" in tried[0]["error"]


async def test_a_webhook_is_remembered_over_a_restart(tmp_path: Path, ear: Ear) -> None:
    async def call(root: str, method: str, **params: object) -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{root}/bot{TOKEN}/{method}", json=params) as response,
        ):
            assert response.status == 200

    async with running(tmp_path / "again") as url:
        await call(url, "setWebhook", url=ear.url)
    async with running(tmp_path / "again") as url, SandboxClient(url) as sandbox:
        await sandbox.applicant().say("en")
        await ear.until(1)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "http://bot.example.no/hook"}, "An HTTPS URL must be provided"),
        ({"url": "rubbish"}, "An HTTPS URL must be provided"),
        ({"url": "https://bot.example.no:9000/hook"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "https://bot.example.no:x/hook"}, "invalid port"),
        ({"url": "https://bot.example.no", "secret_token": "æ"}, "unallowed characters"),
        ({"url": "https://bot.example.no", "max_connections": 0}, "max_connections"),
        ({}, "url"),
    ],
)
async def test_a_webhook_that_cannot_work_is_refused(
    telegram: Caller, params: Json, reason: str
) -> None:
    answer = await telegram("setWebhook", **params)
    assert answer["error_code"] == 400
    assert reason in answer["description"]
