"""Every method and parameter that the adapter uses is one that Telegram has published.

What is used is not listed by hand: every public method of the adapter is run, and the calls that
come out at the other end are compared with the published description.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from bot.channel import Parcel, TurnResult
from bot.telegram.outbound import TelegramChannel
from bot.telegram.polling import Poller
from bot.telegram.profile import publish_profile
from bot.telegram.receiving import ALLOWED_UPDATES
from dialogs.effects import Button
from dialogs.events import Action, Op
from dialogs.messages import Message
from dialogs.state import RemoteFile
from knowledge.model import Language
from tests.bot.telegram.conftest import CHAT, SENDING, PlainRenderer
from tests.bot.telegram.fake_api import FakeApi, make_fake_bot

DESCRIPTION = Path(__file__).parents[4] / "shared" / "specs" / "telegram-bot-api.json"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def published() -> Json:
    if not DESCRIPTION.is_file():
        pytest.skip("the published description of the Bot API is not on this machine")
    found: Json = json.loads(DESCRIPTION.read_text())
    return found


async def run_everything(api: FakeApi, channel: TelegramChannel) -> None:
    """Run every public method of the channel, a poll, and the profile."""
    keyboard = ((Button(Message("test.key"), Action(Op.SKIP, "", 1, 2)),),)
    parcel = Parcel("soknad.pdf", "application/pdf", b"%PDF-1.7")
    api.files["BQdoc"] = b"content"
    key = Message("test.key")
    runs: dict[str, list[Awaitable[object]]] = {
        "tell": [
            channel.tell(CHAT, key, keyboard, Language.NB, edit, SENDING) for edit in (None, "55")
        ],
        "drop_keyboard": [channel.drop_keyboard(CHAT, "55")],
        "send_file": [channel.send_file(CHAT, parcel, key, Language.NB, SENDING)],
        "delete": [channel.delete(CHAT, "55", SENDING)],
        "download": [channel.download(RemoteFile("BQdoc", "u", "a.pdf"))],
        "answer_callback": [channel.answer_callback("88", key, Language.NB, alert=True)],
        "typing": [channel.typing(CHAT)],
    }
    public = {
        name
        for name, _ in inspect.getmembers(TelegramChannel, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert set(runs) == public, "this test runs all of the channel's public methods"
    for calls in runs.values():
        for call in calls:
            await call
    await publish_profile(make_fake_bot(api), PlainRenderer())
    await _poll_twice(api, channel)


async def _poll_twice(api: FakeApi, channel: TelegramChannel) -> None:
    class NoInbox:
        async def take(self, inbound: object) -> TurnResult:
            return TurnResult()

        async def was_begun(self, event_id: str) -> bool:
            return False

        async def count_attempt(self, event_id: str) -> int:
            return 1

        async def set_aside(self, inbound: object, error: BaseException) -> str:
            return "U-1"

    api.batches = [[{"update_id": 1}]]
    poller = Poller(make_fake_bot(api), NoInbox(), channel)
    running = asyncio.create_task(poller.run())
    async with asyncio.timeout(5):
        await api.idle.wait()
        poller.stop()
        await running


async def test_every_call_is_published_with_all_its_parameters(
    api: FakeApi, channel: TelegramChannel, published: Json
) -> None:
    await run_everything(api, channel)

    assert len({call.method for call in api.calls}) >= 15
    for call in api.calls:
        assert call.method in published["methods"], call.method
        fields = published["methods"][call.method]["fields"] if call.params or call.files else []
        used = {*call.params, *call.files}
        assert used <= {field["name"] for field in fields}, (call.method, used)
        required = {field["name"] for field in fields if field["required"]}
        assert required <= used, (call.method, required)


async def test_every_structure_in_a_parameter_has_published_fields(
    api: FakeApi, channel: TelegramChannel, published: Json
) -> None:
    await run_everything(api, channel)

    [sent] = [call.params for call in api.calls if call.method == "sendMessage"]
    button = sent["reply_markup"]["inline_keyboard"][0][0]
    command = next(call for call in api.calls if call.method == "setMyCommands").params["commands"]
    for kind, value in (
        ("InlineKeyboardMarkup", sent["reply_markup"]),
        ("InlineKeyboardButton", button),
        ("LinkPreviewOptions", sent["link_preview_options"]),
        ("BotCommand", command[0]),
    ):
        names = {field["name"] for field in published["types"][kind]["fields"]}
        assert set(value) <= names, kind


def test_every_kind_of_update_that_is_asked_for_exists(published: Json) -> None:
    names = {field["name"] for field in published["types"]["Update"]["fields"]}
    assert set(ALLOWED_UPDATES) <= names
