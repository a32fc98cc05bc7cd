"""A batch is confirmed when all of it is taken or set aside, and no trouble ends the loop."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channel import Inbound, TurnResult
from bot.telegram import polling, taking
from bot.telegram.outbound import TelegramChannel
from bot.telegram.polling import Poller
from dialogs.effects import Toast
from dialogs.events import Said
from dialogs.messages import Message
from knowledge.model import Asked, Language, Markup
from tests.bot.telegram import payloads
from tests.bot.telegram.conftest import PlainRenderer
from tests.bot.telegram.fake_api import FakeApi, make_fake_bot
from tests.bot.telegram.fake_inbox import FakeInbox
from tests.bot.telegram.payloads import Json
from tests.facts import all_have_run, until


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of seconds become waits of milliseconds."""
    monkeypatch.setattr(taking, "RETRY_SECONDS", 0.001)
    monkeypatch.setattr(polling, "CONFLICT_SECONDS", 0.001)
    monkeypatch.setattr(polling, "TOKEN_PAUSE", 0.001)
    monkeypatch.setattr("bot.telegram.backoff.random.uniform", lambda low, high: 0.001)


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


@asynccontextmanager
async def polled(api: FakeApi, channel: TelegramChannel, inbox: FakeInbox) -> AsyncIterator[Poller]:
    poller = Poller(make_fake_bot(api), inbox, channel)
    running = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        poller.stop()
        async with asyncio.timeout(5):
            await running


async def poll_all(api: FakeApi, channel: TelegramChannel, inbox: FakeInbox) -> None:
    """Poll until there is nothing new, then stop."""
    async with polled(api, channel, inbox), asyncio.timeout(10):
        await api.idle.wait()


def said(number: int, text: str, chat: int = 1) -> Json:
    where = {"id": chat, "type": "private", "first_name": "Kari"}
    return {**payloads.message(where, text=text), "update_id": number}


def offsets(api: FakeApi) -> list[str | None]:
    return [params.get("offset") for params in api.called("getUpdates")]


async def test_the_first_poll_confirms_nothing_and_the_next_one_the_whole_batch(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox
) -> None:
    api.batches = [[said(5, "a"), said(6, "b")], [said(7, "c")]]
    await poll_all(api, channel, inbox)
    assert inbox.taken == ["a", "b", "c"]
    assert offsets(api) == [None, "7", "8"]
    first = api.called("getUpdates")[0]
    assert int(first["timeout"]) >= 20
    assert json.loads(first["allowed_updates"]) == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


async def test_nothing_is_confirmed_while_a_turn_is_under_way(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox
) -> None:
    inbox.gate = asyncio.Event()
    api.batches = [[said(5, "a")]]
    async with polled(api, channel, inbox):
        await until(lambda: inbox.held)
        await all_have_run()
        assert offsets(api) == [None]
        inbox.gate.set()
        async with asyncio.timeout(5):
            await api.idle.wait()
    assert offsets(api) == [None, "6"]


async def test_a_stopped_loop_finishes_what_it_began_and_leaves_the_rest_to_telegram(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox
) -> None:
    inbox.gate = asyncio.Event()
    api.batches = [[said(5, "a"), said(6, "b")], [said(7, "c")]]
    async with polled(api, channel, inbox) as poller:
        await until(lambda: inbox.held)
        poller.stop()
        inbox.gate.set()
    assert inbox.taken == ["a"]
    assert len(api.called("getUpdates")) == 1, "nothing of the batch is confirmed"


async def test_order_holds_in_a_chat_and_one_slow_chat_holds_no_other_up(
    api: FakeApi, channel: TelegramChannel
) -> None:
    order: list[str] = []

    class Slow(FakeInbox):
        async def take(self, inbound: Inbound) -> TurnResult:
            assert isinstance(inbound.event, Said)
            if inbound.event.text == "slow":
                await until(lambda: "other" in order)
                await all_have_run()
            order.append(inbound.event.text)
            return TurnResult()

    api.batches = [[said(1, "slow", 1), said(2, "after", 1), said(3, "other", 2)]]
    await poll_all(api, channel, Slow())
    assert order == ["other", "slow", "after"]


async def test_a_failing_update_is_tried_three_times_and_the_next_one_goes_on(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox
) -> None:
    tries: list[str] = []

    def fail(inbound: Inbound) -> None:
        assert isinstance(inbound.event, Said)
        tries.append(inbound.event.text)
        if inbound.event.text == "bad":
            raise ZeroDivisionError

    inbox.on_take = fail
    api.batches = [[said(5, "bad"), said(6, "good")]]
    await poll_all(api, channel, inbox)
    assert tries == ["bad"] * 3 + ["good"]
    [(event_id, error)] = inbox.aside
    assert event_id == "tg:777:5"
    assert isinstance(error, ZeroDivisionError)
    assert offsets(api)[-1] == "7"


async def test_a_database_that_is_away_is_waited_for_and_nothing_is_set_aside(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox
) -> None:
    inbox.outages = 8
    api.batches = [[said(5, "a")]]
    await poll_all(api, channel, inbox)
    assert inbox.taken == ["a"]
    assert inbox.aside == []


