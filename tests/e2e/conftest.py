"""The house that every end-to-end test is played in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import SandboxClient, running
from dialogs.scene import OSLO
from knowledge.library import Library
from tests.e2e.house import House, sandbox_settings
from tests.limits import fit_nothing, lengthen


@pytest.fixture(scope="session", autouse=True)
def library(real_library: Library) -> Library:
    """The real content, read once; with its model made, so that no bot begins to fit one."""
    return real_library


@pytest.fixture(autouse=True)
def no_settings_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tokens of whoever runs the tests must not reach them."""
    for name in ("TELEGRAM_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_CHANNEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a bot of this process would give up after a moment it gives up later."""
    lengthen(monkeypatch)
    fit_nothing(monkeypatch)


@pytest.fixture
def today() -> str:
    """The day in Oslo, as ISO."""
    return datetime.now(UTC).astimezone(OSLO).date().isoformat()


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[SandboxClient]:
    """Telegram and Slack."""
    async with running(tmp_path / "sandbox") as url, SandboxClient(url) as client:
        yield client


@pytest.fixture
async def house(sandbox: SandboxClient, library: Library, tmp_path: Path) -> AsyncIterator[House]:
    """A running bot between them."""
    settings = sandbox_settings(tmp_path / "var", sandbox.url)
    built = House(settings, library, sandbox)
    await built.start()
    yield built
    await built.stop()
