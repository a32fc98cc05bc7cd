"""Posting without doubles: every post carries its outbox row's key and is looked up by it.

Slack does not deduplicate, and a dropped connection does not tell whether the post was made. So
before a row is tried again, the channel or the thread is searched for its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Sending
from bot.slack.blocks import Post
from bot.slack.errors import code_of
from bot.slack.names import METADATA_EVENT

PAGE = 200
PAGES = 5
"""How far back a lost post is looked for: it was made minutes ago, not weeks."""

# The message cannot be edited any more, so a new one takes its place.
_LOST = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is. Written `channel/ts`, which is how it is stored."""

    channel: str
    ts: str

    @classmethod
    def read(cls, written: str) -> Place:
        """The place that `str()` wrote."""
        channel, _, ts = written.partition("/")
        return cls(channel, ts)

    def __str__(self) -> str:
        return f"{self.channel}/{self.ts}"


class Posts:
    """Puts messages into channels and threads. Raises slack_sdk's and aiohttp's own errors."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def put(self, post: Post, channel: str, written: Place | None, sending: Sending) -> Place:
        """Edit the message at `written`; without one, or when it is gone, make a new one."""
        if written is not None and await self._edit(post, written):
            return written
        found = await self._made_before(channel, None, sending)
        if found is not None and await self._edit(post, found):
            return found
        return await self._post(post, channel, None, sending)

    async def reply(self, post: Post, root: Place, sending: Sending) -> None:
        """Say something in a thread, once."""
        if await self._made_before(root.channel, root.ts, sending) is None:
            await self._post(post, root.channel, root.ts, sending)

    async def _edit(self, post: Post, place: Place) -> bool:
        try:
            await self._client.chat_update(
                channel=place.channel,
                ts=place.ts,
                text=post.text,
                blocks=post.blocks,
                parse="none",
            )
        except SlackApiError as error:
            if code_of(error) in _LOST:
                return False
            raise
        return True

    async def _post(self, post: Post, channel: str, thread: str | None, sending: Sending) -> Place:
        answer = await self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            text=post.text,
            blocks=post.blocks,
            parse="none",
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": METADATA_EVENT, "event_payload": {"key": sending.key}},
        )
        return Place(answer["channel"], answer["ts"])

    async def _made_before(
        self, channel: str, thread: str | None, sending: Sending
    ) -> Place | None:
        if sending.attempt <= 1:
            return None
        cursor = ""
        for _ in range(PAGES):
            page = await self._page(channel, thread, cursor)
            for message in page["messages"]:
                if _key_of(message) == sending.key:
                    return Place(channel, message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return None

    async def _page(self, channel: str, thread: str | None, cursor: str) -> Any:
        args: dict[str, Any] = {"channel": channel, "limit": PAGE, "include_all_metadata": True}
        if cursor:
            args["cursor"] = cursor
        if thread is None:
            return await self._client.conversations_history(**args)
        return await self._client.conversations_replies(ts=thread, **args)


def _key_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != METADATA_EVENT:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return str(key) if key is not None else None
