"""The connection: what stops the bot from starting, and what does not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.sandbox.client import SandboxClient
from bot.slack import socket as room
from bot.slack.texts import Texts
from bot.slack.workspace import SlackSetupError
from knowledge.model import Checklist
from tests.bot.slack.office import Office, open_office
from tests.facts import PATIENCE


async def test_a_started_connection_is_healthy_until_it_is_stopped(office: Office) -> None:
    before = await office.socket.healthy()
    await office.socket.start()
    during = await office.socket.healthy()
    await office.socket.stop()

    assert [before, during, await office.socket.healthy()] == [False, True, False]


async def test_a_bot_outside_its_channel_says_how_to_invite_it(office: Office) -> None:
    await office.sandbox.secretariat.set_member("U0SANDBOT01", False)

    with pytest.raises(SlackSetupError, match="/invite @veiviser"):
        await office.socket.start()


async def test_an_unknown_channel_names_the_setting(
    sandbox: SandboxClient, texts: Texts, checklist: Checklist
) -> None:
    async with open_office(sandbox, texts, checklist, "C0NOWHERE00") as office:
        with pytest.raises(SlackSetupError, match="SLACK_CHANNEL: C0NOWHERE00"):
            await office.socket.start()


async def test_a_wrong_bot_token_names_the_setting(office: Office) -> None:
    office.client.token = "wrong"

    with pytest.raises(SlackSetupError, match="SLACK_BOT_TOKEN"):
        await office.socket.start()


async def test_a_wrong_app_token_names_the_setting(office: Office) -> None:
    office.socket._app_token = "wrong"

    with pytest.raises(SlackSetupError, match="SLACK_APP_TOKEN"):
        await office.socket.start()


async def test_a_slack_that_is_away_is_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PING_SECONDS", 0.05)
    await office.sandbox.fault("auth.test", "500")

    await office.socket.start()
    at_once = await office.socket.healthy()
    await office.sandbox.wait_for_bot()

    assert at_once is False


async def _healthy_again(office: Office) -> bool:
    async with asyncio.timeout(PATIENCE):
        while not await office.socket.healthy():
            await asyncio.sleep(0.02)
    return True


async def test_a_lost_connection_is_made_anew_and_works(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PING_SECONDS", 0.1)
    await office.socket.start()
    await office.post_card()

    sdk = _sdk_of(office)
    sdk.auto_reconnect_enabled = False  # not before it was seen as lost
    await sdk.disconnect()
    lost = await office.socket.healthy()
    sdk.ping_interval = 5.0  # the new connection outlives a stall of a tenth of a second
    sdk.auto_reconnect_enabled = True
    await _healthy_again(office)
    report = await office.sandbox.secretariat.press("Ta saken")

    assert lost is False
    assert report == {"acked": True}


async def test_a_connection_that_the_sdk_cannot_renew_is_replaced(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PING_SECONDS", 0.1)
    monkeypatch.setattr(room, "PATIENCE_SECONDS", 0.2)
    await office.socket.start()
    stuck = _sdk_of(office)
    stuck.auto_reconnect_enabled = False

    await stuck.disconnect()

    assert await _healthy_again(office)
    assert _sdk_of(office) is not stuck


def _sdk_of(office: Office) -> Any:
    handler = office.socket._handler
    assert handler is not None
    return handler.client
