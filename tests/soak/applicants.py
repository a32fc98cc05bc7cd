"""A robot applicant: applies, sends files, looks names up, writes to the secretariat, and waits.

It acts as a person does: presses under the message that it read, waits for what comes of it, and
writes again when it is told that it wrote too early. What it sent, it writes into its diary.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from bot.demo.reading import Reader
from bot.sandbox import WaitedInVainError
from bot.sandbox.client_applicant import Applicant
from bot.sandbox.client_values import Message
from dialogs.state import Address
from storage.work import Work
from tests.soak.diary import Application, Diary
from tests.soak.plan import Planned, plan

PATIENCE = 150.0
"""Seconds for which an answer is waited for before it counts as lost: many restarts, and the
longest pause that a row can have made by then."""

GLANCE = 3.0
SHOWN = 60
"""Messages that are looked through for the screen."""

WROTE, LOOKED_UP, LETTERS = "Kodeord", "Oppslag", 10
"""How a message to the secretariat and a name to look up begin; how many letters follow."""

REFERENCE = re.compile(r"GC-\d{4}-\d{4,}")

Match = Callable[[Message], bool]


class OverError(Exception):
    """The run is over, or something was waited for in vain: this robot does no more."""


class RobotApplicant:
    """One person. `live` returns when `over` is set and what was begun is answered."""

    def __init__(
        self, chat: Applicant, reader: Reader, chance: random.Random, over: asyncio.Event
    ) -> None:
        self._chat = chat
        self._reader = reader
        self._chance = chance
        self._over = over
        self._prepared: dict[str, Planned] = {}
        self.diary = Diary(chat.id)

    def prepare(self, work: Work, now: datetime) -> None:
        """Put a draft into the database, as if all but some answers had been skipped before.

        It makes the first application a short one; every further one has the whole checklist.
        """
        checklist = self._reader.checklist
        address = Address("telegram", str(self._chat.id))
        draft, _ = work.dossiers.open_draft(address, checklist.version, now)
        self._prepared = self._plan()
        skipped = frozenset(checklist.items) - set(self._prepared)
        work.dossiers.save(replace(draft, revision=draft.revision + 1, skipped=skipped))

    async def live(self) -> None:
        """Apply again and again."""
        try:
            await self._say("/start", lambda m: bool(m.buttons))
            while True:
                await self._probe()
                application = await self._apply()
                await self._follow(application)
        except OverError:
            return

    # --- the application --------------------------------------------------------------------------

    async def _apply(self) -> Application:
        application, answers = Application(), self._prepared or self._plan()
        while not await self._open(application, drafted=bool(self._prepared)):
            await self._send_what_is_asked_for()
        self._prepared = {}
        review = await self._fill(application, answers)
        submit = self._reader.label("button.submit")
        confirm = await self._press(
            review, self._reader.label("button.send"), lambda m: submit in m.labels
        )
        receipt = await self._press(confirm, submit, lambda m: "sendt inn: GC-" in m.text)
        found = REFERENCE.search(receipt.text)
        assert found is not None
        application.reference = found.group()
        return application

    async def _open(self, application: Application, drafted: bool) -> bool:
        """Come to the first question of a new application, or of the draft that there is.

        False when the bot goes on with an earlier case first, in which changes are asked for.
        """
        begin = self._reader.label("button.begin")
        new = self._reader.label("button.new_application")

        def opened(message: Message) -> bool:
            at_work = self._is_question(message) or self._reader.is_review(message)
            return begin in message.labels or (bool(message.buttons) and at_work)

        screen = await self._say("/sok", lambda m: new in m.labels or opened(m))
        if new in screen.labels:  # beside a case that is not decided yet
            screen = await self._press(screen, new, opened)
        begins = begin in screen.labels
        if begins or drafted:
            self.diary.applications.append(application)  # there is a draft from now on
        if begins:
            await self._press(screen, begin, self._is_question)
        return begins or drafted

    def _plan(self) -> dict[str, Planned]:
        name = f"{self._chat.id}-{len(self.diary.applications) + 1}"
        return plan(self._reader.checklist, name, self._chance)

    async def _fill(self, application: Application, answers: dict[str, Planned]) -> Message:
        """Answer what is asked, until the overview is there."""
        while True:
            screen = await self._screen()
            item = self._reader.item_asked(screen)
            if item is None:
                return screen
            if self._chance.random() < 0.02:
                await self._probe()
                continue  # the question stands again below what was looked up
            await self._deal_with(item, screen, application, answers.get(item))

    async def _deal_with(
        self, item: str, screen: Message, application: Application, answer: Planned | None
    ) -> None:
        self._go_on()  # what is written down below is also sent
        if answer is None:
            keys = ("button.skip", "button.next")
            label = next(each for each in map(self._reader.label, keys) if each in screen.labels)
            await self._press(screen, label, lambda m: self._moved_on(m, item))
        elif answer.files:
            await self._send(item, application, answer)
        else:
            application.answers[item] = answer.stored
            label = self._reader.choice(self._reader.checklist.items[item], answer.typed)
            if label:
                await self._press(screen, label, lambda m: self._moved_on(m, item))
            else:
                await self._type(item, answer.typed)

    async def _type(self, item: str, text: str) -> None:
        """Nobody types that fast: the bot may not know yet that its question can be seen."""
        early = self._reader.text("ask.too_early")

        def heard(message: Message) -> bool:
            again = early in message.text and self._reader.item_asked(message) == item
            return again or self._moved_on(message, item)

        while True:
            await self._chat.say(text)
            if self._moved_on(await self._until(heard, f"what follows {item}"), item):
                return
            # Read what is there before writing again: a text that crosses a question is too early
            # once more, and whoever writes at once never catches up. What said that it was too
            # early may have come twice, with the next question right below it.
            await asyncio.sleep(self._chance.uniform(0.5, 2.0))
            if self._moved_on(await self._screen(), item):
                return

    async def _send(self, item: str, application: Application, answer: Planned) -> None:
        kept = application.files.setdefault(item, {})
        kept |= {file.name: sha256(file.content).hexdigest() for file in answer.files}
        await self._chat.upload(answer.files)
        done = self._reader.label("button.files_done")

        def listed(message: Message) -> bool:
            lines = [line.removeprefix("•").strip() for line in message.text.split("\n")]
            return done in message.labels and all(name in lines for name in kept)

        screen = await self._until(listed, f"files for {item}")
        await self._press(screen, done, lambda m: self._moved_on(m, item))

    def _is_question(self, message: Message) -> bool:
        return bool(message.buttons) and self._reader.item_asked(message) is not None

    def _moved_on(self, message: Message, item: str) -> bool:
        asked = self._reader.item_asked(message)
        return bool(message.buttons) and (
            asked not in (None, item) or self._reader.is_review(message)
        )

    async def _screen(self) -> Message:
        """What the application shows now."""
        shown = [
            message
            for message in await self._chat.messages(SHOWN)
            if message.from_bot
            and message.buttons
            and (self._is_question(message) or self._reader.is_review(message))
        ]
        if not shown:
            raise self._missing("the application's screen")
        return max(shown, key=lambda message: message.id)

    # --- afterwards -------------------------------------------------------------------------------

    async def _follow(self, application: Application) -> None:
        """Wait for the decision, and make the changes that are asked for; or do not wait."""
        reference, waits = application.reference, self._chance.random() < 0.6
        change = self._reader.label("button.make_changes", reference=reference)
        ends = (f"{reference}: Gratulerer", f"{reference}: Søknaden er avslått")
        if self._chance.random() < 0.5:
            await self._write_to_secretariat()
        while waits:
            notice = await self._glance(
                lambda m: (
                    any(end in m.text for end in ends)
                    or (change in m.labels and not application.changed)
                )
            )
            if notice is None:
                await self._probe()
            elif change in notice.labels:
                await self._make_changes(application, notice, change)
            else:
                return

    async def _make_changes(self, application: Application, notice: Message, label: str) -> None:
        await self._press(notice, label, self._is_question)
        place = f"Bodø ({application.reference})"
        review = await self._fill(application, {"B6": Planned(place, place)})
        sent = f"Endringene i {application.reference} er sendt"
        send = self._reader.label("button.send_changes")
        self._go_on()
        application.changed += 1
        await self._press(review, send, lambda m: sent in m.text)

    async def _send_what_is_asked_for(self) -> None:
        """Make the changes in an earlier case that came up by itself; it says which when it is."""
        made, place = Application(), f"Bodø ({self._token('igjen')})"
        review = await self._fill(made, {"B6": Planned(place, place)})
        send = self._reader.label("button.send_changes")
        sent = await self._press(review, send, lambda m: "Endringene i GC-" in m.text)
        found = REFERENCE.search(sent.text)
        assert found is not None
        cases = {each.reference: each for each in self.diary.applications}
        cases[found.group()].answers |= made.answers
        cases[found.group()].changed += 1

    async def _write_to_secretariat(self) -> None:
        token = self._token(WROTE)
        invite = self._reader.label("button.cancel")
        await self._say("/sekretariat", lambda m: invite in m.labels)
        self._go_on()
        self.diary.inquiries.append(token)
        await self._say(token, lambda m: "Meldingen går til sekretariatet" in m.text)

    async def _probe(self) -> None:
        """Look some names up without waiting between them: the answers show order and number."""
        tokens = [self._token(LOOKED_UP) for _ in range(self._chance.randint(2, 5))]
        before = self._chat.mark  # whatever answers them is newer
        for token in tokens:
            self.diary.probes.append(token)
            await self._chat.say(f"/status {token}")
        for token in tokens:
            await self._until(_naming(token), token, after=before)

    def _token(self, word: str) -> str:
        # Letters only: nothing that looks like a number, or like a centre's name.
        return f"{word} {''.join(self._chance.choices('bcdfghjkmpqwxz', k=LETTERS))}"

    # --- acting and waiting -----------------------------------------------------------------------

    async def _say(self, text: str, expected: Match) -> Message:
        self._go_on()
        await self._chat.say(text)
        return await self._until(expected, f"what follows {text[:12]!r}")

    async def _press(self, message: Message, label: str, expected: Match) -> Message:
        self._go_on()
        await self._chat.press(label, message=message)
        return await self._until(expected, f"what follows the button {label[:20]!r}")

    async def _until(self, match: Match, what: str, after: int | None = None) -> Message:
        try:
            return await self._chat.wait_for_message(match, timeout=PATIENCE, after=after)
        except WaitedInVainError:
            raise self._missing(what) from None

    async def _glance(self, match: Match) -> Message | None:
        """A message of any time that fits, if it comes soon."""
        self._go_on()
        try:
            return await self._chat.wait_for_message(match, timeout=GLANCE, after=0)
        except WaitedInVainError:
            return None

    def _missing(self, what: str) -> OverError:
        self.diary.missed.append(f"chat {self._chat.id}: {what}")
        return OverError()

    def _go_on(self) -> None:
        if self._over.is_set():
            raise OverError


def _naming(token: str) -> Match:
    return lambda message: token in message.text
