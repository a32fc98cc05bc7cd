"""getUpdates: kept until confirmed, one poller at a time, everything a person can do."""

import asyncio

from telegram import Bot, Update

from bot.sandbox import SandboxClient
from bot.sandbox.client_applicant import File

from .conftest import TOKEN, Caller

PDF = File("attest.pdf", b"%PDF-1.7 test", "application/pdf")


async def test_an_update_comes_again_until_it_is_confirmed(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    await sandbox.applicant().say("/start")

    first = (await telegram("getUpdates"))["result"]
    again = (await telegram("getUpdates"))["result"]
    confirmed = (await telegram("getUpdates", offset=first[0]["update_id"] + 1))["result"]

    assert first == again
    assert confirmed == []


async def test_a_waiting_poll_is_answered_as_soon_as_something_happens(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    polling = asyncio.create_task(telegram("getUpdates", timeout=20))
    while not (await telegram("getWebhookInfo"))["result"]["pending_update_count"]:
        await sandbox.applicant().say("Hei")

    async with asyncio.timeout(5):
        updates = (await polling)["result"]

    assert updates[0]["message"]["text"] == "Hei"


async def test_a_second_poller_ends_the_first_with_a_conflict(telegram: Caller) -> None:
    first = asyncio.create_task(telegram("getUpdates", timeout=20))
    while not first.done():
        await telegram("getUpdates")

    answer = await first

    assert (answer["status"], answer["error_code"]) == (409, 409)
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_a_limit_and_a_negative_offset_count_from_either_end(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    kari = sandbox.applicant()
    for text in ("en", "to", "tre"):
        await kari.say(text)

    first_two = (await telegram("getUpdates", limit=2))["result"]
    newest = (await telegram("getUpdates", offset=-1))["result"]
    left = (await telegram("getUpdates"))["result"]

    assert [update["message"]["text"] for update in first_two] == ["en", "to"]
    assert [update["message"]["text"] for update in newest] == ["tre"]
    assert left == newest


async def test_kinds_that_were_not_asked_for_are_not_queued(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    await telegram("getUpdates", allowed_updates=["message"])
    kari = sandbox.applicant()
    message = await kari.say("Hei")
    await kari.edit(message.id, "Hei igjen")

    updates = (await telegram("getUpdates"))["result"]

    assert [sorted(update) for update in updates] == [["message", "update_id"]]


async def test_a_confirmed_update_can_be_delivered_a_second_time(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    await sandbox.applicant().say("Hei")
    number = (await telegram("getUpdates"))["result"][0]["update_id"]
    await telegram("getUpdates", offset=number + 1)

    await sandbox.deliver_again()
    again = (await telegram("getUpdates", offset=number + 1))["result"]

    assert [update["update_id"] for update in again] == [number]


async def test_an_album_is_separate_updates_with_one_group_id(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    await sandbox.applicant().upload([PDF, PDF, PDF], caption="Tre attester")

    messages = [update["message"] for update in (await telegram("getUpdates"))["result"]]

    assert len(messages) == 3
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["Tre attester", None, None]
    assert len({message["document"]["file_id"] for message in messages}) == 3
    assert len({message["document"]["file_unique_id"] for message in messages}) == 1


async def test_the_library_reads_every_kind_of_update(sandbox: SandboxClient, url: str) -> None:
    bot = Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
    async with bot:
        kari = sandbox.applicant()
        message = await kari.say("/start")
        await kari.edit(message.id, "Hei")
        for kind in ("sticker", "voice", "video", "contact", "location", "poll"):
            await kari.other(kind)
        await kari.upload([PDF])
        await kari.upload([File("bilde.jpg", b"jpeg", "image/jpeg")], as_photo=True)
        await kari.block()
        await kari.unblock()
        updates = await bot.get_updates(allowed_updates=Update.ALL_TYPES)

    first, edited, *others, document, photo, blocked, unblocked = updates
    assert first.message is not None
    assert first.message.entities[0].type == "bot_command"
    assert edited.edited_message is not None
    assert all(update.message and update.message.effective_attachment for update in others)
    assert document.message is not None
    assert document.message.document is not None
    assert photo.message is not None
    assert photo.message.photo[-1].file_size == 4
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member is not None
    assert unblocked.my_chat_member.new_chat_member.status == "member"


async def test_in_a_group_the_bot_hears_commands_only(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    group = await sandbox.add_group("Kollegaer", [sandbox.applicant()])
    await group.say("Har dere sett dette?")
    await group.say("/status 123456785")

    updates = (await telegram("getUpdates"))["result"]

    assert [update["message"]["text"] for update in updates if "message" in update] == [
        "/status 123456785"
    ]
    assert updates[0]["my_chat_member"]["chat"]["type"] == "group"


async def test_any_update_can_be_put_in_by_hand(sandbox: SandboxClient, telegram: Caller) -> None:
    number = await sandbox.push_update({"message": {"message_id": 1, "dice": {"value": 6}}})

    updates = (await telegram("getUpdates"))["result"]

    assert updates == [{"update_id": number, "message": {"message_id": 1, "dice": {"value": 6}}}]
