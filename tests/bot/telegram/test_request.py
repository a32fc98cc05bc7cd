"""The HTTP under the client: what is sent arrives, and silence becomes the client's own errors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import InputFile, Message
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter  # what the client hands over

from bot.telegram.request import AiohttpRequest

TOKEN = "123456:secret-of-a-test"


async def _echo(request: web.Request) -> web.Response:
    form = await request.post()
    said = {
        name: value if isinstance(value, str) else f"{value.filename} {value.file.read().decode()}"  # type: ignore[union-attr]  # a form field of a file
        for name, value in form.items()
    }
    return web.json_response({"ok": True, "result": said})


async def _sent(request: web.Request) -> web.Response:
    chat = {"id": 1, "type": "private", "first_name": "Kari"}
    entities = [{"type": "bold", "offset": 0, "length": 3}]
    content = {"text": "Hei", "entities": entities, "date": 1}
    return web.json_response({"ok": True, "result": {"message_id": 7, "chat": chat, **content}})


async def _hang(request: web.Request) -> web.Response:
    await asyncio.sleep(5)
    return web.Response()


async def _drop(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _elsewhere(request: web.Request) -> web.Response:
    raise web.HTTPTemporaryRedirect("/echo")


@pytest.fixture
async def url() -> AsyncIterator[str]:
    app = web.Application()
    for name, handler in (
        ("echo", _echo),
        ("sent", _sent),
        ("hang", _hang),
        ("drop", _drop),
        ("away", _elsewhere),
    ):
        app.router.add_route("*", f"/{name}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest(trust_env=False)
    yield request
    await request.shutdown()


async def test_parameters_arrive_as_a_form(request_: AiohttpRequest, url: str) -> None:
    data = RequestData([RequestParameter.from_input("text", "blåbær & 1+1")])
    assert await request_.post(f"{url}/echo", data) == {"text": "blåbær & 1+1"}


async def test_a_file_arrives_with_its_name_beside_the_parameters(
    request_: AiohttpRequest, url: str
) -> None:
    file = InputFile(b"test", filename="prøve.txt")
    parameters = [
        RequestParameter.from_input("chat_id", 7),
        RequestParameter.from_input("document", file),
    ]
    found = await request_.post(f"{url}/echo", RequestData(parameters))
    assert found == {"chat_id": "7", "document": "prøve.txt test"}


async def test_no_answer_in_time_is_a_time_out(request_: AiohttpRequest, url: str) -> None:
    with pytest.raises(TimedOut):
        await request_.post(f"{url}/hang", read_timeout=0.05)


async def test_a_lost_connection_is_a_network_error_that_does_not_tell_the_token(
    request_: AiohttpRequest, url: str
) -> None:
    with pytest.raises(NetworkError) as lost:
        await request_.post(f"{url}/drop?{TOKEN}")
    assert TOKEN not in str(lost.value)
    with pytest.raises(NetworkError) as closed:
        await request_.post(f"http://127.0.0.1:1/bot{TOKEN}/getMe")
    assert TOKEN not in str(closed.value)


async def test_the_token_is_not_carried_to_another_address(
    request_: AiohttpRequest, url: str
) -> None:
    with pytest.raises(NetworkError, match="307"):
        await request_.post(f"{url}/away")


async def test_closed_connections_are_opened_again_when_needed(
    request_: AiohttpRequest, url: str
) -> None:
    await request_.post(f"{url}/echo")
    await request_.shutdown()
    await request_.shutdown()
    assert await request_.post(f"{url}/echo") == {}


async def test_of_a_message_that_was_sent_only_the_identity_is_read(
    url: str, request_: AiohttpRequest
) -> None:
    sent = await request_.post(f"{url}/sent")
    assert isinstance(sent, dict)
    assert sent.keys() == {"message_id", "date", "chat"}
    message = Message.de_json(sent, None)
    assert (message.message_id, message.chat.id) == (7, 1)
