"""Who changed, and waking those who wait for it.

Every visible change gets a growing number and a topic (``chat:<id>``,
``channel:<id>``, ``people``). Readers wait for a topic instead of asking again and again: fifty
waiting tests cost nothing while another chat is busy.
"""

import asyncio
import time
from collections import defaultdict

EVERYTHING = ""
"""The topic of a reader who wants to hear of every change."""


class Changes:
    """A version counter with waiters per topic; it lives in one event loop."""

    def __init__(self) -> None:
        # Milliseconds since 1970: a later run starts above every version of an earlier one.
        self.version = int(time.time() * 1000)
        self._latest: dict[str, int] = {}
        self._waiters: defaultdict[str, set[asyncio.Future[None]]] = defaultdict(set)

    def bump(self, topic: str) -> int:
        """Count one change of ``topic``, wake its readers, and return the new version."""
        self.version += 1
        self._latest[topic] = self.version
        for name in (topic, EVERYTHING):
            for waiter in self._waiters.pop(name, ()):
                if not waiter.done():
                    waiter.set_result(None)
        return self.version

    def latest(self, topic: str) -> int:
        """The version of the newest change of ``topic`` (0: none in this run)."""
        return self.version if topic == EVERYTHING else self._latest.get(topic, 0)

    def changed_since(self, version: int) -> list[str]:
        """The topics that changed after ``version``."""
        return [topic for topic, latest in self._latest.items() if latest > version]

    async def wait(self, since: int, topic: str = EVERYTHING, seconds: float = 25.0) -> bool:
        """Return True as soon as ``topic`` is newer than ``since``, False after ``seconds``."""
        if self.latest(topic) > since:
            return True
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters[topic].add(waiter)
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return False
        finally:
            self._waiters[topic].discard(waiter)
        return True

    def release(self) -> None:
        """Let every reader go; used when the server stops."""
        for waiters in self._waiters.values():
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)
        self._waiters.clear()