async def test_what_a_stop_leaves_undone_is_not_confirmed(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox
) -> None:
    inbox.outages = 10**9
    api.batches = [[said(5, "a"), said(6, "b")]]
    async with polled(api, channel, inbox):
        await until(lambda: inbox.outages < 10**9)
    assert inbox.taken == []
    assert offsets(api) == [None]


async def test_an_unreadable_update_is_set_aside_and_loses_no_other(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox
) -> None:
    broken = said(5, "secret")
    broken["message"]["date"] = "yesterday"
    api.batches = [[broken, said(6, "b"), {"no": "number"}]]
    await poll_all(api, channel, inbox)
    assert inbox.taken == ["b"]
    assert [event_id for event_id, _ in inbox.aside] == ["tg:777:5"]


async def test_a_press_is_answered_with_its_note_after_the_turn(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox
) -> None:
    note = Toast(Message("test.text", {"text": "Lagret"}))
    inbox.result = TurnResult((note,), Language.NB)
    api.batches = [[payloads.pressed("1|m|||ask")]]
    await poll_all(api, channel, inbox)
    assert api.called("answerCallbackQuery") == [{"callback_query_id": "880099", "text": "Lagret"}]


@pytest.mark.parametrize("chat", [payloads.PRIVATE, payloads.GROUP])
async def test_every_press_is_answered_also_a_repeated_stale_or_foreign_one(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox, chat: Json
) -> None:
    inbox.result = TurnResult(repeated=True)
    api.batches = [[payloads.pressed("of another bot", chat)]]
    await poll_all(api, channel, inbox)
    assert api.called("answerCallbackQuery") == [{"callback_query_id": "880099"}]


async def test_a_note_that_cannot_be_worded_leaves_no_button_spinning(
    api: FakeApi, inbox: FakeInbox
) -> None:
    class Broken(PlainRenderer):
        def render_message(self, message: Asked, language: Language, markup: Markup) -> str:
            raise KeyError(message.key)

    inbox.result = TurnResult((Toast(Message("test.key")),))
    api.batches = [[payloads.pressed("1|m|||ask")]]
    await poll_all(api, TelegramChannel(make_fake_bot(api), Broken()), inbox)
    assert api.called("answerCallbackQuery") == [{"callback_query_id": "880099"}]


async def test_a_slow_turn_shows_that_something_is_being_written(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "SLOW_SECONDS", 0.001)
    inbox.gate = asyncio.Event()
    api.batches = [[said(5, "a", chat=4711)]]
    async with polled(api, channel, inbox):
        await until(lambda: api.called("sendChatAction"))
        inbox.gate.set()
    assert api.called("sendChatAction") == [{"chat_id": 4711, "action": "typing"}]


@pytest.mark.filterwarnings("ignore:.*timedelta")
async def test_no_trouble_at_the_other_end_ends_the_loop(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox
) -> None:
    api.plan("getMe", OSError("no network yet"))
    api.plan("getUpdates", OSError("reset"), (200, b"not json"), (200, b'{"ok": true}'))
    api.plan("getUpdates", (200, b'{"ok": true, "result": true}'))
    api.plan("getUpdates", (200, b'{"ok": true, "result": ["x"]}'))
    api.refuse("getUpdates", 502, "Bad Gateway")
    api.refuse("getUpdates", 429, "Too Many Requests", retry_after=0)
    api.refuse("getUpdates", 401, "Unauthorized")
    api.batches = [[said(5, "a")]]
    await poll_all(api, channel, inbox)
    assert inbox.taken == ["a"]


async def test_another_reader_is_named_in_the_log_and_waited_for(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox, caplog: pytest.LogCaptureFixture
) -> None:
    api.refuse("getUpdates", 409, "Conflict: can't use getUpdates method while webhook is active")
    api.batches = [[said(5, "a")]]
    with caplog.at_level(logging.INFO, "bot.telegram.polling"):
        await poll_all(api, channel, inbox)
    assert inbox.taken == ["a"]
    assert "webhook" in caplog.text
    assert "works again" in caplog.text


@pytest.mark.usefixtures("quiet")
async def test_neither_text_nor_token_gets_into_the_log(
    api: FakeApi, channel: TelegramChannel, inbox: FakeInbox, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(inbound: Inbound) -> None:
        raise ValueError(f"cannot take {inbound.event}")

    inbox.on_take = fail
    api.plan("getUpdates", (200, b'{"secret'), (500, b"secret"))
    api.batches = [[said(5, "secret")]]
    with caplog.at_level(logging.DEBUG):
        await poll_all(api, channel, inbox)
    assert len(inbox.aside) == 1
    assert "secret" not in caplog.text
    assert "TEST-token" not in caplog.text


async def test_a_repeated_update_is_confirmed_again_and_never_set_aside(
    api: FakeApi, channel: TelegramChannel
) -> None:
    class Repeating(FakeInbox):
        async def count_attempt(self, event_id: str) -> int:
            return 0

    inbox = Repeating(result=TurnResult(repeated=True))
    api.batches = [[said(5, "a")]] * 5
    await poll_all(api, channel, inbox)
    assert inbox.aside == []
    assert offsets(api)[-1] == "6"
