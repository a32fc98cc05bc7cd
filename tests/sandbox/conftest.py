"""A running sandbox on a free port, and raw callers of both APIs."""

from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import SandboxClient, running

TOKEN = "123456:TEST-token"
BOT_TOKEN = "xoxb-test-token"
CHANNEL = "C0SANDBOX01"
KARI = 5001

Json = dict[str, Any]
Caller = Callable[..., Coroutine[Any, Any, Json]]


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with running(tmp_path / "sandbox") as address:
        yield address


@pytest.fixture
async def sandbox(url: str) -> AsyncIterator[SandboxClient]:
    async with SandboxClient(url) as client:
        yield client


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def telegram(url: str, session: aiohttp.ClientSession) -> Caller:
    """Call a Bot API method with JSON; the answer carries ``status`` besides."""

    async def call(method: str, token: str = TOKEN, **params: Any) -> Json:
        async with session.post(f"{url}/bot{token}/{method}", json=params) as response:
            answer: Json = await response.json()
            return {**answer, "status": response.status}

    return call


@pytest.fixture
def slack(url: str, session: aiohttp.ClientSession) -> Caller:
    """Call a Web API method with JSON; the answer carries ``status`` besides."""

    async def call(method: str, token: str = BOT_TOKEN, **params: Any) -> Json:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        address = f"{url}/slack/api/{method}"
        async with session.post(address, json=params, headers=headers) as response:
            answer: Json = await response.json()
            return {**answer, "status": response.status, "headers": dict(response.headers)}

    return call


@pytest.fixture
def web(sandbox: SandboxClient) -> AsyncWebClient:
    """Slack's own client, which repeats nothing by itself."""
    return AsyncWebClient(BOT_TOKEN, base_url=sandbox.slack_api_url, retry_handlers=[])
