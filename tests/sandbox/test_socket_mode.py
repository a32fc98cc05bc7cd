"""Socket Mode on the wire: envelopes, acknowledgements, and what follows without them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox import SandboxClient
from bot.sandbox.slack import socket_mode, views
from bot.sandbox.slack.socket_mode import Outcome, SocketMode
from tests.facts import PATIENCE, until

from .conftest import CHANNEL, Caller

Socket = aiohttp.ClientWebSocketResponse


@pytest.fixture
async def socket(slack: Caller, session: aiohttp.ClientSession) -> AsyncIterator[Socket]:
    opened = await slack("apps.connections.open", token="xapp-test")
    async with session.ws_connect(opened["url"]) as connected:
        hello = await connected.receive_json()
        assert hello["type"] == "hello"
        yield connected


async def post_button(slack: Caller) -> None:
    text = {"type": "plain_text", "text": "Ta saken"}
    block = {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "take", "text": text}],
    }
    await slack("chat.postMessage", channel=CHANNEL, text="Sak", blocks=[block])


async def test_a_ticket_opens_one_connection(slack: Caller, session: aiohttp.ClientSession) -> None:
    opened = await slack("apps.connections.open", token="xapp-test")
    async with session.ws_connect(opened["url"]):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"])


async def test_an_event_without_acknowledgement_comes_again(
    socket: Socket, sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.05)
    monkeypatch.setattr(socket_mode, "RETRY_SECONDS", (0.01, 0.01, 0.01))
    await sandbox.secretariat.subscribe("message.channels")
    await sandbox.secretariat.post("Hei")

    envelopes: list[dict[str, Any]] = [await socket.receive_json() for _ in range(4)]

    assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
    assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
    assert len({envelope["envelope_id"] for envelope in envelopes}) == 4
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(socket.receive(), 0.3)


async def test_an_acknowledged_event_comes_once(
    socket: Socket, sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "RETRY_SECONDS", (0.01, 0.01, 0.01))
    outcomes, deliver = [], SocketMode.deliver

    async def noted(mode: SocketMode, *what: Any, **how: Any) -> Outcome:
        outcomes.append(await deliver(mode, *what, **how))
        return outcomes[-1]

    monkeypatch.setattr(SocketMode, "deliver", noted)
    await sandbox.secretariat.subscribe("message.channels")
    await sandbox.secretariat.post("Hei")

    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})

    await until(lambda: outcomes)
    assert outcomes == [Outcome(acked=True)]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(socket.receive(), 0.3)


async def test_a_press_without_acknowledgement_warns_and_is_not_repeated(
    socket: Socket, sandbox: SandboxClient, slack: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.05)
    await post_button(slack)

    report = await sandbox.secretariat.press("Ta saken")

    assert report["acked"] is False
    envelope = await socket.receive_json()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", False)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(socket.receive(), 0.2)


async def test_a_connection_that_dies_leaves_the_press_unanswered_at_once(
    socket: Socket, sandbox: SandboxClient, slack: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 3 * PATIENCE)
    await post_button(slack)
    pressing = asyncio.create_task(sandbox.secretariat.press("Ta saken"))
    await socket.receive_json()

    await socket.close()

    async with asyncio.timeout(PATIENCE):
        assert (await pressing)["acked"] is False


async def test_a_trigger_id_dies_after_three_seconds(
    socket: Socket, sandbox: SandboxClient, slack: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert views.TRIGGER_SECONDS == 3.0
    monkeypatch.setattr(views, "TRIGGER_SECONDS", 0.0)
    await post_button(slack)
    pressing = asyncio.create_task(sandbox.secretariat.press("Ta saken"))
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    await pressing
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Svar"},
        "blocks": [{"type": "divider"}],
    }

    answer = await slack("views.open", trigger_id=envelope["payload"]["trigger_id"], view=view)

    assert answer["error"] == "expired_trigger_id"


async def test_a_response_address_works_five_times(
    socket: Socket, sandbox: SandboxClient, session: aiohttp.ClientSession
) -> None:
    asking = asyncio.create_task(sandbox.secretariat.command("/godkjent hjelp"))
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Hjelp"}})
    await asking
    address = envelope["payload"]["response_url"]

    answers = [await session.post(address, json={"text": f"nr {n}"}) for n in range(6)]

    assert [answer.status for answer in answers] == [200] * 5 + [404]
    assert (await answers[5].json())["error"] == "used_url"
    assert len(await sandbox.secretariat.ephemerals()) == 6
