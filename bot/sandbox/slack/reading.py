"""The reading methods (``auth``, ``conversations``, ``users``), one function each."""

import base64
from typing import Any

from ..store import Json
from ..wire import Values
from .errors import SlackRefusalError
from .messages import find_channel, find_entry
from .state import BOT_ID, BOT_NAME, BOT_USER, TEAM, Channel, Entry, SlackState

LARGEST_PAGE = 999
"""conversations.*: ``limit`` is at most 999 (1000 for members)."""


def _page(items: list[Any], params: Values, default: int = 100) -> tuple[list[Any], str]:
    limit = params.get("limit", default)
    if not 1 <= limit <= LARGEST_PAGE + 1:
        raise SlackRefusalError("invalid_limit")
    start = _position(params.get("cursor", ""))
    end = start + limit
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], cursor


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except ValueError as error:
        raise SlackRefusalError("invalid_cursor") from error


def _shown(entry: Entry, params: Values) -> Json:
    if entry.metadata is not None and params.get("include_all_metadata"):
        return {**entry.message, "metadata": entry.metadata}
    return entry.message


def _within(params: Values, timestamps: list[str]) -> list[str]:
    oldest, latest = params.get("oldest", "0"), params.get("latest", "")
    inclusive = params.get("inclusive", False)
    try:
        low, high = float(oldest or 0), float(latest or "inf")
    except ValueError as error:
        raise SlackRefusalError("invalid_ts_oldest") from error
    edge = {oldest, latest} if inclusive else set()
    return [ts for ts in timestamps if low < float(ts) < high or ts in edge]


def _messages(channel: Channel, wanted: list[str], params: Values) -> Json:
    page, cursor = _page(wanted, params)
    return {
        "messages": [_shown(channel.entries[ts], params) for ts in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def auth_test(state: SlackState, params: Values) -> Json:
    """auth.test for the bot token."""
    return {
        "url": "https://sandbox.slack.com/",
        "team": "Sandkassen",
        "user": BOT_NAME,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def conversations_info(state: SlackState, params: Values) -> Json:
    """conversations.info; the bot need not be a member to see a public channel."""
    channel = state.channels.get(params["channel"])
    if channel is None:
        raise SlackRefusalError("channel_not_found")
    described: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": True,
        "is_private": False,
        "is_archived": False,
        "is_member": BOT_USER in channel.members,
        "is_ext_shared": False,
        "context_team_id": TEAM,
    }
    if params.get("include_num_members"):
        described["num_members"] = len(channel.members)
    return {"channel": described}


def conversations_members(state: SlackState, params: Values) -> Json:
    """conversations.members, page by page."""
    channel = state.channels.get(params["channel"])
    if channel is None:
        raise SlackRefusalError("channel_not_found")
    page, cursor = _page(channel.members, params)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def conversations_history(state: SlackState, params: Values) -> Json:
    """conversations.history: newest first, without the answers in threads."""
    channel = find_channel(state, params["channel"])
    return _messages(channel, _within(params, list(reversed(channel.roots))), params)


def conversations_replies(state: SlackState, params: Values) -> Json:
    """conversations.replies: the root and its answers, oldest first."""
    channel = find_channel(state, params["channel"])
    root = find_entry(channel, params["ts"], "thread_not_found").message
    thread = channel.thread_of(root.get("thread_ts") or root["ts"])
    return _messages(channel, [thread[0], *_within(params, thread[1:])], params)


def conversations_join(state: SlackState, params: Values) -> Json:
    """conversations.join: being in already is no error, only a warning."""
    channel = state.channels.get(params["channel"])
    if channel is None:
        raise SlackRefusalError("channel_not_found")
    warning = {"warning": "already_in_channel"} if BOT_USER in channel.members else {}
    if BOT_USER not in channel.members:
        channel.members.append(BOT_USER)
        state.save_channel(channel)
    return {**conversations_info(state, params), **warning}


def users_info(state: SlackState, params: Values) -> Json:
    """users.info."""
    user = state.users.get(params["user"])
    if user is None:
        raise SlackRefusalError("user_not_found")
    return {"user": user}
