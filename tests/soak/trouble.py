"""What a network and two busy services do to the bot meanwhile, and deliveries that come twice."""

from __future__ import annotations

import asyncio
import contextlib
import random

from bot.sandbox.client import SandboxClient, SandboxError

MOST_WAITING = 12
"""Faults that wait for their call; more would mean that the bot calls less than it is troubled."""

METHODS = (
    *("sendMessage",) * 6,
    *("editMessageText",) * 4,
    *("sendDocument", "getFile", "file", "download", "getUpdates", "answerCallbackQuery"),
    *("editMessageReplyMarkup", "chat.postMessage", "chat.postMessage", "chat.update"),
    *("files.getUploadURLExternal", "upload", "files.completeUploadExternal", "files.info"),
    *("conversations.history", "conversations.replies", "users.info", "views.open"),
)
KINDS = ("429", "500", "hang", "slow", "drop_before", "drop_after", "drop_after")
PAUSES = (0.05, 0.45)
"""Seconds between two troubles, from and to."""

LONGEST = 3.0
"""Seconds that a call hangs, at most."""


async def trouble(sandbox: SandboxClient, chance: random.Random) -> None:
    """Make it, until cancelled."""
    while True:
        await asyncio.sleep(chance.uniform(*PAUSES))
        if await _waiting(sandbox) < MOST_WAITING:
            seconds = chance.uniform(0.2, LONGEST)
            kind, method = chance.choice(KINDS), chance.choice(METHODS)
            await sandbox.fault(method, kind, retry_after=chance.choice((1, 1, 2)), seconds=seconds)
        if chance.random() < 0.5:
            await _again(sandbox, chance)


async def _waiting(sandbox: SandboxClient) -> int:
    return len((await sandbox.link.get("/sandbox/faults"))["faults"])


async def _again(sandbox: SandboxClient, chance: random.Random) -> None:
    """Deliver something a second time: a recent update, or the newest press in Slack."""
    with contextlib.suppress(SandboxError):  # there is none yet
        if chance.random() < 0.2:
            await sandbox.secretariat.redeliver()
            return
        newest = (await sandbox.updates())["newest"]
        await sandbox.deliver_again(newest - chance.randrange(60))
