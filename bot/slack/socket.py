"""The connection over which Slack tells us things: Socket Mode, so no public address is needed.

Starts, watches and ends it. Slack being away does not keep the bot from starting: the rest works,
and cards wait in the outbox. A wrong token or channel does, because only the operator can mend it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import RefusedError, TryLaterError
from bot.slack.client import SDK_LOG
from bot.slack.desk import Desk
from bot.slack.errors import code_of, translated
from bot.slack.listeners import register
from bot.slack.workspace import SlackSetupError, Workspace

log = logging.getLogger(__name__)

PING_SECONDS = 5.0
"""Between two looks at the connection; also the SDK's wait before it tries a new one."""

CONNECT_SECONDS = 10.0
PATIENCE_SECONDS = 30.0
"""The SDK renews connections by itself. One that it could not renew for so long is replaced: it
tries the same address again and again, also after that has expired."""

CLOSE_SECONDS = 1.0
"""For saying goodbye when the bot ends, and as much for whispers on their way."""

LONGEST_WAIT = 30.0
_BAD_APP_TOKEN = frozenset({"invalid_auth", "not_authed", "not_allowed_token_type"})


class SlackSocket:
    """Carries presses, submits and commands to the desk."""

    def __init__(
        self, app_token: str, client: AsyncWebClient, workspace: Workspace, desk: Desk
    ) -> None:
        self._app_token = app_token
        self._client = client
        self._workspace = workspace
        self._desk = desk
        self._handler: AsyncSocketModeHandler | None = None
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Check the set-up and connect; when Slack cannot be reached, go on trying.

        Raises:
            SlackSetupError: the token or the channel is wrong.
        """
        try:
            await self._connect()
        except TryLaterError as error:
            log.warning("Slack cannot be reached yet: %s", error)
        self._watching = asyncio.create_task(self._watch())

    async def healthy(self) -> bool:
        """Whether the connection is open now."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def stop(self) -> None:
        """End the connection, after the whispers that are on their way."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._drop()
        await self._desk.close(CLOSE_SECONDS)

    async def _connect(self) -> None:
        await self._workspace.check()
        address = await self._address()
        handler = AsyncSocketModeHandler(
            await self._app(), self._app_token, SDK_LOG, self._client, ping_interval=PING_SECONDS
        )
        handler.client.proxy = self._client.proxy
        handler.client.wss_uri = address
        self._handler = handler
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await handler.client.connect()  # type: ignore[no-untyped-call]  # the SDK's gap
        except TimeoutError as error:
            await self._drop()
            raise TryLaterError("no connection in time") from error

    async def _drop(self) -> None:
        handler, self._handler = self._handler, None
        if handler is not None:
            await handler.client.close()  # type: ignore[no-untyped-call]  # the SDK's gap

    async def _address(self) -> str:
        """Where to connect. Asked for here, as the SDK retries a refused app token for ever."""
        try:
            with translated():
                answer = await self._client.apps_connections_open(app_token=self._app_token)
        except RefusedError as error:
            code = code_of(error.__cause__) if isinstance(error.__cause__, SlackApiError) else ""
            advice = (
                "make an app-level token (xapp-...) with the scope connections:write under "
                "'Basic Information' of the app"
                if code in _BAD_APP_TOKEN
                else "turn Socket Mode on in the app's settings, or update it from manifest.yaml"
            )
            raise SlackSetupError(f"SLACK_APP_TOKEN: Slack says {code}; {advice}") from error
        return str(answer["url"])

    async def _app(self) -> AsyncApp:
        identity = await self._workspace.identity()

        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None, team_id=identity.team, bot_user_id=identity.user
            )

        app = AsyncApp(
            name="veiviser",
            logger=SDK_LOG,
            # Without a token: nothing is ever sent through the clients that Bolt makes.
            client=AsyncWebClient(base_url=self._client.base_url, logger=SDK_LOG),
            authorize=authorize,
            process_before_response=True,
            # These are for HTTP; Socket Mode's connection itself is authenticated.
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
        )
        register(app, self._desk)
        return app

    async def _watch(self) -> None:
        """Replace a connection that has been away for too long."""
        away, wait = 0.0, PING_SECONDS
        while True:
            await asyncio.sleep(wait)
            away = 0.0 if await self.healthy() else away + wait
            if self._handler is not None and away < PATIENCE_SECONDS:
                wait = PING_SECONDS
                continue
            await self._drop()
            try:
                await self._connect()
                away, wait = 0.0, PING_SECONDS
            except (TryLaterError, SlackSetupError) as error:
                wait = min(wait * 2, LONGEST_WAIT)
                log.warning("Slack cannot be reached: %s", error)
