"""People who do not give up: what the bot did not hear is done again, as people do.

Telegram keeps what an applicant sends until the bot has it, so an applicant only waits. Slack
shows a warning at a press that the bot did not acknowledge, so a member looks, and presses again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping

from bot.demo.reading import Reader
from bot.sandbox import SandboxClient, WaitedInVainError
from bot.sandbox.client_link import SandboxError
from bot.sandbox.client_values import Post

TRIES = 12
LOOK_SECONDS = 2.0
"""How long a member looks at the card before pressing again."""


class StubbornMember:
    """Siri, in front of one card."""

    def __init__(self, sandbox: SandboxClient, reader: Reader, card: Post) -> None:
        self._sandbox = sandbox
        self._office = sandbox.secretariat
        self._reader = reader
        self._card = card.ts

    async def click(self, key: str, outcome: str) -> None:
        """Press until the card shows the outcome."""
        await self._until(outcome, lambda: self._press(key))

    async def fill(
        self, key: str, modals: Mapping[str, Mapping[str, object]], outcome: str
    ) -> None:
        """Press, fill in one form after the other, and submit, until the card shows the outcome."""

        async def once() -> None:
            await self._press(key)
            for modal, values in modals.items():
                title = self._reader.text(f"{modal}.title")
                await self._office.wait_for_modal(title, timeout=LOOK_SECONDS)
                filled = {self._reader.text(f"{modal}.{n}"): v for n, v in values.items()}
                await self._office.submit_modal(filled)

        await self._until(outcome, once)

    async def _press(self, key: str) -> None:
        await self._office.press(self._reader.text(key), post=self._card)

    async def _until(self, outcome: str, act: Callable[[], Awaitable[None]]) -> None:
        for _ in range(TRIES):
            await self._sandbox.wait_for_bot(timeout=20)
            # The button is gone, or no form came: the card says which.
            with contextlib.suppress(SandboxError, WaitedInVainError):
                await act()
            if await self._shows(outcome):
                return
        raise AssertionError(f"the card never showed {outcome!r}")

    async def _shows(self, outcome: str) -> bool:
        try:
            await self._office.wait_for_post(
                lambda post: post.ts == self._card and outcome in post.shown, timeout=LOOK_SECONDS
            )
        except WaitedInVainError:
            return False
        return True
