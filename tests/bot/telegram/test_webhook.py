"""A pushed update is confirmed when it is taken; whoever does not know the secret gets nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from telegram.error import BadRequest

from bot.channel import Inbound
from bot.sandbox import SandboxClient, running
from bot.serving import Readiness, Serving
from bot.telegram import taking
from bot.telegram.client import make_bot
from bot.telegram.outbound import TelegramChannel
from bot.telegram.receiving import ALLOWED_UPDATES
from bot.telegram.webhook import (
    LARGEST_BODY,
    SECRET_HEADER,
    Webhook,
    delete_webhook,
    set_webhook,
    webhook_info,
)
from storage.errors import DatabaseAwayError
from tests.bot.telegram import payloads
from tests.bot.telegram.conftest import PlainRenderer
from tests.bot.telegram.fake_api import FakeApi, make_fake_bot
from tests.bot.telegram.fake_inbox import FakeInbox
from tests.bot.telegram.payloads import Json
from tests.facts import until

SECRET = "a-secret-of-our-own_1"
URL = "https://bot.example.no/telegram"


@dataclass
class Line:
    """A webhook that listens, and a way to push to it."""

    hook: Webhook
    url: str
    session: aiohttp.ClientSession
    running: asyncio.Task[None]

    async def push(self, update: object, secret: str | None = SECRET) -> int:
        headers = {SECRET_HEADER: secret} if secret is not None else {}
        async with self.session.post(self.url, json=update, headers=headers) as response:
            return response.status


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


@pytest.fixture
async def line(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Line]:
    monkeypatch.setattr(taking, "RETRY_SECONDS", 0.001)
    hook = Webhook(make_fake_bot(api), inbox, channel, URL, SECRET)
    serving = Serving("127.0.0.1", 0, Readiness(_answers), {"/telegram": hook.answer}, LARGEST_BODY)
    async with serving.running() as port, aiohttp.ClientSession() as session:
        task = asyncio.create_task(hook.run())
        yield Line(hook, f"http://127.0.0.1:{port}/telegram", session, task)
        hook.stop()
        await task


async def _answers(_seconds: float) -> bool:
    return True


def said(number: int, text: str) -> Json:
    return {**payloads.message(text=text), "update_id": number}


async def test_an_update_is_confirmed_when_it_is_committed(line: Line, inbox: FakeInbox) -> None:
    inbox.gate = asyncio.Event()
    pushing = asyncio.create_task(line.push(said(1, "en")))
    await until(lambda: inbox.held)
    assert not pushing.done()
    inbox.gate.set()
    assert await pushing == 200
    assert inbox.taken == ["en"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "1", "é"])
async def test_without_the_secret_nothing_is_taken(
    line: Line, inbox: FakeInbox, secret: str | None
) -> None:
    assert await line.push(said(1, "en"), secret) == 403
    assert inbox.taken == []


async def test_a_body_that_is_too_large_is_not_read(line: Line, inbox: FakeInbox) -> None:
    assert await line.push(said(1, "x" * LARGEST_BODY)) == 413
    assert inbox.taken == []


@pytest.mark.parametrize("odd", [[], "text", {}, {"update_id": "x"}])
async def test_what_is_no_update_is_refused(line: Line, odd: object) -> None:
    assert await line.push(odd) == 400


async def test_what_is_no_json_is_refused(line: Line) -> None:
    headers = {SECRET_HEADER: SECRET}
    async with line.session.post(line.url, data=b"\xff{", headers=headers) as response:
        assert response.status == 400


async def test_an_update_is_asked_for_again_while_the_database_is_away(
    line: Line, inbox: FakeInbox
) -> None:
    inbox.outages = 1
    away = iter([DatabaseAwayError()])

    def take(_inbound: Inbound) -> None:
        if trouble := next(away, None):
            raise trouble

    inbox.on_take = take
    assert [await line.push(said(1, "en")) for _ in range(3)] == [503, 503, 200]
    assert (inbox.taken, inbox.aside) == (["en"], [])


async def test_an_update_that_fails_is_set_aside_and_confirmed(
    line: Line, inbox: FakeInbox
) -> None:
    def fail(_inbound: Inbound) -> None:
        raise LookupError

    inbox.on_take = fail
    assert await line.push(said(1, "en")) == 200
    assert len(inbox.aside) == 1


async def test_what_was_begun_is_finished_and_nothing_new_is_taken_at_the_end(
    line: Line, inbox: FakeInbox
) -> None:
    inbox.gate = asyncio.Event()
    pushing = asyncio.create_task(line.push(said(1, "en")))
    await until(lambda: inbox.held)
    line.hook.stop()
    assert await line.push(said(2, "to")) == 503
    assert not line.running.done()
    inbox.gate.set()
    assert await pushing == 200
    await line.running
    assert inbox.taken == ["en"]


async def test_a_line_that_is_cut_does_not_undo_what_was_begun(
    line: Line, inbox: FakeInbox
) -> None:
    inbox.gate = asyncio.Event()
    pushing = asyncio.create_task(line.push(said(1, "en")))
    await until(lambda: inbox.held)
    pushing.cancel()
    inbox.gate.set()
    await until(lambda: inbox.taken)
    assert inbox.taken == ["en"]


async def test_telegram_is_told_where_to_push_and_what(tmp_path: Path) -> None:
    async with running(tmp_path) as url, SandboxClient(url) as sandbox:
        bot = make_bot("777:TEST-token", url)
        await set_webhook(bot, URL, SECRET)
        info = await webhook_info(bot)
        with pytest.raises(BadRequest, match="https"):
            await set_webhook(bot, "http://bot.example.no/telegram", SECRET)
        await delete_webhook(bot)
        after = await webhook_info(bot)
        (call,) = [each for each in await sandbox.calls("setWebhook") if each["status"] == 200]
        await bot.request.shutdown()

    assert (info.url, info.max_connections) == (URL, 1)
    assert info.allowed_updates == ALLOWED_UPDATES
    assert call["params"]["secret_token"] == SECRET
    assert after.url == ""


async def test_everything_an_applicant_does_comes_in_by_the_webhook_too(tmp_path: Path) -> None:
    inbox = FakeInbox()
    async with running(tmp_path) as url, SandboxClient(url) as sandbox:
        bot = make_bot("777:TEST-token", url)
        hook = Webhook(bot, inbox, TelegramChannel(bot, PlainRenderer()), URL, SECRET)
        posts = {"/telegram": hook.answer}
        async with Serving("127.0.0.1", 0, Readiness(_answers), posts).running() as port:
            task = asyncio.create_task(hook.run())
            await set_webhook(bot, f"http://127.0.0.1:{port}/telegram", SECRET)
            inbox.outages = 1
            for text in ("en", "to", "tre"):
                await sandbox.applicant().say(text)
            await until(lambda: len(inbox.taken) == 3)
            hook.stop()
            await task
        await bot.request.shutdown()
    assert inbox.taken == ["en", "to", "tre"]
