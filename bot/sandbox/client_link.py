"""The HTTP connection under the client, and what it raises."""

from typing import Any

import aiohttp

from .store import Json

TIMEOUT = 10.0
"""Seconds that a wait lasts unless the caller says otherwise."""


class SandboxError(AssertionError):
    """The sandbox refused an action: there is no such button, message, field or person."""


class WaitedInVainError(AssertionError):
    """What a test waited for did not come; the message shows what was there instead."""


class Link:
    """Requests to one sandbox."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Connect; many waits may run at once, so there is no limit of connections."""
        # No environment proxies: the sandbox is on loopback only.
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector, trust_env=False)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, verb: str, path: str, **options: Any) -> Json:
        """One request; SandboxError with the sandbox's own words if it refuses."""
        if self._session is None:
            raise SandboxError("use the client with `async with`")
        async with self._session.request(verb, self.url + path, **options) as response:
            found: Json = await response.json()
            if response.status != 200:
                raise SandboxError(found.get("error", str(found)))
            return found

    async def get(self, path: str, query: Json | None = None) -> Json:
        """Read something."""
        return await self.send("GET", path, params=query or {})

    async def post(self, path: str, body: Json | None = None) -> Json:
        """Do something."""
        return await self.send("POST", path, json=body or {})

    async def read(self, path: str, headers: dict[str, str] | None = None) -> bytes:
        """A file's content."""
        if self._session is None:
            raise SandboxError("use the client with `async with`")
        async with self._session.get(self.url + path, headers=headers) as response:
            if response.status != 200:
                raise SandboxError(f"{response.status} for {path}")
            return await response.read()
