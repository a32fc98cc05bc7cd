"""Where the app is installed: which workspace, which bot, and whether the channel is usable."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import TryLaterError
from bot.slack.errors import NETWORK_ERRORS, code_of, translate
from bot.slack.posts import Place

_BAD_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)


class SlackSetupError(Exception):
    """The token or the channel is wrong; the text tells the operator what to do about it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What `auth.test` says: the workspace, its address, and the bot's user id and name in it."""

    team: str
    user: str
    name: str
    url: str


class Workspace:
    """The workspace behind a token; asked for once and then remembered."""

    def __init__(self, client: AsyncWebClient, channel: str) -> None:
        self._client = client
        self._channel = channel
        self._identity: Identity | None = None

    async def identity(self) -> Identity:
        """Who we are.

        Raises:
            SlackApiError: Slack refused; or a network error of aiohttp.
        """
        if self._identity is None:
            answer = await self._client.auth_test()
            self._identity = Identity(
                answer["team_id"], answer["user_id"], answer["user"], answer["url"]
            )
        return self._identity

    async def link(self, place: Place) -> str:
        """The address of a message, as Slack makes it.

        Raises:
            SlackApiError: Slack refused; or a network error of aiohttp.
        """
        root = (await self.identity()).url.rstrip("/")
        return f"{root}/archives/{place.channel}/p{place.ts.replace('.', '')}"

    async def check(self) -> None:
        """Find out whether the token is good and the bot is in its channel.

        Raises:
            SlackSetupError: something that only the operator can mend.
            TryLaterError: Slack cannot be asked now.
        """
        try:
            identity = await self.identity()
            channel = (await self._client.conversations_info(channel=self._channel))["channel"]
        except SlackApiError as error:
            raise self._explained(error) from error
        except NETWORK_ERRORS as error:
            raise TryLaterError(type(error).__name__) from error
        if channel.get("is_archived"):
            raise SlackSetupError(f"SLACK_CHANNEL: {self._channel} is archived; open it again")
        if not channel.get("is_member"):
            raise SlackSetupError(
                f"SLACK_CHANNEL: the bot is not in {self._channel}; "
                f"write /invite @{identity.name} in that channel"
            )

    def _explained(self, error: SlackApiError) -> SlackSetupError | TryLaterError:
        code = code_of(error)
        if code in _BAD_TOKEN:
            return SlackSetupError(
                f"SLACK_BOT_TOKEN: Slack says {code}; copy the bot token (xoxb-...) again from "
                "'OAuth & Permissions' of the app"
            )
        if code == "missing_scope":
            return SlackSetupError(
                "SLACK_BOT_TOKEN: a scope is missing; update the app from manifest.yaml and "
                "install it again"
            )
        if code == "channel_not_found":
            return SlackSetupError(
                f"SLACK_CHANNEL: {self._channel} is not known to the bot; give the channel's id "
                "(C...), and invite the bot with /invite first when the channel is private"
            )
        refusal = translate(error)
        if isinstance(refusal, TryLaterError):
            return refusal
        return SlackSetupError(f"Slack refuses with {code}")
