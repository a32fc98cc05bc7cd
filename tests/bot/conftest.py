"""The databases that turns, delivery and timers are tried on."""

from __future__ import annotations

import pytest

from tests.databases import KINDS


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on: every one of them in turn."""
    return str(request.param)
