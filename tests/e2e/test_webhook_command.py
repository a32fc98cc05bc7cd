"""`veiviser webhook`: where Telegram pushes, on the command line, and the way back to polling."""

from __future__ import annotations

import asyncio

import pytest

from bot.cli import main
from bot.commands.run import SANDBOX_TOKENS
from bot.sandbox import SandboxClient

URL = "https://bot.example.no/telegram"


@pytest.fixture
def settings_of_a_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SANDBOX_TOKENS.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.setenv("WEBHOOK_URL", URL)
    monkeypatch.setenv("WEBHOOK_SECRET", "0123456789abcdef")
    monkeypatch.setenv("HTTP_PORT", "8080")


def run(action: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["webhook", action])
    assert isinstance(ended.value.code, int)
    return ended.value.code


async def test_a_webhook_is_set_told_of_and_taken_away(
    sandbox: SandboxClient,
    settings_of_a_bot: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", sandbox.url)
    await sandbox.applicant().say("Hei")
    said = []
    for action in ("info", "set", "info", "delete"):
        assert await asyncio.to_thread(run, action) == 0
        said.append(capsys.readouterr().out.splitlines())

    assert said[0] == ["No webhook: the bot polls.", "Waiting: 1"]
    assert said[1][:3] == [f"Telegram pushes to {URL}.", "At once: 1", "Waiting: 1"]
    assert said[2][0] == f"Telegram pushes to {URL}."
    assert said[3] == said[0]
    (call,) = await sandbox.calls("setWebhook")
    assert call["params"]["secret_token"] == "0123456789abcdef"


def test_without_a_bot_or_an_address_it_is_refused(
    settings_of_a_bot: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WEBHOOK_URL")
    assert run("set") == 2
    assert "WEBHOOK_URL missing" in capsys.readouterr().err
    for name in SANDBOX_TOKENS:
        monkeypatch.delenv(name.upper())
    assert run("info") == 2
    assert "TELEGRAM_TOKEN missing" in capsys.readouterr().err


def test_a_telegram_that_refuses_is_quoted(
    settings_of_a_bot: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
    assert run("info") == 1
    assert "Telegram says" in capsys.readouterr().err
