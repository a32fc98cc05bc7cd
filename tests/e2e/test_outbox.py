"""What could not be sent: seen on the command line and in Slack, and sent again from both."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.cli import main
from bot.slack.names import OutboxButton
from tests.e2e.house import House


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that gives up at the second try; must be asked for before `house`."""
    monkeypatch.setattr("bot.courier.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.courier.MAX_ATTEMPTS", 2)


async def _set_one_aside(house: House) -> None:
    await house.sandbox.fault("sendMessage", "500", times=2)
    await house.kari.say("/hjelp")
    await house.until(lambda work: work.aside.all() or None)


async def test_the_command_line_lists_and_sends_again_beside_a_running_bot(
    impatient: None, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    await _set_one_aside(house)

    assert await asyncio.to_thread(_run, "outbox", "list", "--json") == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["to_applicant"], row["tries"]) == ("Tell", True, 2)
    assert await asyncio.to_thread(_run, "outbox", "list") == 0
    assert "an applicant" in capsys.readouterr().out
    assert await asyncio.to_thread(_run, "outbox", "retry", str(row["id"])) == 0

    await house.kari.wait_for_message("/sok", after=0)
    await house.all_sent()
    assert await house.read(lambda work: work.aside.all()) == ()


async def test_a_member_sends_again_from_slack(impatient: None, house: House) -> None:
    await _set_one_aside(house)

    await house.office.command("/godkjent utboks")
    listed = await house.office.wait_for_ephemeral("en søker")
    await house.office.press(OutboxButton.SEND_AGAIN, post=listed)

    await house.kari.wait_for_message("/sok", after=0)


@pytest.mark.parametrize("arguments", [(), ("99",), ("1", "--all")])
def test_a_retry_that_names_nothing_is_refused(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("outbox", "retry", *arguments) == 1
    assert "outbox list" in capsys.readouterr().err


def test_nothing_set_aside_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("outbox", "list") == 0
    assert "Nothing is set aside" in capsys.readouterr().out
    assert _run("outbox", "retry", "--all") == 0
