"""Carrying out a fault on one HTTP call, for both APIs alike."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from .faults import Fault, FaultKind


class DroppedError(Exception):
    """The connection was cut; the handler's answer reaches nobody."""


async def suffer(
    request: web.Request,
    fault: Fault | None,
    work: Callable[[], Awaitable[Any]],
    error: Callable[[int, int], Exception],
) -> Any:
    """Do ``work`` as ``fault`` lets it.

    ``error(status, retry_after)`` makes the API's own refusal. Raises `DroppedError` after the
    connection was cut.
    """
    if fault is None:
        return await work()
    match fault.kind:
        case FaultKind.TOO_MANY:
            raise error(429, fault.retry_after)
        case FaultKind.BROKEN:
            raise error(500, 0)
        case FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
            return await work()
        case FaultKind.HANG:
            await asyncio.sleep(fault.seconds)
        case FaultKind.DROP_AFTER:
            await work()
        case FaultKind.DROP_BEFORE:
            pass
    if request.transport is not None:
        request.transport.abort()
    raise DroppedError(fault.kind.value)
