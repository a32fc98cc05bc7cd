"""`SandboxClient`: drives the sandbox from tests, benchmarks and the demo.

Waiting is done by the server (a long poll per chat or channel), never by sleeping and asking
again. A wait that ends in vain raises `WaitedInVainError` with the conversation printed, so that a
failing test shows what was there instead.
"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from .client_applicant import Applicant
from .client_link import TIMEOUT, Link, SandboxError, WaitedInVainError
from .client_secretariat import Secretariat
from .store import Json

__all__ = ["SandboxClient", "SandboxError", "WaitedInVainError"]

T = TypeVar("T")
KARI = 5001
"""The applicant every new sandbox has."""


class SandboxClient:
    """A connection to a running sandbox; use as ``async with SandboxClient(url) as sandbox``."""

    def __init__(self, url: str) -> None:
        self.link = Link(url.rstrip("/"))
        self._applicants: dict[int, Applicant] = {}
        self.secretariat = Secretariat(self.link)

    @property
    def url(self) -> str:
        """The root address: also the ``TELEGRAM_API_URL`` of a bot."""
        return self.link.url

    @property
    def telegram_api_url(self) -> str:
        """Root of the Bot API server."""
        return self.url

    @property
    def slack_api_url(self) -> str:
        """Base URL for Slack's Web API, with the slash at its end."""
        return f"{self.url}/slack/api/"

    async def __aenter__(self) -> Self:
        await self.link.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.link.close()

    def applicant(self, applicant_id: int = KARI) -> Applicant:
        """The applicant with this number; the same object each time, so that it remembers."""
        return self._applicants.setdefault(applicant_id, Applicant(self.link, applicant_id))

    async def add_applicant(
        self,
        first_name: str = "Ola",
        last_name: str = "",
        language_code: str | None = "nb",
        *,
        started: bool = False,
    ) -> Applicant:
        """A new person; with ``started`` the bot may write to them before they write to it."""
        body = {"first_name": first_name, "last_name": last_name, "started": started}
        found = await self.link.post(
            "/sandbox/applicants", {**body, "language_code": language_code}
        )
        return self.applicant(found["id"])

    async def add_group(self, title: str, members: list[Applicant]) -> Applicant:
        """A group chat; the first member speaks unless a call says otherwise."""
        body = {"title": title, "members": [member.id for member in members]}
        found = await self.link.post("/sandbox/groups", body)
        return self.applicant(found["id"])

    async def calls(self, method: str | None = None, after: int = 0) -> list[Json]:
        """The API calls made so far: number, method, params, status, error."""
        query = {"after": after, **({"method": method} if method else {})}
        found: list[Json] = (await self.link.get("/sandbox/calls", query))["calls"]
        return found

    async def profile(self) -> Json:
        """The bot's name, descriptions and commands, by key such as ``commands:nb``."""
        found: Json = (await self.link.get("/sandbox/chats"))["profile"]
        return found

    async def fault(
        self,
        match: str,
        kind: str,
        *,
        times: int = 1,
        skip: int = 0,
        retry_after: int = 1,
        seconds: float = 30.0,
    ) -> None:
        """Let the next calls of a method (or ``*``) fail; kinds are those of `FaultKind`."""
        body = {"match": match, "kind": kind, "times": times, "skip": skip}
        await self.link.post(
            "/sandbox/faults", {**body, "retry_after": retry_after, "seconds": seconds}
        )

    async def clear_faults(self) -> None:
        """Forget every waiting fault."""
        await self.link.send("DELETE", "/sandbox/faults")

    async def updates(self) -> Json:
        """How many updates were `made`, the `newest` one's number, and how many are `waiting`."""
        return await self.link.get("/sandbox/updates")

    async def push_update(self, update: Json) -> int:
        """Queue any update, as it would come from Telegram; returns its number."""
        number: int = (await self.link.post("/sandbox/updates", update))["update_id"]
        return number

    async def deliver_again(self, update_id: int | None = None) -> int:
        """Deliver an update (the newest unless named) a second time."""
        body = {"update_id": update_id} if update_id else {}
        number: int = (await self.link.post("/sandbox/updates/again", body))["update_id"]
        return number

    async def wait_for(
        self, look: Callable[[], Any], *, topic: str = "", timeout: float = TIMEOUT
    ) -> Any:
        """Call the async ``look`` after every change until it gives something truthy.

        Not for calls alone: a call that changes nothing visible wakes nobody.
        """
        since = (await self.link.get("/sandbox/wait", {"topic": topic}))["version"]
        ends = time.monotonic() + timeout
        while not (found := await look()):
            left = ends - time.monotonic()
            if left <= 0:
                raise WaitedInVainError(f"nothing came in {timeout} s")
            query = {"since": since, "topic": topic, "timeout": left}
            since = (await self.link.get("/sandbox/wait", query))["version"]
        return found

    async def wait_for_bot(self, timeout: float = TIMEOUT) -> None:
        """Wait until a bot holds a Socket Mode connection."""

        async def connected() -> bool:
            found = await self.link.get("/sandbox/health")
            return bool(found["slack_connections"])

        await self.wait_for(connected, topic="socket", timeout=timeout)

    async def health(self) -> Json:
        """Raises `aiohttp.ClientError` where no sandbox listens."""
        return await self.link.get("/sandbox/health")

    @staticmethod
    async def listens(url: str) -> bool:
        """Whether a sandbox already listens at ``url``."""
        try:
            async with SandboxClient(url) as client:
                return bool((await client.health())["sandbox"])
        except (aiohttp.ClientError, OSError, KeyError, ValueError):
            return False
