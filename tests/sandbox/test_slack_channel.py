"""Files, threads, history and people of the channel, with slack_sdk's real encodings."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import SandboxClient
from bot.sandbox.client_secretariat import GUEST, OLAV, STRANGER

from .conftest import CHANNEL

Json = dict[str, Any]


async def post_case(web: AsyncWebClient) -> str:
    return str((await web.chat_postMessage(channel=CHANNEL, text="Ny sak"))["ts"])


async def test_files_are_shown_in_the_thread_of_their_card(
    sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    ts = await post_case(web)
    uploads: list[Json] = [
        {"content": b"%PDF", "filename": "GC-2026-0001_søknad.pdf", "title": "Søknad"},
        {"content": b"%PDF2", "filename": "GC-2026-0001_D2_skatteattest.pdf", "title": "D2"},
    ]

    done = await web.files_upload_v2(
        channel=CHANNEL, thread_ts=ts, file_uploads=uploads, initial_comment="Søknaden"
    )

    (reply,) = await sandbox.secretariat.thread(ts)
    info = await web.files_info(file=done["files"][0]["id"])
    assert (reply.text, [file.name for file in reply.files]) == (
        "Søknaden",
        ["GC-2026-0001_søknad.pdf", "GC-2026-0001_D2_skatteattest.pdf"],
    )
    assert info["file"]["shares"]["public"][CHANNEL][0]["thread_ts"] == ts
    assert await sandbox.secretariat.download(reply.files[1]) == b"%PDF2"


async def test_a_file_completed_twice_is_shown_twice(
    sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    done = await web.files_upload_v2(channel=CHANNEL, content="x", filename="a.txt")

    await web.files_completeUploadExternal(
        files=[{"id": done["file"]["id"], "title": "a"}], channel_id=CHANNEL
    )

    assert len(await sandbox.secretariat.messages()) == 2


async def test_metadata_is_found_again_when_it_is_asked_for(web: AsyncWebClient) -> None:
    metadata = {"event_type": "row", "event_payload": {"key": "17"}}
    await web.chat_postMessage(channel=CHANNEL, text="Hei", metadata=metadata)

    silent = await web.conversations_history(channel=CHANNEL)
    asked = await web.conversations_history(channel=CHANNEL, include_all_metadata=True)

    assert "metadata" not in silent["messages"][0]
    assert asked["messages"][0]["metadata"] == metadata


async def test_history_comes_page_by_page_newest_first(web: AsyncWebClient) -> None:
    for number in range(5):
        await web.chat_postMessage(channel=CHANNEL, text=f"nr {number}")

    first = await web.conversations_history(channel=CHANNEL, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second = await web.conversations_history(channel=CHANNEL, limit=3, cursor=cursor)
    newer = await web.conversations_history(channel=CHANNEL, oldest=first["messages"][1]["ts"])

    assert [m["text"] for m in first["messages"]] == ["nr 4", "nr 3", "nr 2"]
    assert [m["text"] for m in second["messages"]] == ["nr 1", "nr 0"]
    assert (first["has_more"], second["has_more"]) == (True, False)
    assert [m["text"] for m in newer["messages"]] == ["nr 4"]


async def test_answers_are_counted_at_their_root(
    sandbox: SandboxClient, web: AsyncWebClient
) -> None:
    ts = await post_case(web)
    await sandbox.secretariat.post("Jeg tar den", by=OLAV, thread_ts=ts)

    replies = await web.conversations_replies(channel=CHANNEL, ts=ts)
    history = await web.conversations_history(channel=CHANNEL)

    assert [m["text"] for m in replies["messages"]] == ["Ny sak", "Jeg tar den"]
    assert replies["messages"][0]["reply_count"] == 1
    assert len(history["messages"]) == 1


async def test_the_people_are_two_members_a_guest_and_a_stranger(web: AsyncWebClient) -> None:
    members = await web.conversations_members(channel=CHANNEL, limit=2)
    guest = (await web.users_info(user=GUEST))["user"]
    stranger = (await web.users_info(user=STRANGER))["user"]

    assert len(members["members"]) == 2
    assert members["response_metadata"]["next_cursor"]
    assert guest["is_restricted"] is True
    assert stranger["team_id"] != "T0SANDBOX01"
