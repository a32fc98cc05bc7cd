"""The ``chat.*`` methods, one function each."""

import secrets
from typing import Any

from ..store import Json
from ..wire import Values
from . import block_kit
from .errors import SlackRefusalError
from .state import APP, BOT_ID, BOT_USER, TEAM, Channel, Entry, SlackState

TEXT_CHARACTERS = 40_000
"""chat.postMessage ``text``: longer ones are refused as ``msg_too_long``."""


def find_channel(state: SlackState, channel_id: str) -> Channel:
    """The channel that a call names; the bot must be in it."""
    channel = state.channels.get(channel_id)
    if channel is None:
        raise SlackRefusalError("channel_not_found")
    if BOT_USER not in channel.members:
        raise SlackRefusalError("not_in_channel")
    return channel


def find_entry(channel: Channel, ts: str, error: str = "message_not_found") -> Entry:
    """The message with this ``ts``."""
    entry = channel.entries.get(ts)
    if entry is None:
        raise SlackRefusalError(error)
    return entry


def check_content(params: Values) -> None:
    """Refuse texts and blocks that Slack refuses; ``text`` is always required here.

    The real Slack takes blocks alone, but then a phone's notification and a screen reader have
    nothing to say.
    """
    if not params.get("text", "").strip():
        raise SlackRefusalError("no_text")
    if len(params["text"]) > TEXT_CHARACTERS:
        raise SlackRefusalError("msg_too_long")
    blocks = params.get("blocks", [])
    if found := block_kit.mistakes(blocks):
        raise SlackRefusalError("invalid_blocks", tuple(found))
    if block_kit.too_long(blocks):
        raise SlackRefusalError("msg_blocks_too_long")


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack gives them back: each has a ``block_id``, each element an id."""
    result = []
    for block in blocks:
        named: Json = {"block_id": secrets.token_urlsafe(4), **block}
        if block["type"] in ("actions", "input"):
            key = "elements" if block["type"] == "actions" else "element"
            inner: Any = block[key]
            named[key] = (
                [_element(e) for e in inner] if isinstance(inner, list) else _element(inner)
            )
        elif "accessory" in block:
            named["accessory"] = _element(block["accessory"])
        result.append(named)
    return result


def _element(element: Json) -> Json:
    return {"action_id": secrets.token_urlsafe(4), **element}


def _check_metadata(metadata: Json | None) -> None:
    if metadata is None:
        return
    if set(metadata) != {"event_type", "event_payload"}:
        raise SlackRefusalError("invalid_metadata_format")
    if not isinstance(metadata["event_type"], str) or not isinstance(
        metadata["event_payload"], dict
    ):
        raise SlackRefusalError("invalid_metadata_schema")


def bot_message(params: Values) -> Json:
    """What a message of the bot always carries."""
    message: Json = {"user": BOT_USER, "bot_id": BOT_ID, "app_id": APP, "team": TEAM}
    message["text"] = params.get("text", "")
    if "blocks" in params:
        message["blocks"] = with_ids(params["blocks"])
    return message


def chat_post_message(state: SlackState, params: Values) -> Json:
    """chat.postMessage; never deduplicates."""
    channel = find_channel(state, params["channel"])
    check_content(params)
    _check_metadata(params.get("metadata"))
    message = bot_message(params)
    if "thread_ts" in params:
        root = find_entry(channel, params["thread_ts"], "thread_not_found").message
        message["thread_ts"] = root.get("thread_ts", root["ts"])
        if params.get("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
    message = state.post(channel, message, params.get("metadata"))
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def chat_update(state: SlackState, params: Values) -> Json:
    """chat.update: the bot's own messages only."""
    channel = find_channel(state, params["channel"])
    entry = find_entry(channel, params["ts"])
    if entry.message.get("bot_id") != BOT_ID:
        raise SlackRefusalError("cant_update_message")
    check_content(params)
    _check_metadata(params.get("metadata"))
    edited: Json = {"user": BOT_USER, "ts": state.new_ts()}
    kept = {k: v for k, v in entry.message.items() if k != "blocks" or "blocks" not in params}
    entry.message = {**kept, **bot_message(params), "edited": edited}
    if "metadata" in params:
        entry.metadata = params["metadata"]
    state.save_entry(channel, entry)
    result = {"channel": channel.id, "ts": params["ts"], "text": params["text"]}
    return {**result, "message": entry.message}


def chat_post_ephemeral(state: SlackState, params: Values) -> Json:
    """chat.postEphemeral: to a member of the channel only."""
    channel = find_channel(state, params["channel"])
    if params["user"] not in channel.members:
        raise SlackRefusalError("user_not_in_channel")
    check_content(params)
    message = bot_message(params)
    if "thread_ts" in params:
        message["thread_ts"] = params["thread_ts"]
    shown = state.whisper(channel, params["user"], message)
    return {"channel": channel.id, "message_ts": shown["ts"]}


def chat_delete(state: SlackState, params: Values) -> Json:
    """chat.delete: the bot's own messages only."""
    channel = find_channel(state, params["channel"])
    entry = find_entry(channel, params["ts"])
    if entry.message.get("bot_id") != BOT_ID:
        raise SlackRefusalError("cant_delete_message")
    state.remove(channel, params["ts"])
    return {"channel": channel.id, "ts": params["ts"]}
