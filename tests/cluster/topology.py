"""Replicas of the bot on one PostgreSQL and one sandbox, each a process, by webhook or polling."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from telegram import Bot

from bot.commands.run import SANDBOX_TOKENS
from bot.telegram.client import make_bot
from bot.telegram.webhook import set_webhook
from tests.cluster.balancer import Balancer
from tests.e2e.mortal import MortalBot

SECRET = "a-secret-of-this-machine_1"
PATH = "/telegram"
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Replica:
    """One process, and the port of its probes."""

    bot: MortalBot
    port: int

    async def probe(self, path: str) -> int:
        """What a probe answers: its status, or 0 when nobody is there."""
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://127.0.0.1:{self.port}{path}") as response,
            ):
                return response.status
        except (aiohttp.ClientError, OSError):
            return 0

    async def becomes(self, status: int, path: str = "/readyz") -> None:
        """Wait until a probe answers so."""
        try:
            async with asyncio.timeout(START_SECONDS):
                while await self.probe(path) != status:
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(self.bot.log.read_text()[-3000:]) from None


@dataclass(frozen=True, slots=True)
class Cluster:
    """What runs. The replicas are started, and ended with it."""

    replicas: tuple[Replica, ...]
    balancer: Balancer | None = None


@asynccontextmanager
async def cluster(
    sandbox: str,
    database: str,
    folder: Path,
    *,
    webhook: bool,
    count: int = 2,
    lease_seconds: float = 30.0,
) -> AsyncIterator[Cluster]:
    """Start it: the replicas one after the other, as a rolling update would; then the webhook.

    Without a `database`, SQLite: then only one replica can run.
    """
    more = {"LEASE_SECONDS": str(lease_seconds), "LOG_LEVEL": "WARNING"}
    more |= {"DATABASE_URL": database} if database else {}
    balancer = None
    async with AsyncExitStack() as stack:
        ports = stack.enter_context(_ports(count))
        if webhook:
            balancer = Balancer(ports)
            url = f"{await stack.enter_async_context(balancer.running())}{PATH}"
            more |= {"WEBHOOK_URL": url, "WEBHOOK_SECRET": SECRET}
        replicas = tuple(
            Replica(MortalBot(sandbox, folder, {**more, "HTTP_PORT": str(port)}, f"bot-{n}"), port)
            for n, port in enumerate(ports, start=1)
        )
        for replica in replicas:
            await replica.bot.start()
            stack.push_async_callback(replica.bot.stop)
            await replica.becomes(200)
        if webhook:
            await _point_telegram(sandbox, url)
        yield Cluster(replicas, balancer)


async def _point_telegram(sandbox: str, url: str) -> None:
    bot: Bot = make_bot(SANDBOX_TOKENS["telegram_token"], sandbox)
    try:
        await set_webhook(bot, url, SECRET)
    finally:
        await bot.request.shutdown()


@contextmanager
def _ports(count: int) -> Iterator[list[int]]:
    """A port for each replica, which is told it before it listens, and again after it was killed.

    It stays bound here, so that nobody else is given it meanwhile. Where two may bind one port as
    long as neither listens (Linux), the replica can listen beside that; elsewhere it is let go.
    """
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            each.bind(("127.0.0.1", 0))
        ports = [int(each.getsockname()[1]) for each in sockets]
        if sys.platform != "linux":
            stack.close()
        yield ports
