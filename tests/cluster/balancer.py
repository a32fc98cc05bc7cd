"""A round-robin balancer for pushed updates: the smallest thing that stands where a real one would.

A replica that is not there, or asks for an update to come again, is passed over; when all do, the
sender is told so, and repeats.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
from aiohttp import web

HOST = "127.0.0.1"
KEPT_HEADERS = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token")
FORWARD_SECONDS = 25.0


class Balancer:
    """Passes every POST on to one of the ports, in turn."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = ports
        self._turn = count()
        self.passed: dict[int, int] = dict.fromkeys(ports, 0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Listen on a free port; yields the address."""
        timeout = aiohttp.ClientTimeout(total=FORWARD_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            app = web.Application()

            async def forward(request: web.Request) -> web.Response:
                return await self._forward(session, request)

            app.router.add_post("/{path:.*}", forward)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, HOST, 0).start()
            try:
                yield f"http://{HOST}:{runner.addresses[0][1]}"
            finally:
                await runner.cleanup()

    async def _forward(self, session: aiohttp.ClientSession, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: request.headers[name] for name in KEPT_HEADERS if name in request.headers}
        first = next(self._turn)
        for step in range(len(self._ports)):
            port = self._ports[(first + step) % len(self._ports)]
            url = f"http://{HOST}:{port}{request.path}"
            try:
                async with session.post(url, data=body, headers=headers) as response:
                    if response.status != 503:
                        self.passed[port] += 1
                        return web.Response(status=response.status, body=await response.read())
            except (aiohttp.ClientError, OSError, TimeoutError):
                continue
        return web.Response(status=503)
