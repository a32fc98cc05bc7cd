"""The adapter against the strict local Bot API: what the unit tests believe of Telegram holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channel import FileTooLargeError, Inbound, Parcel, RefusedError, TryLaterError, TurnResult
from bot.sandbox.client import SandboxClient
from bot.sandbox.client_applicant import Applicant, File
from bot.sandbox.server import running
from bot.telegram.client import make_bot
from bot.telegram.outbound import TelegramChannel
from bot.telegram.polling import Poller
from bot.telegram.profile import publish_profile
from dialogs.effects import Button, Keyboard, Toast
from dialogs.events import (
    Action,
    Blocked,
    Commanded,
    CommandName,
    Edited,
    Event,
    MediaKind,
    Op,
    Pressed,
    Said,
    SentMedia,
    Unblocked,
    Uploaded,
)
from dialogs.messages import Message
from dialogs.state import Address
from knowledge.model import Language
from tests.bot.telegram.conftest import SENDING, PlainRenderer

TOKEN = "777:TEST-token"
ACTION = Action(Op.ANSWER, "B8.both", 3, 14)


class Listener:
    """An inbox that keeps events for a test to look at."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Inbound] = asyncio.Queue()

    async def take(self, inbound: Inbound) -> TurnResult:
        self.events.put_nowait(inbound)
        note = Toast(Message("test.text", {"text": "Mottatt"}))
        return TurnResult((note,) if isinstance(inbound.event, Pressed) else ())

    async def was_begun(self, event_id: str) -> bool:
        return False

    async def count_attempt(self, event_id: str) -> int:
        return 1

    async def set_aside(self, inbound: Inbound, error: BaseException) -> str:
        raise AssertionError("nothing is set aside here") from error

    async def next(self) -> Inbound:
        async with asyncio.timeout(10):
            return await self.events.get()

    async def next_event(self) -> Event:
        return (await self.next()).event


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[SandboxClient]:
    async with running(tmp_path / "sandbox") as url, SandboxClient(url) as client:
        yield client


@pytest.fixture
async def live(sandbox: SandboxClient) -> AsyncIterator[tuple[TelegramChannel, Listener]]:
    """The adapter, polling; its channel and what it hears."""
    bot = make_bot(TOKEN, sandbox.telegram_api_url)
    channel, listener = TelegramChannel(bot, PlainRenderer()), Listener()
    poller = Poller(bot, listener, channel)
    polling = asyncio.create_task(poller.run())
    yield channel, listener
    poller.stop()
    async with asyncio.timeout(10):
        await polling
    await bot.request.shutdown()


def text(words: str) -> Message:
    return Message("test.text", {"text": words})


def keyboard() -> Keyboard:
    return ((Button(text("Begge"), ACTION),),)


async def person(sandbox: SandboxClient, started: bool = True) -> tuple[Applicant, Address]:
    applicant = await sandbox.add_applicant(started=started)
    return applicant, Address("telegram", str(applicant.id))


async def test_everything_that_an_applicant_sends_is_heard_in_order(
    sandbox: SandboxClient, live: tuple[TelegramChannel, Listener]
) -> None:
    applicant, address = await person(sandbox)
    _, listener = live

    await applicant.say("/start")
    said = await applicant.say("Hei")
    await applicant.edit(said.id, "Hallo")
    await applicant.other("sticker")
    await applicant.block()
    await applicant.unblock()

    first = await listener.next()
    assert isinstance(first.event, Commanded)
    assert (first.event.name, first.address) == (CommandName.START, address)
    assert await listener.next_event() == Said("Hei", str(said.id))
    assert await listener.next_event() == Edited("Hallo", str(said.id))
    media = await listener.next_event()
    assert isinstance(media, SentMedia)
    assert media.kind is MediaKind.STICKER
    assert await listener.next_event() == Blocked()
    assert await listener.next_event() == Unblocked()


async def test_a_button_comes_back_as_it_was_made_and_is_answered(
    sandbox: SandboxClient, live: tuple[TelegramChannel, Listener]
) -> None:
    applicant, address = await person(sandbox)
    channel, listener = live
    sent = await channel.tell(address, text("Velg"), keyboard(), Language.NB, None, SENDING)

    query = await applicant.press("Begge")

    assert await listener.next_event() == Pressed(ACTION, sent)
    assert await applicant.wait_for_answer(query) == "Mottatt"


async def test_a_screen_is_edited_and_a_lost_one_is_written_anew(
    sandbox: SandboxClient, live: tuple[TelegramChannel, Listener]
) -> None:
    applicant, address = await person(sandbox)
    channel, _ = live

    async def tell(words: str, edit: str | None) -> str:
        return await channel.tell(address, text(words), keyboard(), Language.NB, edit, SENDING)

    first = await tell("en", None)
    assert await tell("to", first) == first
    assert await tell("to", first) == first  # not modified
    assert await tell("tre", "999999") != first
    await channel.drop_keyboard(address, first)
    await channel.delete(address, first, SENDING)
    await channel.delete(address, first, SENDING)
    assert [message.text for message in await applicant.messages()] == ["tre"]


