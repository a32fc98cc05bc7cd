"""What libraries may write into the log: what happened, but no secret and nobody's words."""

from __future__ import annotations

import argparse
import asyncio
import gc
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.commands.run import run
from bot.discretion import Discreet, discreet
from bot.serving import Readiness, Serving
from bot.slack.client import SDK_LOG, close_client, open_client
from storage.engine import make_engine, usable_url

SECRET = "Hemmelig-4711"
TOKEN = f"1000001:{SECRET}-AAAA-bbbb-CCCC"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as the bot's own handler writes it."""
    written = io.StringIO()
    handler = discreet(logging.StreamHandler(written))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


async def _refuse(_request: web.Request) -> web.Response:
    return web.Response(status=403)


async def test_slack_s_sdk_does_not_name_the_ticket_of_a_connection(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    app = web.Application()
    app.add_routes([web.get("/link/", _refuse)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    client = open_client("xoxb-test", f"http://127.0.0.1:{port}/api/")
    socket = SocketModeClient("xapp-test", SDK_LOG, client, ping_interval=5)
    socket.wss_uri = f"ws://127.0.0.1:{port}/link/?ticket={SECRET}&app_id=A1"

    trying = asyncio.create_task(socket.connect())  # type: ignore[no-untyped-call]
    async with asyncio.timeout(5):
        while "Failed to connect" not in caplog.text:
            await asyncio.sleep(0.01)

    trying.cancel()
    await socket.close()  # type: ignore[no-untyped-call]
    await close_client(client)
    await runner.cleanup()
    assert "WSServerHandshakeError at " in caplog.text
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text


async def test_bolt_does_not_log_what_it_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = AsyncWebClient(logger=SDK_LOG)

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="U1")

    async def swallow(*_: object, **__: object) -> None:
        """Neither answer nor go on, about which Bolt complains with the whole body."""

    app = AsyncApp(name="veiviser", logger=SDK_LOG, client=client, authorize=authorize)
    app.middleware(swallow)
    await app.async_dispatch(
        AsyncBoltRequest(mode="socket_mode", body={"command": "/godkjent", "text": SECRET})
    )

    assert "A global middleware" in caplog.text
    assert SECRET not in caplog.text


async def test_a_task_that_nobody_waited_for_does_not_repeat_its_error(log: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError(f"{SECRET}\n{SECRET}")

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task
    gc.collect()

    assert "Task exception was never retrieved: ValueError at " in log.getvalue()
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize(
    "request_lines",
    [
        f"POST /hook HTTP/1.1\r\nHost: a\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\x00\r\n\r\n",
        f'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n{{"text": "{SECRET}"}}\r\n\r\n',
        "POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_a_server_does_not_quote_a_request_or_an_error(
    log: io.StringIO, request_lines: str
) -> None:
    async def fail(_request: web.Request) -> web.Response:
        raise ValueError(SECRET)

    async def answers(_seconds: float) -> bool:
        return True

    serving = Serving("127.0.0.1", 0, Readiness(answers), {"/hook": fail})
    async with serving.running() as port, asyncio.timeout(5):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request_lines.encode())
        await reader.read()
        writer.close()

    assert "Error handling request from 127.0.0.1" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_an_http_client_does_not_name_the_token_in_an_address(log: io.StringIO) -> None:
    answer = httpx.MockTransport(lambda _: httpx.Response(200))
    with httpx.Client(transport=answer) as client:
        client.get(f"https://api.example.test/bot{TOKEN}/getMe?secret={SECRET}")

    assert "HTTP Request: GET https://api.example.test/bot…/getMe?…" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_database_does_not_quote_what_was_to_be_stored(log: io.StringIO, tmp_path: Path) -> None:
    engine = make_engine(usable_url(f"sqlite:///{tmp_path}/a.db"), 1)

    with engine.connect() as connection, pytest.raises(OperationalError) as failed:
        connection.execute(text("INSERT INTO nowhere VALUES (:what)"), {"what": SECRET})

    engine.dispose()
    assert SECRET not in str(failed.value)
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize("name", ["bot.turn", "storage.database"])
def test_our_own_lines_are_written_as_they_are(log: io.StringIO, name: str) -> None:
    logging.getLogger(name).warning("tg:1:2 attempt %d?yes {%s}\nand more", 1, "a")

    assert f"WARNING {name}: tg:1:2 attempt 1?yes {{a}}\nand more" in log.getvalue()


def test_the_bot_s_log_is_written_by_such_a_handler(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class StopHereError(Exception):
        pass

    handlers: list[logging.Handler] = []

    def configured(**options: object) -> None:
        given = options["handlers"]
        assert isinstance(given, list)
        handlers.extend(given)
        raise StopHereError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logging, "basicConfig", configured)
    with pytest.raises(StopHereError):
        run(argparse.Namespace())

    assert [isinstance(each, Discreet) for one in handlers for each in one.filters] == [True]
