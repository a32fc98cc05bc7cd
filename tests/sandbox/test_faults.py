"""Trouble on demand, as the bot's clients meet it."""

import time

import aiohttp
import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.sandbox import SandboxClient, SandboxError

from .conftest import CHANNEL, KARI, TOKEN, Caller


@pytest.fixture(autouse=True)
async def started(sandbox: SandboxClient) -> None:
    await sandbox.applicant().say("/start")


async def sent(sandbox: SandboxClient) -> list[str]:
    return [m.text for m in await sandbox.applicant().messages() if m.from_bot]


# The library announces another type of `retry_after` for its next version.
@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_too_many_requests_names_the_pause(sandbox: SandboxClient, url: str) -> None:
    await sandbox.fault("sendMessage", "429", retry_after=7)
    async with Bot(TOKEN, base_url=f"{url}/bot") as bot:
        with pytest.raises(RetryAfter) as refusal:
            await bot.send_message(KARI, "Hei")
        await bot.send_message(KARI, "Hei igjen")

    assert "7" in str(refusal.value)
    assert await sent(sandbox) == ["Hei igjen"]


async def test_slack_says_it_in_a_header(sandbox: SandboxClient, slack: Caller) -> None:
    await sandbox.fault("chat.*", "429", retry_after=3)

    answer = await slack("chat.postMessage", channel=CHANNEL, text="Hei")

    assert (answer["status"], answer["error"]) == (429, "ratelimited")
    assert answer["headers"]["Retry-After"] == "3"


@pytest.mark.parametrize(("kind", "done"), [("drop_before", []), ("drop_after", ["Hei"])])
async def test_a_dropped_connection_says_nothing_of_what_was_done(
    sandbox: SandboxClient, telegram: Caller, kind: str, done: list[str]
) -> None:
    await sandbox.fault("sendMessage", kind)

    with pytest.raises(aiohttp.ClientError):
        await telegram("sendMessage", chat_id=KARI, text="Hei")

    assert await sent(sandbox) == done


async def test_slack_can_drop_after_posting(sandbox: SandboxClient, slack: Caller) -> None:
    await sandbox.fault("chat.postMessage", "drop_after")

    with pytest.raises(aiohttp.ClientError):
        await slack("chat.postMessage", channel=CHANNEL, text="Hei")

    assert [post.text for post in await sandbox.secretariat.messages()] == ["Hei"]


async def test_an_internal_error_is_500(
    sandbox: SandboxClient, telegram: Caller, slack: Caller
) -> None:
    await sandbox.fault("*", "500", times=2)

    ours = await telegram("getMe")
    theirs = await slack("auth.test")

    assert (ours["status"], ours["description"]) == (500, "Internal Server Error")
    assert (theirs["status"], theirs["error"]) == (500, "internal_error")
    assert (await telegram("getMe"))["ok"]


async def test_a_hanging_call_does_nothing_and_is_cut(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    await sandbox.fault("sendMessage", "hang", seconds=0.2)
    began = time.monotonic()

    with pytest.raises(aiohttp.ClientError):
        await telegram("sendMessage", chat_id=KARI, text="Hei")

    assert time.monotonic() - began >= 0.2
    assert await sent(sandbox) == []


async def test_a_slow_call_is_done_late(sandbox: SandboxClient, telegram: Caller) -> None:
    await sandbox.fault("sendMessage", "slow", seconds=0.2)
    began = time.monotonic()

    answer = await telegram("sendMessage", chat_id=KARI, text="Hei")

    assert time.monotonic() - began >= 0.2
    assert answer["ok"]


async def test_skipped_calls_go_through(sandbox: SandboxClient, telegram: Caller) -> None:
    await sandbox.fault("sendMessage", "500", skip=1)

    answers = [await telegram("sendMessage", chat_id=KARI, text=str(n)) for n in range(3)]

    assert [answer["ok"] for answer in answers] == [True, False, True]


async def test_waiting_faults_can_be_forgotten(sandbox: SandboxClient, telegram: Caller) -> None:
    await sandbox.fault("*", "500", times=9)
    await sandbox.clear_faults()

    assert (await telegram("getMe"))["ok"]


async def test_an_unknown_kind_of_trouble_is_refused(sandbox: SandboxClient) -> None:
    with pytest.raises(SandboxError, match="earthquake"):
        await sandbox.fault("*", "earthquake")
