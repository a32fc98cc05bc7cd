"""The HTTP side of the bot: is it alive, is it ready, and what a channel wants to be told there.

`/livez` answers while the process can do anything at all; `/readyz` while it can take updates: the
database answers, and it is not about to end. A load balancer sends nothing to one that is not
ready; only one that is not alive should be killed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

READY_SECONDS = 2.0
"""How long the database may take to answer; probes usually give up after some seconds."""

SHUTDOWN_SECONDS = 2.0
"""For answers that are being written when the server ends."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Readiness:
    """Whether this process takes updates; `ending` is set when it was told to end."""

    database_answers: Callable[[float], Awaitable[bool]]
    ending: bool = False

    async def trouble(self) -> str:
        """What is in the way, in a word or two; empty when nothing is."""
        if self.ending:
            return "ending"
        return "" if await self.database_answers(READY_SECONDS) else "no database"


@dataclass(frozen=True, slots=True)
class Serving:
    """Where to listen, and what is served besides the two probes: handlers of POST by path."""

    host: str
    port: int
    readiness: Readiness
    posts: Mapping[str, Handler] = field(default_factory=dict)
    largest_body: int = 1024 * 1024

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        """Listen; yields the port, which is a free one for port 0.

        Raises:
            OSError: somebody else listens there.
        """
        app = web.Application(client_max_size=self.largest_body)
        app.add_routes([web.get("/livez", _alive), web.get("/readyz", self._ready)])
        app.add_routes([web.post(path, handler) for path, handler in self.posts.items()])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
            yield int(runner.addresses[0][1])
        finally:
            await runner.cleanup()

    async def _ready(self, _request: web.Request) -> web.Response:
        trouble = await self.readiness.trouble()
        return web.Response(text=trouble or "ready", status=503 if trouble else 200)


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="alive")
