"""`veiviser run`: the bot, with the sandbox as its neighbour when no tokens are set."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial

from bot.app import App, StartError, running
from bot.cli import CommandError
from bot.collection import building
from bot.commands.opening import open_content
from bot.discretion import discreet
from bot.sandbox_process import SandboxError, sandbox
from bot.settings import Settings, read_settings
from knowledge.library import Library
from storage.errors import DatabaseAwayError

# The sandbox takes any tokens of the right shape, and always has this channel.
SANDBOX_TOKENS = {
    "telegram_token": "1000001:sandbox-token",
    "slack_bot_token": "xoxb-sandbox",
    "slack_app_token": "xapp-sandbox",
    "slack_channel": "C0SANDBOX01",
}

SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter while another waits for it (Python's default is ten
times that). The event loop lets go of it with every send, and then waits for the storage thread:
measured with fifty chats, a third of the throughput."""

END_SECONDS = 10.0
"""For ending in peace. Then the process ends whatever hangs, such as a database that no longer
answers: it may be killed at any moment, so nothing is lost by that."""

log = logging.getLogger(__name__)


class _Told:
    """Called when the process is told to end; `by` is what then ends it."""

    def __init__(self, by: Callable[[], object]) -> None:
        self.by = by
        self.to_end = False

    def __call__(self) -> None:
        if not self.to_end:
            self.to_end = True
            hard = threading.Timer(END_SECONDS, _end_hard)
            hard.daemon = True
            hard.start()
        self.by()


def run(_: argparse.Namespace) -> int:
    """Run until the process is told to end (Ctrl-C or SIGTERM)."""
    settings = read_settings()
    logging.basicConfig(
        level=settings.log_level.upper(), handlers=[discreet(logging.StreamHandler())]
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    sys.setswitchinterval(SWITCH_SECONDS)
    with building():
        library = open_content(settings.content_dir)
    try:
        asyncio.run(_run(settings, library))
    except asyncio.CancelledError:
        log.info("told to end while starting")
    except (StartError, SandboxError) as error:
        raise CommandError(str(error)) from error
    except DatabaseAwayError as error:  # later on it is waited for; here it is too early for that
        raise CommandError("the database went away while starting: start again") from error
    return 0


async def _run(settings: Settings, library: Library) -> None:
    async with AsyncExitStack() as stack:
        # Told to end before the bot runs: the sandbox that it started is taken along all the same.
        start = asyncio.current_task()
        assert start is not None
        told = _Told(start.cancel)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, told)
        where = "Stop it with Ctrl-C."
        if not settings.live:
            url = await stack.enter_async_context(sandbox(settings.var_dir))
            settings = against(settings, url)
            where = f"Open {url} and write /start. {where}"
        app = await stack.enter_async_context(running(settings, library))
        told.by = partial(_end, app)
        if told.to_end:  # while something was being committed, which is not cut off
            return
        publishing = asyncio.create_task(app.publish_profile())
        stack.callback(publishing.cancel)
        print(f"Veiviser is running. {where}", flush=True)
        await app.poller.run()


def _end(app: App) -> None:
    app.readiness.ending = True
    app.poller.stop()


def _end_hard() -> None:
    log.error("not ended after %.0f s: something hangs, so it is cut off", END_SECONDS)
    logging.shutdown()
    os._exit(1)


def against(settings: Settings, url: str) -> Settings:
    """The settings for a bot that belongs to the sandbox at `url`."""
    return settings.model_copy(
        update={
            **SANDBOX_TOKENS,
            "webhook_url": "",
            "telegram_api_url": url,
            "slack_api_url": f"{url}/slack/api/",
        }
    )
