"""Trouble is waited out longer and longer, and told less and less often."""

from __future__ import annotations

import logging

import pytest

from bot.telegram.backoff import Backoff


def test_waits_double_up_to_a_limit_and_are_never_shorter_than_asked() -> None:
    waiting = Backoff(logging.getLogger("test"), first=1.0, longest=8.0)
    waits = [waiting.failed("trouble") for _ in range(40)]
    assert all(
        full / 2 <= wait <= full for wait, full in zip(waits, [1, 2, 4] + [8] * 37, strict=True)
    )
    assert waiting.failed("trouble", at_least=60.0) == 60.0


def test_success_begins_anew() -> None:
    waiting = Backoff(logging.getLogger("test"))
    for _ in range(5):
        waiting.failed("trouble")
    waiting.succeeded()
    assert waiting.failed("trouble") <= 1.0


def test_a_long_outage_is_not_told_every_time(caplog: pytest.LogCaptureFixture) -> None:
    waiting = Backoff(logging.getLogger("test"))
    with caplog.at_level(logging.INFO):
        for _ in range(100):
            waiting.failed("trouble")
        waiting.succeeded()
        waiting.succeeded()
    assert len(caplog.records) == 7 + 1
