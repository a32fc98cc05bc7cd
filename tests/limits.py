"""What the product gives up after a moment, given time: a busy machine must not end a test.

The limits have tests of their own, which set them as they need them.
"""

from __future__ import annotations

import asyncio

import pytest

SECONDS = 60.0
LIMITS = (
    "bot.delivery.SETTLE_SECONDS",
    "bot.sandbox.slack.socket_mode.ACK_SECONDS",
    "bot.sandbox.slack.views.TRIGGER_SECONDS",
    "bot.slack.desk.OPEN_SECONDS",
    "bot.slack.desk.TURN_SECONDS",
    "bot.slack.outbox_desk.TURN_SECONDS",
    "bot.slack.permission.DEADLINE",
)


def lengthen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give everything time that is counted from a press or a text."""
    for limit in LIMITS:
        monkeypatch.setattr(limit, SECONDS)


def fit_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no bot of this process fit what it was taught: the nearest wording answers.

    Fitting takes ten seconds of a core in a process that outlives the test, and whether the test
    still sees its end is chance.
    """

    async def for_ever(_fitting: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("bot.fitting.Fitting._fit", for_ever)
