"""What the bot says becomes the right calls, and what goes wrong becomes later or never."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.channel import FileTooLargeError, Parcel, RefusedError, Sending, TryLaterError
from bot.telegram.outbound import MAX_DOWNLOAD, MAX_UPLOAD, TelegramChannel
from dialogs.effects import Button, Keyboard
from dialogs.events import Action, Op
from dialogs.messages import Message
from dialogs.state import Address, RemoteFile
from knowledge.model import Language
from tests.bot.telegram.conftest import CHAT, SENDING
from tests.bot.telegram.fake_api import FakeApi

MARKUP = {"inline_keyboard": [[{"text": "test.key in nb", "callback_data": "1|s|1|2|"}]]}


def text(words: str) -> Message:
    return Message("test.text", {"text": words})


def keyboard() -> Keyboard:
    return ((Button(Message("test.key"), Action(Op.SKIP, dossier=1, revision=2)),),)


async def tell(
    channel: TelegramChannel, words: str, edit: str | None = None, sending: Sending = SENDING
) -> str:
    return await channel.tell(CHAT, text(words), keyboard(), Language.NB, edit, sending)


async def test_a_message_goes_out_as_html_with_its_buttons(
    api: FakeApi, channel: TelegramChannel
) -> None:
    assert await tell(channel, "<b>Hei</b>") == "101"
    assert api.called("sendMessage") == [
        {
            "chat_id": 4711,
            "text": "<b>Hei</b>",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": MARKUP,
        }
    ]


async def test_an_edit_replaces_the_message(api: FakeApi, channel: TelegramChannel) -> None:
    assert await tell(channel, "Nytt", edit="55") == "55"
    [params] = api.called("editMessageText")
    assert (params["message_id"], params["text"], params["reply_markup"]) == (55, "Nytt", MARKUP)
    assert api.called("sendMessage") == []


async def test_an_edit_that_changes_nothing_is_done(api: FakeApi, channel: TelegramChannel) -> None:
    api.refuse("editMessageText", 400, "Bad Request: message is not modified: specified new ...")
    assert await tell(channel, "Likt", edit="55") == "55"
    assert api.called("sendMessage") == []


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
        "Bad Request: there is no text in the message to edit",
    ],
)
async def test_an_edit_that_fails_becomes_a_new_message(
    api: FakeApi, channel: TelegramChannel, description: str
) -> None:
    api.refuse("editMessageText", 400, description)
    assert await tell(channel, "Nytt", edit="55") == "101"
    assert api.called("sendMessage")[0]["reply_markup"] == MARKUP


async def test_an_id_of_another_channel_is_not_edited(
    api: FakeApi, channel: TelegramChannel
) -> None:
    assert await tell(channel, "Nytt", edit="1700.42") == "101"
    assert api.called("editMessageText") == []


async def test_a_long_text_goes_out_in_parts_with_the_buttons_under_the_last(
    api: FakeApi, channel: TelegramChannel
) -> None:
    assert await tell(channel, "a" * 4000 + "\n\n" + "b" * 4000, edit="55") == "101"
    [first], [second] = api.called("editMessageText"), api.called("sendMessage")
    assert first["text"] == "a" * 4000
    assert "reply_markup" not in first
    assert second["text"] == "b" * 4000
    assert second["reply_markup"] == MARKUP


async def test_another_attempt_goes_on_behind_the_parts_that_are_out(
    api: FakeApi, channel: TelegramChannel
) -> None:
    saved: list[Mapping[str, str]] = []

    async def save(progress: Mapping[str, str]) -> None:
        saved.append(progress)

    words = "a" * 4000 + "\n\n" + "b" * 4000
    api.plan(
        "sendMessage",
        (
            200,
            b'{"ok": true, "result": {"message_id": 7, "date": 1, "chat": '
            b'{"id": 4711, "type": "private"}}}',
        ),
    )
    api.refuse("sendMessage", 502, "Bad Gateway")
    with pytest.raises(TryLaterError):
        await tell(channel, words, sending=Sending("row", 1, save=save))
    last = await tell(channel, words, sending=Sending("row", 2, progress=saved[-1], save=save))

    assert saved == [{"parts": "1", "message": "7"}, {"parts": "2", "message": last}]
    sent = [params["text"][0] for params in api.called("sendMessage")]
    assert sent == ["a", "b", "b"]


@pytest.mark.parametrize(
    ("code", "description", "gone"),
    [
        (403, "Forbidden: bot was blocked by the user", True),
        (403, "Forbidden: user is deactivated", True),
        (400, "Bad Request: chat not found", True),
        (400, "Bad Request: can't parse entities: unsupported start tag", False),
    ],
)
async def test_what_telegram_will_never_take_is_refused(
    api: FakeApi, channel: TelegramChannel, code: int, description: str, gone: bool
) -> None:
    api.refuse("sendMessage", code, description)
    with pytest.raises(RefusedError) as caught:
        await tell(channel, "Hei")
    assert caught.value.gone is gone


@pytest.mark.parametrize("code", [500, 502, 503, 413, 418])
async def test_trouble_at_the_other_end_is_for_later(
    api: FakeApi, channel: TelegramChannel, code: int
) -> None:
    api.plan("sendMessage", (code, b"<html>secret text</html>"))
    with pytest.raises(TryLaterError) as caught:
        await tell(channel, "Hei")
    assert "secret" not in str(caught.value)
    assert not caught.value.everybody


async def test_a_bad_token_makes_everybody_wait(api: FakeApi, channel: TelegramChannel) -> None:
    api.refuse("sendMessage", 401, "Unauthorized")
    with pytest.raises(TryLaterError) as caught:
        await tell(channel, "Hei")
    assert caught.value.everybody
    assert caught.value.seconds >= 30


@pytest.mark.filterwarnings("ignore:.*timedelta")
async def test_a_flood_is_the_chat_s_own_until_a_second_chat_meets_it(
    api: FakeApi, channel: TelegramChannel
) -> None:
    async def flood(chat: str) -> TryLaterError:
        api.refuse("sendMessage", 429, "Too Many Requests: retry after 20", retry_after=20)
        to = Address("telegram", chat)
        with pytest.raises(TryLaterError) as caught:
            await channel.tell(to, text("Hei"), (), Language.NB, None, SENDING)
        return caught.value

    first, again, other = await flood("1"), await flood("1"), await flood("2")

    assert [error.seconds for error in (first, again, other)] == [20, 20, 20]
    assert [error.everybody for error in (first, again, other)] == [False, False, True]


async def test_a_chat_of_another_channel_is_refused(channel: TelegramChannel) -> None:
    with pytest.raises(RefusedError):
        await channel.tell(Address("other", "C0123"), text("Hei"), (), Language.NB, None, SENDING)


async def test_buttons_are_taken_off_and_trouble_with_that_is_nobody_s_trouble(
    api: FakeApi, channel: TelegramChannel
) -> None:
    await channel.drop_keyboard(CHAT, "55")
    api.refuse("editMessageReplyMarkup", 400, "Bad Request: message to edit not found")
    await channel.drop_keyboard(CHAT, "55")
    await channel.drop_keyboard(CHAT, "not a number")
    assert api.called("editMessageReplyMarkup") == [{"chat_id": 4711, "message_id": 55}] * 2


async def test_a_file_is_announced_and_sent_under_its_name(
    api: FakeApi, channel: TelegramChannel
) -> None:
    parcel = Parcel("soknad.pdf", "application/pdf", b"%PDF-1.7")
    assert await channel.send_file(CHAT, parcel, text("<b>Kopi</b>"), Language.NB, SENDING) == "101"
    assert api.called("sendChatAction") == [{"chat_id": 4711, "action": "upload_document"}]
    [params] = api.called("sendDocument")
    assert (params["caption"], params["parse_mode"]) == ("<b>Kopi</b>", "HTML")
    assert api.calls[-1].files == ("document",)


async def test_what_a_caption_cannot_hold_follows_as_a_message(
    api: FakeApi, channel: TelegramChannel
) -> None:
    parcel = Parcel("soknad.pdf", "application/pdf", b"%PDF-1.7")
    caption = text("a" * 1000 + "\n\n" + "b" * 1000)
    await channel.send_file(CHAT, parcel, caption, Language.NB, SENDING)
    assert api.called("sendDocument")[0]["caption"] == "a" * 1000
    assert api.called("sendMessage")[0]["text"] == "b" * 1000


async def test_a_file_over_the_upload_limit_is_not_even_tried(
    api: FakeApi, channel: TelegramChannel
) -> None:
    parcel = Parcel("stor.pdf", "application/pdf", bytes(MAX_UPLOAD + 1))
    with pytest.raises(RefusedError):
        await channel.send_file(CHAT, parcel, text("Kopi"), Language.NB, SENDING)
    assert api.calls == []


async def test_a_message_that_is_gone_already_counts_as_deleted(
    api: FakeApi, channel: TelegramChannel
) -> None:
    await channel.delete(CHAT, "55", SENDING)
    api.refuse("deleteMessage", 400, "Bad Request: message to delete not found")
    await channel.delete(CHAT, "55", SENDING)
    api.refuse("deleteMessage", 400, "Bad Request: message can't be deleted")
    with pytest.raises(RefusedError):
        await channel.delete(CHAT, "55", SENDING)
    with pytest.raises(RefusedError):
        await channel.delete(CHAT, "elsewhere", SENDING)


def remote(size: int = 0) -> RemoteFile:
    return RemoteFile("BQdoc", "udoc", "attest.pdf", size)


async def test_a_file_is_downloaded(api: FakeApi, channel: TelegramChannel) -> None:
    api.files["BQdoc"] = b"content"
    assert await channel.download(remote(7)) == b"content"


async def test_a_file_over_the_limit_is_too_large_before_anything_is_asked(
    api: FakeApi, channel: TelegramChannel
) -> None:
    with pytest.raises(FileTooLargeError):
        await channel.download(remote(MAX_DOWNLOAD + 1))
    assert api.calls == []


async def test_a_file_that_turns_out_too_large_is_too_large(
    api: FakeApi, channel: TelegramChannel
) -> None:
    api.refuse("getFile", 400, "Bad Request: file is too big")
    with pytest.raises(FileTooLargeError):
        await channel.download(remote())
    api.results["getFile"] = {
        "file_id": "BQdoc",
        "file_unique_id": "u",
        "file_size": MAX_DOWNLOAD + 1,
        "file_path": "BQdoc",
    }
    with pytest.raises(FileTooLargeError):
        await channel.download(remote())


async def test_an_unknown_file_is_refused_and_a_dead_link_is_for_later(
    api: FakeApi, channel: TelegramChannel
) -> None:
    api.refuse("getFile", 400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    with pytest.raises(RefusedError):
        await channel.download(remote())
    with pytest.raises(TryLaterError) as caught:
        await channel.download(remote())
    assert not caught.value.everybody


async def test_a_press_is_answered_with_a_short_note_or_with_nothing(
    api: FakeApi, channel: TelegramChannel
) -> None:
    await channel.answer_callback("88", None, Language.NB)
    await channel.answer_callback("88", text("ord " * 100), Language.NB, alert=True)
    blank, note = api.called("answerCallbackQuery")
    assert blank == {"callback_query_id": "88"}
    assert len(note["text"]) <= 200
    assert note["show_alert"] is True


async def test_what_is_only_shown_never_raises(api: FakeApi, channel: TelegramChannel) -> None:
    api.refuse("answerCallbackQuery", 400, "Bad Request: query is too old and response timeout")
    api.refuse("sendChatAction", 403, "Forbidden: bot was blocked by the user")
    await channel.answer_callback("88", None, Language.NB)
    await channel.typing(CHAT)
    await channel.typing(Address("other", "C0123"))
    assert [call.method for call in api.calls] == ["answerCallbackQuery", "sendChatAction"]