async def test_a_long_text_arrives_whole(
    sandbox: SandboxClient, live: tuple[TelegramChannel, Listener]
) -> None:
    applicant, address = await person(sandbox)
    words = "\n\n".join(f"<b>Avsnitt {number}</b> &amp; " + "ord 👍 " * 150 for number in range(9))
    await live[0].tell(address, text(words), keyboard(), Language.NB, None, SENDING)
    messages = await applicant.messages()
    assert len(messages) > 1
    assert [bool(message.buttons) for message in messages][-2:] == [False, True]
    assert all(f"Avsnitt {n} &" in "\n".join(m.text for m in messages) for n in range(9))


async def test_files_travel_both_ways(
    sandbox: SandboxClient, live: tuple[TelegramChannel, Listener]
) -> None:
    applicant, address = await person(sandbox)
    channel, listener = live

    await applicant.upload([File("attest.pdf", b"%PDF-en"), File("kurs.pdf", b"%PDF-to")])
    one, two = await listener.next_event(), await listener.next_event()
    assert isinstance(one, Uploaded)
    assert isinstance(two, Uploaded)
    assert one.album == two.album is not None
    assert await channel.download(one.file) == b"%PDF-en"

    parcel = Parcel("kopi.pdf", "application/pdf", b"%PDF-kopi")
    await channel.send_file(address, parcel, text("<b>Kopi</b>"), Language.NB, SENDING)
    sent = await applicant.last_message()
    assert sent.document is not None
    assert (sent.document.name, sent.text) == ("kopi.pdf", "Kopi")
    assert await applicant.download(sent) == b"%PDF-kopi"


async def test_a_file_over_the_limit_is_not_fetched(
    sandbox: SandboxClient, live: tuple[TelegramChannel, Listener]
) -> None:
    applicant, _ = await person(sandbox)
    channel, listener = live
    await applicant.upload([File("stor.pdf", b"%PDF")], declared_size=30_000_000)
    event = await listener.next_event()
    assert isinstance(event, Uploaded)
    with pytest.raises(FileTooLargeError):
        await channel.download(event.file)


async def test_who_blocked_the_bot_or_never_began_is_gone(
    sandbox: SandboxClient, live: tuple[TelegramChannel, Listener]
) -> None:
    applicant, address = await person(sandbox)
    await applicant.block()
    for to in (address, Address("telegram", "999")):
        with pytest.raises(RefusedError) as caught:
            await live[0].tell(to, text("Hei"), (), Language.NB, None, SENDING)
        assert caught.value.gone


@pytest.mark.filterwarnings("ignore:.*timedelta")
@pytest.mark.parametrize("kind", ["429", "500", "drop_before", "drop_after"])
async def test_trouble_is_for_later(
    sandbox: SandboxClient, live: tuple[TelegramChannel, Listener], kind: str
) -> None:
    _, address = await person(sandbox)
    await sandbox.fault("sendMessage", kind, retry_after=7)
    with pytest.raises(TryLaterError) as caught:
        await live[0].tell(address, text("Hei"), (), Language.NB, None, SENDING)
    assert caught.value.seconds == (7 if kind == "429" else 0)


async def test_polling_goes_on_after_trouble_and_loses_nothing(
    sandbox: SandboxClient,
    live: tuple[TelegramChannel, Listener],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.telegram.backoff.random.uniform", lambda low, high: 0.01)
    applicant, _ = await person(sandbox)
    await sandbox.fault("getUpdates", "500", times=2)
    await sandbox.fault("getUpdates", "drop_after")
    for number in range(5):
        await applicant.say(f"nummer {number}")
    heard = [await live[1].next_event() for _ in range(5)]
    assert [event.text for event in heard if isinstance(event, Said)] == [
        f"nummer {number}" for number in range(5)
    ]


async def test_the_profile_is_set_once(sandbox: SandboxClient) -> None:
    bot = make_bot(TOKEN, sandbox.telegram_api_url)
    assert await publish_profile(bot, PlainRenderer())
    before = len(await sandbox.calls())
    assert await publish_profile(bot, PlainRenderer())
    again = {call["method"] for call in await sandbox.calls(after=before)}
    await bot.request.shutdown()
    assert again == {"getMyCommands", "getMyDescription", "getMyShortDescription"}


async def test_the_sandbox_refused_nothing_but_what_was_meant_to_be_refused(
    sandbox: SandboxClient, live: tuple[TelegramChannel, Listener]
) -> None:
    applicant, address = await person(sandbox)
    channel, listener = live
    sent = await channel.tell(address, text("Velg"), keyboard(), Language.NB, None, SENDING)
    await applicant.press("Begge")
    await listener.next()
    await channel.typing(address)
    await channel.tell(address, text("Nytt"), (), Language.NB, sent, SENDING)
    assert [call for call in await sandbox.calls() if call["error"]] == []
