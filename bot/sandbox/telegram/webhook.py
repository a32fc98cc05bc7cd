"""Updates pushed to the bot, as the real server does while a webhook is set.

In order, one at a time, the same one again and again until the answer is 200; never beside
getUpdates. A webhook is remembered over a restart. Three differences: a plain HTTP address is
taken, but only on this machine; nothing is pushed to another machine, whatever address was set; and
repeats come within seconds, not minutes.
"""

import asyncio
import contextlib
import re
import time
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from ..calls import CallLog
from ..faults import FaultKind, Faults
from ..store import Json
from ..wire import Values
from .errors import RefusalError, bad_request
from .state import TelegramState
from .updates import UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_THIS_MACHINE = {"127.0.0.1", "localhost"}
_PORTS = {443, 80, 88, 8443}

MOST_CONNECTIONS = 100
USUAL_CONNECTIONS = 40

ANSWER_SECONDS = 30.0
"""How long the bot may take for one update."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
"""Seconds between two pushes of the same update: doubled each time."""

ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)


class Webhook:
    """The bot's webhook, if it has one, and the pushing to it."""

    def __init__(
        self, state: TelegramState, updates: UpdateQueue, faults: Faults, calls: CallLog
    ) -> None:
        self._state = state
        self._updates = updates
        self._faults = faults
        self._calls = calls
        self._changed = asyncio.Event()
        self._trouble: tuple[int, str] | None = None

    @property
    def url(self) -> str:
        """Where updates are pushed; empty while there is no webhook."""
        return str(self._set.get("url", ""))

    @property
    def _set(self) -> Json:
        found: Json = self._state.profile.get("webhook", {})
        return found

    def refuse_polling(self) -> None:
        """Called by getUpdates.

        Raises:
            RefusalError: 409, a webhook is set.
        """
        if self.url:
            raise RefusalError(409, ACTIVE)

    def set(self, params: Values) -> bool:
        """setWebhook. An empty address removes it; a poll that waits is ended."""
        if not params["url"]:
            return self.delete(params)
        _check(params)
        webhook = {
            "url": params["url"],
            "secret_token": params.get("secret_token", ""),
            "max_connections": params.get("max_connections", USUAL_CONNECTIONS),
            "ip_address": "127.0.0.1",
        }
        if "allowed_updates" in params:
            kinds = {"kinds": params["allowed_updates"]}
            self._state.save_profile("allowed_updates", kinds)
        self._replace(webhook, params)
        return True

    def delete(self, params: Values) -> bool:
        """deleteWebhook: also true when there is none."""
        self._replace({}, params)
        return True

    def info(self, _params: Values) -> Json:
        """getWebhookInfo."""
        known = {name: self._set[name] for name in ("ip_address", "max_connections") if self.url}
        kinds = self._state.profile.get("allowed_updates", {}).get("kinds")
        trouble = self._trouble
        return {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
            **known,
            **({"allowed_updates": kinds} if kinds else {}),
            **(
                {"last_error_date": trouble[0], "last_error_message": trouble[1]} if trouble else {}
            ),
        }

    def _replace(self, webhook: Json, params: Values) -> None:
        if params.get("drop_pending_updates"):
            self._updates.clear()
        self._trouble = None
        self._state.save_profile("webhook", webhook)
        if webhook:
            self._updates.end_poll()
        self._changed.set()

    async def push_for_ever(self) -> None:
        """Push what waits, while there is a webhook; until cancelled."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            failures = 0
            while True:
                self._changed.clear()
                update = self._updates.head() if self.url else None
                if update is None:
                    await self._something_new()
                elif await self._taken(session, update):
                    self._updates.pushed(update)
                    failures = 0
                else:
                    failures += 1
                    pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), pause)

    async def _something_new(self) -> None:
        waits = [
            asyncio.ensure_future(self._changed.wait()),
            asyncio.ensure_future(self._updates.arrived.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
        # Without a webhook only setting one matters: what arrives is for getUpdates.
        if not self.url:
            await self._changed.wait()

    async def _taken(self, session: aiohttp.ClientSession, update: Json) -> bool:
        """Push one update. A fault of the method ``webhook`` loses it, or the answer to it."""
        fault = self._faults.take("webhook")
        if fault is not None and fault.kind is not FaultKind.DROP_AFTER:
            return self._failed(update, 0, "Connection reset by peer")
        status, trouble = await self._push(session, update)
        if fault is not None:
            status, trouble = 0, "Read timeout expired"
        if status == 200:
            self._note(update, status, None)
            return True
        return self._failed(update, status, trouble)

    async def _push(self, session: aiohttp.ClientSession, update: Json) -> tuple[int, str]:
        webhook = self._set
        if urlsplit(webhook["url"]).hostname not in _THIS_MACHINE:
            return 0, "Failed to resolve host: the sandbox pushes on this machine only"
        headers = {SECRET_HEADER: webhook["secret_token"]} if webhook["secret_token"] else {}
        try:
            async with session.post(
                webhook["url"], json=update, headers=headers, allow_redirects=False
            ) as response:
                await response.read()
                return response.status, f"Wrong response from the webhook: {response.status}"
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return 0, type(error).__name__

    def _failed(self, update: Json, status: int, trouble: str) -> bool:
        self._trouble = (int(time.time()), trouble)
        self._note(update, status, trouble)
        return False

    def _note(self, update: Json, status: int, error: str | None) -> None:
        self._calls.note("webhook", {"update_id": update["update_id"]}, status, error)


def _check(params: dict[str, Any]) -> None:
    parts = urlsplit(params["url"])
    try:
        port = parts.port
    except ValueError as error:
        raise bad_request("bad webhook: invalid port number specified") from error
    here = parts.hostname in _THIS_MACHINE
    if not parts.hostname or parts.scheme not in ({"http", "https"} if here else {"https"}):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not here and (port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret = params.get("secret_token", "")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= params.get("max_connections", USUAL_CONNECTIONS) <= MOST_CONNECTIONS:
        raise bad_request("max_connections must be between 1 and 100")
