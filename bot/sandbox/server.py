"""The sandbox as a server: loopback only, one page, two APIs and the control API.

Whoever else runs in the browser of this machine must not reach it: requests that name another host
or come from another origin are refused.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import web

from .control import Control
from .control_slack import SlackControl
from .control_telegram import TelegramControl
from .exchanges import Exchanges
from .world import World

HOST = "127.0.0.1"
PORTS_TRIED = 21
LARGEST_BODY = 64 * 1024 * 1024
PAGE = Path(__file__).parent / "page"
ADDRESS_FILE = "address"
SIGNALS = (signal.SIGINT, signal.SIGTERM)

PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _own_page_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    name = request.host.rsplit(":", 1)[0]
    origin = request.headers.get("Origin")
    if name not in (HOST, "localhost") or origin not in (None, f"http://{request.host}"):
        raise web.HTTPForbidden(text="the sandbox only serves this machine's own page")
    return await handler(request)


async def _index(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "index.html", headers=PAGE_HEADERS)


async def _asset(request: web.Request) -> web.StreamResponse:
    path = PAGE / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=PAGE_HEADERS)


async def _going_on(world: World) -> AsyncIterator[None]:
    """What happens by itself while the server lives."""
    flushing = asyncio.create_task(world.store.keep_flushing())
    pushing = asyncio.create_task(world.telegram_api.webhook.push_for_ever())
    yield
    for task in (flushing, pushing):
        task.cancel()
    await asyncio.gather(flushing, pushing, return_exceptions=True)
    world.store.close()


def create_app(state_dir: Path) -> web.Application:
    """The application whose memory lies in ``state_dir``."""
    world = World.open(state_dir)
    app = web.Application(middlewares=[_own_page_only], client_max_size=LARGEST_BODY)
    app.add_routes([web.get("/", _index), web.get("/page/{name}", _asset)])
    app.router.add_get("/slack/socket", world.socket.connect)
    app.router.add_post("/slack/response/{ticket}", world.responses.receive)
    for room in (
        Control(world),
        TelegramControl(world),
        SlackControl(world),
        Exchanges(world),
        world.telegram_api,
        world.slack_api,
    ):
        app.add_routes(room.routes())

    async def stop(app: web.Application) -> None:
        world.release()
        await world.socket.close()

    app.cleanup_ctx.append(lambda _: _going_on(world))
    app.on_shutdown.append(stop)
    return app


async def _bind(runner: web.AppRunner, port: int) -> int:
    """Listen on ``port`` (0: any free one), or on the next free one after it."""
    last = port + (PORTS_TRIED if port else 1) - 1
    for candidate in range(port, last + 1):
        try:
            await web.TCPSite(runner, HOST, candidate).start()
        except OSError:
            if candidate == last:
                raise
        else:
            break
    return int(runner.addresses[0][1])


@contextlib.asynccontextmanager
async def running(state_dir: Path, port: int = 0) -> AsyncIterator[str]:
    """A running sandbox; yields its address. OSError if every port tried is busy."""
    state_dir.mkdir(parents=True, exist_ok=True)
    runner = web.AppRunner(create_app(state_dir), access_log=None, shutdown_timeout=1)
    await runner.setup()
    address_file = state_dir / ADDRESS_FILE
    try:
        url = f"http://{HOST}:{await _bind(runner, port)}"
        address_file.write_text(url)
        yield url
    finally:
        address_file.unlink(missing_ok=True)
        await runner.cleanup()


async def serve(
    port: int,
    state_dir: Path,
    on_ready: Callable[[str], None] = lambda url: None,
    lifeline: int | None = None,
) -> None:
    """Run until cancelled or told to end (SIGINT, SIGTERM), and then forget nothing.

    ``on_ready`` hears the address, which also stands in the file ``address``. ``lifeline`` is a
    pipe or socket: the sandbox also ends when whoever holds its other end is gone.
    """
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for number in SIGNALS:
        loop.add_signal_handler(number, told.set)
    if lifeline is not None:
        loop.add_reader(lifeline, _hold, lifeline, told)
    try:
        async with running(state_dir, port) as url:
            on_ready(url)
            await told.wait()
    finally:
        if lifeline is not None:
            loop.remove_reader(lifeline)
        for number in SIGNALS:
            loop.remove_signal_handler(number)


def _hold(lifeline: int, told: asyncio.Event) -> None:
    """Let go when the other end is gone; what is said through it does not matter."""
    if not os.read(lifeline, 1024):
        told.set()
