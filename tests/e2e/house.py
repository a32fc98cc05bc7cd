"""A bot and the two services around it, all in this process, and what tests look at inside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bot.app import App, running
from bot.commands.run import against
from bot.demo.filling import Form
from bot.demo.reading import Reader
from bot.sandbox import SandboxClient
from bot.sandbox.client_applicant import Applicant
from bot.sandbox.client_secretariat import SIRI, Secretariat
from bot.sandbox.client_values import Message, Post
from bot.settings import Settings, read_settings
from bot.telegram.inbound import CHANNEL
from dialogs.scene import OSLO
from dialogs.state import Address, Answer, Dossier
from knowledge.library import Library
from storage.work import Work
from tests.models import for_one_bot

T = TypeVar("T")

REFERENCE = f"GC-{datetime.now(UTC).astimezone(OSLO).year}-0001"
CENTRE = "Eksempel Kundesenter AS (testdata)"
NUMBER = "123456785"


def sandbox_settings(var_dir: Path, url: str) -> Settings:
    """Settings for a bot that belongs to the sandbox at `url`, whatever the environment says."""
    return against(read_settings(var_dir=var_dir, database_url="", rate_limits=False), url)


class House:
    """One bot. `start` and `stop` may be called again and again under the same sandbox."""

    def __init__(self, settings: Settings, library: Library, sandbox: SandboxClient) -> None:
        self.settings = settings
        self.library = for_one_bot(library)
        self.sandbox = sandbox
        self.reader = Reader(self.library)
        self.kari: Applicant = sandbox.applicant()
        self.office: Secretariat = sandbox.secretariat
        self.form = Form(self.kari, self.reader)
        self._stack: AsyncExitStack | None = None
        self._app: App | None = None

    @property
    def app(self) -> App:
        """The running bot."""
        assert self._app is not None, "the bot is not running"
        return self._app

    async def start(self) -> None:
        """Start the bot, and wait until it is connected."""
        self._stack = AsyncExitStack()
        self._app = await self._stack.enter_async_context(running(self.settings, self.library))
        polling = asyncio.create_task(self._app.poller.run())
        self._stack.push_async_callback(_ended, polling)
        self._stack.callback(self._app.poller.stop)
        await self.sandbox.wait_for_bot()

    async def stop(self) -> None:
        """End it in peace."""
        if self._stack is not None:
            await self._stack.aclose()
        self._stack = self._app = None

    # --- inside -----------------------------------------------------------------------------------

    async def read(self, look: Callable[[Work], T]) -> T:
        """Look into the database."""
        return await self.app.database.read(look)

    async def dossier(self, number: int = 1) -> Dossier:
        """A dossier as it is stored."""
        found = await self.read(lambda work: work.dossiers.load(number))
        assert found is not None, f"there is no dossier {number}"
        return found

    async def until(self, look: Callable[[Work], T | None]) -> T:
        """Wait until a look into the database finds something."""
        async with asyncio.timeout(10):
            while not (found := await self.read(look)):
                await asyncio.sleep(0.01)
        return found

    async def all_sent(self) -> None:
        """Wait until the outbox is empty."""
        await self.until(lambda work: not work.outbox.depth())

    # --- short cuts -------------------------------------------------------------------------------

    async def prepare_draft(self, answers: Mapping[str, str], owner: int | None = None) -> int:
        """A draft in which everything else was skipped, as if it had been filled in before."""
        now = datetime.now(UTC)
        address = Address(CHANNEL, str(owner or self.kari.id))
        checklist = self.library.checklist
        given = {item: Answer(value, now) for item, value in answers.items()}

        def write(work: Work) -> int:
            draft, _ = work.dossiers.open_draft(address, checklist.version, now)
            skipped = frozenset(checklist.items) - set(given)
            revision = draft.revision + 1
            work.dossiers.save(replace(draft, revision=revision, answers=given, skipped=skipped))
            return draft.id

        return await self.app.database.turn(write)

    async def to_review(self, answers: Mapping[str, str] | None = None) -> Message:
        """Kari in the overview of a prepared draft."""
        await self.prepare_draft(answers or {"B1": CENTRE, "B2": NUMBER})
        return await self.say("/sok", self.reader.text("apply.welcome_back"))

    async def submit(self, answers: Mapping[str, str] | None = None) -> Post:
        """A submitted case; returns its card."""
        await self.to_review(answers)
        await self.press("button.send")
        await self.press("button.submit", REFERENCE)
        return await self.office.card(REFERENCE)

    async def say(self, text: str, expected: str) -> Message:
        """Kari writes; the message that contains what is expected."""
        await self.kari.say(text)
        return await self.kari.wait_for_message(expected)

    async def press(self, key: str, expected: str | None = None, **params: object) -> Message:
        """Kari presses a button by its label's key; the message that comes of it."""
        await self.kari.press(self.reader.label(key, **params))
        return await self.kari.wait_for_message(expected)

    async def click(self, key: str, by: str = SIRI) -> None:
        """A member presses a card's button, and the bot acknowledges it."""
        answer = await self.office.press(self.reader.text(key), by=by)
        assert answer["acked"], answer

    async def fill(self, modal: str, values: Mapping[str, object] | None = None) -> None:
        """Siri fills in the form with this title's key, and submits it."""
        await self.office.wait_for_modal(self.reader.text(f"{modal}.title"))
        filled = {self.reader.text(f"{modal}.{key}"): v for key, v in (values or {}).items()}
        answer = await self.office.submit_modal(filled)
        assert answer["acked"], answer
        assert not answer.get("errors"), answer


async def _ended(task: asyncio.Task[None]) -> None:
    await task
