"""A conversation through python-telegram-bot, as the applicant sees it."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import SandboxClient, SandboxError, WaitedInVainError
from bot.sandbox.client_applicant import Applicant, File

from .conftest import KARI, TOKEN

KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Ja, gjerne", callback_data="ja")], [InlineKeyboardButton("Nei", url="https://example.no")]]
)  # fmt: skip


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as opened:
        yield opened


@pytest.fixture
async def kari(sandbox: SandboxClient) -> Applicant:
    applicant = sandbox.applicant()
    await applicant.say("/start")
    return applicant


async def test_formatted_text_arrives_plain_with_its_buttons(bot: Bot, kari: Applicant) -> None:
    await bot.send_message(
        KARI, "<b>Vil</b> du &lt;søke&gt;?", parse_mode="HTML", reply_markup=KEYBOARD
    )

    message = await kari.wait_for_message("søke")

    assert message.text == "Vil du <søke>?"
    assert message.labels == ["Ja, gjerne", "Nei"]


async def test_a_press_is_answered_with_a_toast(bot: Bot, kari: Applicant) -> None:
    await bot.send_message(KARI, "Vil du?", reply_markup=KEYBOARD)

    query = await kari.press("Ja")
    updates = await bot.get_updates()
    pressed = updates[-1].callback_query
    assert pressed is not None
    await pressed.answer("Lagret")

    assert pressed.data == "ja"
    assert await kari.wait_for_answer(query) == "Lagret"
    assert await kari.toasts() == ["Lagret"]


async def test_an_edit_without_a_keyboard_takes_the_keyboard_away(
    bot: Bot, kari: Applicant
) -> None:
    sent = await bot.send_message(KARI, "Vil du?", reply_markup=KEYBOARD)
    old = await kari.wait_for_message("Vil du?")

    await bot.edit_message_text("Du ville.", KARI, sent.message_id)
    edited = await kari.wait_for_message("Du ville.", after=old.revision)

    assert (edited.id, edited.edited, edited.buttons) == (old.id, True, ())
    assert await kari.press("Ja", message=old), "a slow client can still press it"


async def test_buttons_can_be_taken_away_alone(bot: Bot, kari: Applicant) -> None:
    sent = await bot.send_message(KARI, "Vil du?", reply_markup=KEYBOARD)

    await bot.edit_message_reply_markup(KARI, sent.message_id)

    assert (await kari.last_message()).buttons == ()


async def test_a_deleted_message_leaves_nothing_behind(bot: Bot, kari: Applicant) -> None:
    secret = await kari.say("Dette skal bort")

    await bot.delete_message(KARI, secret.id)
    await kari.wait_until_gone(secret.id)

    assert "Dette skal bort" not in str(await kari.messages())


async def test_files_travel_both_ways(bot: Bot, kari: Applicant) -> None:
    await kari.upload([File("attest.pdf", b"%PDF attest", "application/pdf")])
    updates = await bot.get_updates()
    assert updates[-1].message is not None
    assert updates[-1].message.document is not None
    file = await updates[-1].message.document.get_file()
    await bot.send_document(KARI, b"%PDF kopi", filename="kopi.pdf", caption="Kopi")

    received = await kari.wait_for_message("Kopi")

    assert bytes(await file.download_as_bytearray()) == b"%PDF attest"
    assert received.document is not None
    assert received.document.name == "kopi.pdf"
    assert await kari.download(received) == b"%PDF kopi"


@pytest.mark.parametrize(
    "name", ["Skatteattest og kvittering.pdf", "årsregnskap (100 %).pdf", 'den "gode" æøå.pdf']
)
async def test_a_file_keeps_its_name(bot: Bot, kari: Applicant, name: str) -> None:
    await kari.upload([File(name, b"%PDF")], caption="Her er den")

    message = (await bot.get_updates())[-1].message

    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.caption) == (name, "Her er den")


async def test_a_file_over_twenty_megabytes_is_not_served(bot: Bot, kari: Applicant) -> None:
    too_big = 20 * 1024 * 1024 + 1
    await kari.upload([File("stor.pdf", b"%PDF")], declared_size=too_big)
    updates = await bot.get_updates()
    assert updates[-1].message is not None
    assert updates[-1].message.document is not None

    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await updates[-1].message.document.get_file()

    assert updates[-1].message.document.file_size == too_big


async def test_the_profile_is_kept_by_language(bot: Bot, sandbox: SandboxClient) -> None:
    await bot.set_my_commands([("hjelp", "Hjelp")], language_code="nb")
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_short_description("Veiledning")

    commands = await bot.get_my_commands(language_code="nb")

    assert [command.description for command in commands] == ["Hjelp"]
    assert "commands:" in await sandbox.profile()


async def test_typing_shows_until_the_next_message(
    bot: Bot, kari: Applicant, sandbox: SandboxClient
) -> None:
    await bot.send_chat_action(KARI, "typing")
    during = (await sandbox.link.get(f"/sandbox/chats/{KARI}"))["typing"]
    await bot.send_message(KARI, "Ferdig")
    after = (await sandbox.link.get(f"/sandbox/chats/{KARI}"))["typing"]

    assert (during, after) == ("typing", None)


async def test_a_reaction_does_not_leak_into_the_message(bot: Bot, kari: Applicant) -> None:
    message = await kari.say("Hei")

    await bot.set_message_reaction(KARI, message.id, "👀")

    assert (await kari.messages())[-1].raw["sandbox_reaction"] == ["👀"]


async def test_waiting_in_vain_shows_the_conversation(bot: Bot, kari: Applicant) -> None:
    await bot.send_message(KARI, "Noe annet")

    with pytest.raises(WaitedInVainError, match="Noe annet"):
        await kari.wait_for_message("Kvittering", timeout=0.1)


async def test_a_button_that_is_not_there_is_named_with_those_that_are(
    bot: Bot, kari: Applicant
) -> None:
    await bot.send_message(KARI, "Vil du?", reply_markup=KEYBOARD)
    message = await kari.wait_for_message("Vil du?")

    with pytest.raises(SandboxError, match="Ja, gjerne"):
        await kari.press("Kanskje", message=message)


async def test_two_applicants_have_chats_of_their_own(
    bot: Bot, kari: Applicant, sandbox: SandboxClient
) -> None:
    ola = await sandbox.add_applicant("Ola", language_code=None, started=True)

    await bot.send_message(ola.id, "Hei Ola")

    assert (await ola.last_message()).text == "Hei Ola"
    assert [message.from_bot for message in await kari.messages()] == [False]
