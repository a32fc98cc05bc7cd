"""Calls that Slack would refuse are refused here, with Slack's error names."""

from typing import Any

import pytest

from bot.sandbox import SandboxClient

from .conftest import CHANNEL, Caller

HI: dict[str, Any] = {"channel": CHANNEL, "text": "Hei"}


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(**more: Any) -> dict[str, Any]:
    element = {"type": "button", "action_id": "a", "text": plain("Ja"), **more}
    return {"type": "actions", "elements": [element]}


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Svar"), "blocks": [section("Hei")], **more}


INPUT = {
    "type": "input",
    "label": plain("Svar"),
    "element": {"type": "plain_text_input", "action_id": "a"},
}

WRONG = [
    ("chat.postMessage", {"channel": CHANNEL}, "no_text"),
    ("chat.postMessage", {"channel": CHANNEL, "blocks": [section("Hei")]}, "no_text"),
    ("chat.postMessage", {"text": "Hei"}, "channel_not_found"),
    ("chat.postMessage", {**HI, "channel": "C404"}, "channel_not_found"),
    ("chat.postMessage", {**HI, "text": "x" * 40_001}, "msg_too_long"),
    ("chat.postMessage", {**HI, "thread_ts": "1.000001"}, "thread_not_found"),
    ("chat.postMessage", {**HI, "client_msg_id": "1"}, "invalid_arguments"),
    ("chat.postMessage", {**HI, "blocks": "nei"}, "invalid_blocks_format"),
    ("chat.postMessage", {**HI, "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
    (
        "chat.postMessage",
        {**HI, "metadata": {"event_type": 1, "event_payload": {}}},
        "invalid_metadata_schema",
    ),
    ("chat.postMessage", {**HI, "blocks": [section("x")] * 51}, "invalid_blocks"),
    ("chat.postMessage", {**HI, "blocks": [section("x" * 3001)]}, "invalid_blocks"),
    ("chat.postMessage", {**HI, "blocks": [section("")]}, "invalid_blocks"),
    ("chat.postMessage", {**HI, "blocks": [{"type": "poem"}]}, "invalid_blocks"),
    ("chat.postMessage", {**HI, "blocks": [{**section("x"), "colour": "red"}]}, "invalid_blocks"),
    (
        "chat.postMessage",
        {**HI, "blocks": [{"type": "section", "fields": [plain("x")] * 11}]},
        "invalid_blocks",
    ),
    (
        "chat.postMessage",
        {**HI, "blocks": [{"type": "section", "fields": [plain("x" * 2001)]}]},
        "invalid_blocks",
    ),
    (
        "chat.postMessage",
        {**HI, "blocks": [{"type": "header", "text": plain("x" * 151)}]},
        "invalid_blocks",
    ),
    (
        "chat.postMessage",
        {**HI, "blocks": [{"type": "context", "elements": [plain("x")] * 11}]},
        "invalid_blocks",
    ),
    ("chat.postMessage", {**HI, "blocks": [button(text=plain("x" * 76))]}, "invalid_blocks"),
    ("chat.postMessage", {**HI, "blocks": [button(value="x" * 2001)]}, "invalid_blocks"),
    ("chat.postMessage", {**HI, "blocks": [button(action_id="x" * 256)]}, "invalid_blocks"),
    ("chat.postMessage", {**HI, "blocks": [button(style="loud")]}, "invalid_blocks"),
    (
        "chat.postMessage",
        {**HI, "blocks": [{**section("a"), "block_id": "b"}, {**section("c"), "block_id": "b"}]},
        "invalid_blocks",
    ),
    ("chat.postMessage", {**HI, "blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long"),
    ("chat.update", {**HI, "ts": "1.000001"}, "message_not_found"),
    ("chat.postEphemeral", {**HI, "user": "U404"}, "user_not_in_channel"),
    ("conversations.history", {"channel": CHANNEL, "cursor": "???"}, "invalid_cursor"),
    ("conversations.history", {"channel": CHANNEL, "limit": 5000}, "invalid_limit"),
    ("conversations.replies", {"channel": CHANNEL, "ts": "1.000001"}, "thread_not_found"),
    ("users.info", {"user": "U404"}, "user_not_found"),
    ("views.open", {"trigger_id": "1.2.3", "view": modal()}, "invalid_trigger_id"),
    (
        "views.open",
        {"trigger_id": "1.2.3", "view": modal(title=plain("x" * 25))},
        "invalid_arguments",
    ),
    ("views.open", {"trigger_id": "1.2.3", "view": modal(blocks=[INPUT])}, "invalid_arguments"),
    (
        "views.open",
        {"trigger_id": "1.2.3", "view": modal(private_metadata="x" * 3001)},
        "invalid_arguments",
    ),
    ("views.update", {"view_id": "V404", "view": modal()}, "not_found"),
    ("files.getUploadURLExternal", {"filename": "a.pdf", "length": 0}, "missing_argument"),
    ("files.completeUploadExternal", {"files": [{"id": "F404"}]}, "file_not_found"),
    ("files.info", {"file": "F404"}, "file_not_found"),
    ("chat.meMessage", HI, "unknown_method"),
]


@pytest.mark.parametrize(("method", "params", "error"), WRONG)
async def test_a_wrong_call_is_refused_with_slacks_error(
    slack: Caller, method: str, params: dict[str, Any], error: str
) -> None:
    answer = await slack(method, **params)

    assert (answer["status"], answer["ok"], answer["error"]) == (200, False, error)


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "secret", "invalid_auth"),
        ("auth.test", "xapp-token", "not_allowed_token_type"),
        ("apps.connections.open", "xoxb-token", "not_allowed_token_type"),
    ],
)
async def test_the_wrong_token_is_refused(
    slack: Caller, method: str, token: str, error: str
) -> None:
    answer = await slack(method, token=token)

    assert answer["error"] == error


async def test_mistakes_in_blocks_are_named_with_their_place(slack: Caller) -> None:
    answer = await slack("chat.postMessage", **HI, blocks=[section("Hei"), section("x" * 3001)])

    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


async def test_a_bot_outside_the_channel_cannot_post(sandbox: SandboxClient, slack: Caller) -> None:
    await sandbox.secretariat.set_member("U0SANDBOT01", present=False)

    answer = await slack("chat.postMessage", **HI)

    assert answer["error"] == "not_in_channel"


async def test_a_persons_message_can_be_neither_changed_nor_deleted(
    sandbox: SandboxClient, slack: Caller
) -> None:
    post = await sandbox.secretariat.post("Hei")

    changed = await slack("chat.update", **HI, ts=post.ts)
    deleted = await slack("chat.delete", channel=CHANNEL, ts=post.ts)

    assert changed["error"] == "cant_update_message"
    assert deleted["error"] == "cant_delete_message"


async def test_the_same_post_twice_is_two_messages(sandbox: SandboxClient, slack: Caller) -> None:
    first = await slack("chat.postMessage", **HI)
    second = await slack("chat.postMessage", **HI)

    assert first["ts"] != second["ts"]
    assert len(await sandbox.secretariat.messages()) == 2
