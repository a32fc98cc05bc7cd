"""Filling in the application: an answer for the item that is asked, then wait for the next.

An item that is asked and has no answer here is skipped, so that a checklist may grow.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.demo.reading import Reader
from bot.sandbox.client_applicant import Applicant, File
from bot.sandbox.client_link import TIMEOUT
from bot.sandbox.client_values import Message

MOST_SKIPS = 150
"""More than any checklist asks."""


class Form:
    """An applicant in front of the checklist. `patience` is in seconds, for every wait."""

    def __init__(self, applicant: Applicant, reader: Reader, patience: float = TIMEOUT) -> None:
        self.applicant = applicant
        self.reader = reader
        self._patience = patience
        self._too_early = reader.text("ask.too_early")

    async def screen(self) -> Message:
        """The newest message of the bot's with buttons.

        Raises:
            LookupError: there is none.
        """
        found = [m for m in await self.applicant.messages() if m.from_bot and m.buttons]
        if not found:
            raise LookupError("the bot has shown no buttons yet")
        return found[-1]

    async def answer(self, item: str, value: str) -> Message:
        """Answer an item, by its button where it has one; returns the screen that follows."""
        asking = await self.skip_to(item)
        label = self.reader.choice(self.reader.checklist.items[item], value)
        if label:
            # Under the message that was read: what stands there by now may be another question.
            await self.applicant.press(label, message=asking, timeout=self._patience)
        else:
            await self.applicant.say(value)
        screen = await self._next(item)
        while not label and self._unheard(screen, item):
            await self.applicant.say(value)
            screen = await self._next(item)
        return screen

    def _unheard(self, screen: Message, item: str) -> bool:
        """Nobody types that fast: the bot did not know yet that its question can be seen."""
        return self._too_early in screen.text and self.reader.item_asked(screen) == item

    async def send(self, item: str, files: Sequence[File], caption: str = "") -> Message:
        """Send files for an item, wait until they are stored, and go on."""
        await self.skip_to(item)
        await self.upload(files, caption)
        return await self.done(item)

    async def upload(self, files: Sequence[File], caption: str = "") -> Message:
        """Send files and wait until the screen lists them as received."""
        await self.applicant.upload(files, caption=caption)
        names = [file.name for file in files]

        def listed(message: Message) -> bool:
            lines = [line.removeprefix("•").strip() for line in message.text.split("\n")]
            return bool(message.buttons) and all(name in lines for name in names)

        return await self.applicant.wait_for_message(listed, timeout=self._patience)

    async def done(self, item: str) -> Message:
        """All files of the item are sent."""
        label = self.reader.label("button.files_done")
        await self.applicant.press(label, timeout=self._patience)
        return await self._next(item)

    async def skip(self, item: str) -> Message:
        """Leave the item that is asked."""
        screen = await self.screen()
        if self.reader.item_asked(screen) != item:
            return screen
        keys = ("button.skip", "button.next")
        labels = [label for label in map(self.reader.label, keys) if label in screen.labels]
        await self.applicant.press(labels[0], message=screen, timeout=self._patience)
        return await self._next(item)

    async def skip_to(self, item: str | None) -> Message:
        """Skip until an item is asked, or, for None, until the review is there.

        Raises:
            LookupError: the item is not asked any more.
        """
        screen = await self._settled()
        for _ in range(MOST_SKIPS):
            asked = self.reader.item_asked(screen)
            if asked == item:
                return screen
            if asked is None:
                break
            screen = await self.skip(asked)
        raise LookupError(f"the bot does not ask for {item}; it shows: {screen.text[:200]}")

    async def _settled(self) -> Message:
        """The application's screen, which may still be on its way below something else."""
        newest = await self.screen()
        if self._is_application(newest):
            return newest
        return await self.applicant.wait_for_message(self._is_application, timeout=self._patience)

    def _is_application(self, message: Message) -> bool:
        asked = self.reader.item_asked(message) is not None
        return bool(message.buttons) and (asked or self.reader.is_review(message))

    async def _next(self, item: str) -> Message:
        """The screen after a question: another question, or the review."""

        def moved_on(message: Message) -> bool:
            if not message.buttons:
                return False
            asked = self.reader.item_asked(message)
            again = self._unheard(message, item)
            return asked not in (None, item) or again or self.reader.is_review(message)

        kind = self.reader.checklist.items[item].kind
        try:
            return await self.applicant.wait_for_message(moved_on, timeout=self._patience)
        except AssertionError as error:
            raise AssertionError(f"no question came after {item} ({kind}): {error}") from error
