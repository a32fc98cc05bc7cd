"""The real content, and a desk wired to a sandbox: what most tests of this channel need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import knowledge
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import running
from bot.slack.texts import Texts
from knowledge.loader import load
from knowledge.model import Checklist
from knowledge.renderer import ContentRenderer
from tests.bot.slack.office import Office, open_office
from tests.limits import lengthen

_CONTENT = Path(knowledge.__file__).parent / "content"


@pytest.fixture(scope="session")
def renderer() -> ContentRenderer:
    return ContentRenderer(load(_CONTENT))


@pytest.fixture(scope="session")
def checklist() -> Checklist:
    return load(_CONTENT).checklist


@pytest.fixture(scope="session")
def texts(renderer: ContentRenderer) -> Texts:
    return Texts(renderer)


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    lengthen(monkeypatch)


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[SandboxClient]:
    async with running(tmp_path / "sandbox") as url, SandboxClient(url) as client:
        yield client


@pytest.fixture
async def office(
    sandbox: SandboxClient, texts: Texts, checklist: Checklist
) -> AsyncIterator[Office]:
    async with open_office(sandbox, texts, checklist) as made:
        yield made


@pytest.fixture
async def at_work(office: Office) -> Office:
    """The office with its connection open."""
    await office.socket.start()
    return office
