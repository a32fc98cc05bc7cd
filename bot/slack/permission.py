"""Who may act: the members of the secretariat's channel, and nobody else.

Asked at the click and again at the submit. Guests, bots, closed accounts and people of other
workspaces (they can sit in a shared channel) may not, and neither may anybody while Slack cannot
tell who they are.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import NETWORK_ERRORS
from bot.slack.workspace import Workspace
from dialogs.state import Person

log = logging.getLogger(__name__)

REMEMBERED = 60.0
"""Seconds for which an answer of Slack's counts: a person who left may act that long."""

DEADLINE = 0.8
"""Seconds for asking Slack: the press has to be acknowledged within three, the turn included."""

PAGE = 200


@dataclass(frozen=True, slots=True)
class Denied:
    """Not allowed; `key` is the text that says why."""

    key: str


class Permission:
    """Decides whether a user may act, and knows the name to show for them."""

    def __init__(
        self,
        client: AsyncWebClient,
        channel: str,
        workspace: Workspace,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._channel = channel
        self._workspace = workspace
        self._monotonic = monotonic
        self._members: tuple[float, frozenset[str]] = (0.0, frozenset())
        self._users: dict[str, tuple[float, dict[str, Any]]] = {}

    async def check(self, user: str, team: str) -> Person | Denied:
        """The person when they may act. Never raises: when Slack cannot be asked, nobody may."""
        try:
            async with asyncio.timeout(DEADLINE):
                home = (await self._workspace.identity()).team
                if team != home:
                    return Denied("slack.denied.other_workspace")
                person, members = await asyncio.gather(self._user(user), self._channel_members())
        except (SlackClientError, *NETWORK_ERRORS) as error:
            log.warning("cannot ask Slack who may act: %s", type(error).__name__)
            return Denied("slack.denied.unknown")
        if reason := _unfit(person, home):
            return Denied(reason)
        if user not in members:
            return Denied("slack.denied.not_member")
        return Person(id=user, name=shown_name(person))

    async def _user(self, user: str) -> dict[str, Any]:
        now = self._monotonic()
        self._users = {
            each: known for each, known in self._users.items() if known[0] > now
        }  # what is forgotten here is also not kept for ever
        if user not in self._users:
            found: dict[str, Any] = (await self._client.users_info(user=user))["user"]
            self._users[user] = (now + REMEMBERED, found)
        return self._users[user][1]

    async def _channel_members(self) -> frozenset[str]:
        now = self._monotonic()
        if self._members[0] <= now:
            self._members = (now + REMEMBERED, await self._all_members())
        return self._members[1]

    async def _all_members(self) -> frozenset[str]:
        found: set[str] = set()
        cursor = ""
        while True:
            page = await self._client.conversations_members(
                channel=self._channel, limit=PAGE, **({"cursor": cursor} if cursor else {})
            )
            found.update(page["members"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(found)


def shown_name(user: dict[str, Any]) -> str:
    """The name that colleagues see; the id when there is none."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
    return next((name for name in names if name), str(user.get("id", "")))


def _unfit(user: dict[str, Any], home: str) -> str:
    if user.get("is_stranger") or user.get("team_id") != home:
        return "slack.denied.other_workspace"
    if user.get("deleted"):
        return "slack.denied.deactivated"
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return "slack.denied.bot"
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return "slack.denied.guest"
    return ""
