"""Polling by one replica of several: by the holder of the database's lock, and nobody else.

Telegram answers only one reader of a bot. The holder that dies loses the lock with its connection,
and another replica takes over within a second. That two overlap for a moment is harmless: either
takes an update only when those before it are committed, and what was taken is recognised.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

LOOK_SECONDS = 1.0
"""Between two tries to become the holder, and between two looks whether one still is."""

log = logging.getLogger(__name__)


class Receiver(Protocol):
    """Something that brings updates in until it is stopped."""

    async def run(self) -> None:
        """Until `stop`; what is in flight is finished first."""
        ...

    def stop(self) -> None:
        """Ask it to end."""
        ...


class Lock(Protocol):
    """`storage.leading.Leadership`."""

    async def take(self) -> bool: ...
    async def held(self) -> bool: ...
    async def leave(self) -> None: ...


class Led:
    """Runs a receiver while this replica holds the lock; a new one each time."""

    def __init__(
        self, lock: Lock, make: Callable[[], Receiver], look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._lock = lock
        self._make = make
        self._look_seconds = look_seconds
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Lead whenever it can, until `stop`."""
        try:
            while not self._stopping.is_set():
                if await self._lock.take():
                    log.info("this replica reads the updates")
                    await self._lead()
                await self._pause()
        finally:
            await self._lock.leave()

    def stop(self) -> None:
        """Ask it to end; `run` returns when what is in flight is done."""
        self._stopping.set()

    async def _lead(self) -> None:
        receiver = self._make()
        running = asyncio.ensure_future(receiver.run())
        try:
            while not self._stopping.is_set() and not running.done():
                await self._pause()
                if not await self._holds():
                    log.warning("this replica lost the lock: another one may read the updates")
                    break
        finally:
            receiver.stop()
            await running

    async def _holds(self) -> bool:
        """Whether it still is the holder; told to stop, it does not wait for a database to say."""
        looking = asyncio.ensure_future(self._lock.held())
        stop = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({looking, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        return looking.result() if looking.done() else True

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), self._look_seconds)
        except TimeoutError:
            return
