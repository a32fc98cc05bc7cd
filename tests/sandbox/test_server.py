"""The server itself: where it listens, and whom it serves."""

import asyncio
import json
import os
import signal
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import SandboxClient, running, serve
from bot.sandbox.client_applicant import File


async def test_a_busy_port_takes_the_next(tmp_path: Path) -> None:
    async with running(tmp_path / "one") as first:
        port = int(first.rsplit(":", 1)[1])
        async with running(tmp_path / "two", port) as second:
            assert second != first
            assert port < int(second.rsplit(":", 1)[1]) <= port + 20


async def test_serve_reports_its_address_and_stops_when_cancelled(tmp_path: Path) -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.create_task(serve(0, tmp_path, told.put_nowait))
    url = await asyncio.wait_for(told.get(), 5)

    listening = await SandboxClient.listens(url)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert listening
    assert not await SandboxClient.listens(url)


async def test_a_terminated_sandbox_ends_in_peace(tmp_path: Path) -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.create_task(serve(0, tmp_path, told.put_nowait))
    async with SandboxClient(await asyncio.wait_for(told.get(), 5)) as sandbox:
        await sandbox.applicant().say("Hei")

    signal.raise_signal(signal.SIGTERM)
    await asyncio.wait_for(task, 5)

    async with running(tmp_path) as url, SandboxClient(url) as sandbox:
        assert [message.text for message in await sandbox.applicant().messages()] == ["Hei"]


async def test_a_sandbox_ends_with_whoever_holds_its_lifeline(tmp_path: Path) -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    ours, theirs = os.pipe()
    task = asyncio.create_task(serve(0, tmp_path, told.put_nowait, ours))
    url = await asyncio.wait_for(told.get(), 5)

    os.write(theirs, b"still here")
    await asyncio.sleep(0.05)
    listening = await SandboxClient.listens(url)
    os.close(theirs)
    await asyncio.wait_for(task, 5)
    os.close(ours)

    assert listening
    assert not await SandboxClient.listens(url)


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_other_pages_of_the_browser_are_kept_out(
    url: str, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with session.get(f"{url}/sandbox/chats", headers=headers) as response:
        assert response.status == 403


async def test_the_page_asks_nothing_from_outside(url: str, session: aiohttp.ClientSession) -> None:
    async with session.get(url) as response:
        policy = response.headers["Content-Security-Policy"]
        body = await response.text()

    assert "default-src 'none'" in policy
    assert "http" not in body.replace("</html>", "")


async def test_an_uploaded_page_is_downloaded_never_shown(
    sandbox: SandboxClient, session: aiohttp.ClientSession
) -> None:
    kari = sandbox.applicant()
    await kari.upload([File("x.html", b"<script>1</script>", "text/html")])
    (message,) = await kari.messages()
    assert message.document is not None

    async with session.get(sandbox.url + message.document.path) as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.content_type == "application/octet-stream"


async def test_events_name_what_changed(
    sandbox: SandboxClient, url: str, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{url}/sandbox/events") as response:
        await response.content.readuntil(b"\n\n")
        await sandbox.applicant().say("Hei")
        line = await asyncio.wait_for(response.content.readuntil(b"\n\n"), 5)

    assert "chat:5001" in json.loads(line.removeprefix(b"data: "))["topics"]


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/sandbox/chats/404/say", {"text": "Hei"}, "no chat 404"),
        ("/sandbox/chats/5001/press", {"message_id": 9, "data": "x"}, "no message 9"),
        ("/sandbox/chats/5001/other", {"kind": "dice"}, "cannot send a dice"),
        ("/sandbox/groups", {}, "missing 'title'"),
        ("/sandbox/slack/channels/C404/post", {"by": "x", "text": "x"}, "no channel C404"),
        ("/sandbox/slack/views/U0SANDSIRI1/submit", {}, "no modal open"),
    ],
)
async def test_a_mistake_of_the_driver_is_explained(
    url: str, session: aiohttp.ClientSession, path: str, body: dict[str, object], reason: str
) -> None:
    async with session.post(url + path, json=body) as response:
        answer = await response.json()

    assert response.status == 400
    assert reason in answer["error"]
