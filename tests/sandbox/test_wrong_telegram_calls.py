"""Calls that Telegram would refuse are refused here, with Telegram's words."""

from typing import Any

import pytest

from bot.sandbox import SandboxClient

from .conftest import KARI, TOKEN, Caller

HI = {"chat_id": KARI, "text": "Hei"}


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Ja", **button}]]}


WRONG = [
    ("sendMessage", {"text": "Hei"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", {**HI, "chat_id": 404}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": KARI}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {**HI, "text": " \n"}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {**HI, "text": "x" * 4097}, 400, "Bad Request: message is too long"),
    ("sendMessage", {**HI, "parse_mode": "Markdown"}, 400, "unsupported parse_mode"),
    ("sendMessage", {**HI, "colour": "red"}, 400, "unknown parameter: colour"),
    ("sendMessage", {**HI, "disable_notification": "maybe"}, 400, "must be a boolean"),
    ("sendMessage", {**HI, "reply_markup": "{"}, 400, "not valid JSON"),
    (
        "sendMessage",
        {**HI, "text": "<b>Hei", "parse_mode": "HTML"},
        400,
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag",
    ),
    (
        "sendMessage",
        {**HI, "text": "a<br>b", "parse_mode": "HTML"},
        400,
        'can\'t parse entities: Unsupported start tag "br" at byte offset 1',
    ),
    (
        "sendMessage",
        {**HI, "reply_markup": keyboard(callback_data="x" * 65)},
        400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {**HI, "reply_markup": keyboard(callback_data="ø" * 33)},
        400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    ("sendMessage", {**HI, "reply_markup": keyboard()}, 400, "exactly one purpose"),
    ("sendMessage", {**HI, "reply_markup": keyboard(url="example")}, 400, "URL 'example'"),
    ("sendMessage", {**HI, "reply_markup": keyboard(callback_data="x", icon=1)}, 400, "icon"),
    (
        "sendMessage",
        {**HI, "reply_parameters": {"message_id": 99}},
        400,
        "Bad Request: message to be replied not found",
    ),
    (
        "sendMessage",
        {**HI, "reply_markup": {"force_reply": True, "input_field_placeholder": "x" * 65}},
        400,
        "placeholder is too long",
    ),
    ("editMessageText", {**HI, "message_id": 99}, 400, "Bad Request: message to edit not found"),
    ("editMessageText", {**HI}, 400, "Bad Request: message identifier is not specified"),
    ("editMessageText", {**HI, "message_id": 1}, 400, "Bad Request: message can't be edited"),
    ("deleteMessage", {"chat_id": KARI, "message_id": 99}, 400, "message to delete not found"),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        400,
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ("sendChatAction", {"chat_id": KARI, "action": "dance"}, 400, "wrong parameter action"),
    ("sendDocument", {"chat_id": KARI}, 400, "there is no document in the request"),
    (
        "sendDocument",
        {"chat_id": KARI, "document": "BQAC"},
        400,
        "wrong remote file identifier specified",
    ),
    (
        "sendDocument",
        {"chat_id": KARI, "document": "BQAC", "caption": "x" * 1025},
        400,
        "message caption is too long",
    ),
    ("getFile", {"file_id": "BQAC"}, 400, "wrong file_id"),
    (
        "setMessageReaction",
        {"chat_id": KARI, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "✅"}]},
        400,
        "REACTION_INVALID",
    ),
    ("leaveChat", {"chat_id": KARI}, 400, "can't be changed in private chats"),
    (
        "setMyCommands",
        {"commands": [{"command": "Hjelp!", "description": "Hjelp"}]},
        400,
        "BOT_COMMAND_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "hjelp", "description": ""}]},
        400,
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    ("setMyDescription", {"description": "x" * 513}, 400, "description is too long"),
    ("setMyShortDescription", {"short_description": "x" * 121}, 400, "is too long"),
    ("sendDice", {"chat_id": KARI}, 404, "Not Found: method not found"),
]


@pytest.mark.parametrize(("method", "params", "status", "reason"), WRONG)
async def test_a_wrong_call_is_refused_in_telegrams_words(
    sandbox: SandboxClient,
    telegram: Caller,
    method: str,
    params: dict[str, Any],
    status: int,
    reason: str,
) -> None:
    await sandbox.applicant().say("/start")

    answer = await telegram(method, **params)

    assert answer["ok"] is False
    assert (answer["status"], answer["error_code"]) == (status, status)
    assert reason in answer["description"]


@pytest.mark.parametrize("token", ["123456", "123456:abc", "abc:TEST-token"])
async def test_what_is_no_token_is_unauthorized(telegram: Caller, token: str) -> None:
    answer = await telegram("getMe", token=token)

    assert answer == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
        "status": 401,
    }


async def test_a_bot_cannot_write_before_the_applicant_has(telegram: Caller) -> None:
    answer = await telegram("sendMessage", **HI)

    assert answer["description"] == "Forbidden: bot can't initiate conversation with a user"
    assert answer["status"] == 403


async def test_a_bot_cannot_write_to_who_blocked_it(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    kari = sandbox.applicant()
    await kari.say("/start")
    await kari.block()

    answer = await telegram("sendMessage", **HI)

    assert (answer["status"], answer["description"]) == (
        403,
        "Forbidden: bot was blocked by the user",
    )


async def test_an_edit_that_changes_nothing_is_refused(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    await sandbox.applicant().say("/start")
    sent = (await telegram("sendMessage", **HI))["result"]

    answer = await telegram("editMessageText", **HI, message_id=sent["message_id"])

    assert "message is not modified" in answer["description"]


async def test_a_query_is_answered_once_only(sandbox: SandboxClient, telegram: Caller) -> None:
    kari = sandbox.applicant()
    await kari.say("/start")
    await telegram("sendMessage", **HI, reply_markup=keyboard(callback_data="ja"))
    query = await kari.press("Ja")
    assert (await telegram("answerCallbackQuery", callback_query_id=query))["ok"]

    answer = await telegram("answerCallbackQuery", callback_query_id=query)

    assert "query is too old" in answer["description"]


async def test_a_toast_over_two_hundred_characters_is_refused(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    kari = sandbox.applicant()
    await kari.say("/start")
    await telegram("sendMessage", **HI, reply_markup=keyboard(callback_data="ja"))
    query = await kari.press("Ja")

    answer = await telegram("answerCallbackQuery", callback_query_id=query, text="x" * 201)

    assert answer["description"] == "Bad Request: MESSAGE_TOO_LONG"


async def test_refused_calls_are_on_the_list_with_their_reason(
    sandbox: SandboxClient, telegram: Caller
) -> None:
    await telegram("sendMessage", **HI)

    calls = await sandbox.calls("sendMessage")

    assert [(call["status"], call["error"]) for call in calls] == [
        (403, "Forbidden: bot can't initiate conversation with a user")
    ]
    assert TOKEN not in str(calls)
