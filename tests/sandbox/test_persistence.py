"""A stopped sandbox forgets nothing that the real services would not forget."""

from pathlib import Path

import aiohttp

from bot.sandbox import SandboxClient, running
from bot.sandbox.client_applicant import File
from bot.sandbox.server import ADDRESS_FILE

from .conftest import BOT_TOKEN, CHANNEL, KARI, TOKEN, Json


async def call(url: str, method: str, **params: object) -> Json:
    address = f"{url}/bot{TOKEN}/{method}"
    async with aiohttp.ClientSession() as session, session.post(address, json=params) as response:
        answer: Json = await response.json()
        return answer


async def post(url: str, method: str, **params: object) -> Json:
    headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
    address = f"{url}/slack/api/{method}"
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(address, json=params) as response,
    ):
        answer: Json = await response.json()
        return answer


async def test_chats_files_and_unconfirmed_updates_survive_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as url, SandboxClient(url) as sandbox:
        await sandbox.applicant().say("/start")
        await sandbox.applicant().upload([File("a.pdf", b"%PDF a")])
        sent = await call(url, "sendMessage", chat_id=KARI, text="Hei")
        before = await call(url, "getUpdates")

    async with running(tmp_path) as url, SandboxClient(url) as sandbox:
        after = await call(url, "getUpdates")
        messages = await sandbox.applicant().messages()
        content = await sandbox.applicant().download(messages[1])
        edited = await call(
            url, "editMessageText", chat_id=KARI, message_id=sent["result"]["message_id"], text="På"
        )
        newer = await call(url, "sendMessage", chat_id=KARI, text="Igjen")

    assert after == before
    assert [message.text for message in messages] == ["/start", "", "Hei"]
    assert content == b"%PDF a"
    assert edited["ok"]
    assert newer["result"]["message_id"] > sent["result"]["message_id"]


async def test_channel_threads_and_metadata_survive_a_restart(tmp_path: Path) -> None:
    metadata = {"event_type": "row", "event_payload": {"key": "1"}}
    async with running(tmp_path) as url, SandboxClient(url) as sandbox:
        root = await post(url, "chat.postMessage", channel=CHANNEL, text="Sak", metadata=metadata)
        await sandbox.secretariat.post("Svar", thread_ts=root["ts"])
        await sandbox.secretariat.set_member("U0SANDOLAV1", present=False)

    async with running(tmp_path) as url, SandboxClient(url) as sandbox:
        history = await post(
            url, "conversations.history", channel=CHANNEL, include_all_metadata=True
        )
        thread = await sandbox.secretariat.thread(root["ts"])
        members = await post(url, "conversations.members", channel=CHANNEL)
        newer = await post(url, "chat.postMessage", channel=CHANNEL, text="Ny")

    assert history["messages"][0]["metadata"] == metadata
    assert [answer.text for answer in thread] == ["Svar"]
    assert "U0SANDOLAV1" not in members["members"]
    assert float(newer["ts"]) > float(root["ts"])


async def test_a_deleted_message_is_not_on_the_disk_either(tmp_path: Path) -> None:
    async with running(tmp_path) as url, SandboxClient(url) as sandbox:
        secret = await sandbox.applicant().say("HEMMELIG")
        await call(url, "deleteMessage", chat_id=KARI, message_id=secret.id)

    async with running(tmp_path) as url, SandboxClient(url) as sandbox:
        assert await sandbox.applicant().messages() == []


async def test_the_address_stands_in_a_file_while_it_listens(tmp_path: Path) -> None:
    async with running(tmp_path) as url:
        assert (tmp_path / ADDRESS_FILE).read_text() == url
        assert await SandboxClient.listens(url)

    assert not (tmp_path / ADDRESS_FILE).exists()
    assert not await SandboxClient.listens(url)
