"""Robot secretaries: three people who share one channel and take every case to its decision.

A press that the bot did not acknowledge shows a warning, so a secretary looks at the card and
presses again, as people do. Now and then two of them press the same button at the same moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from bot.demo.reading import Reader
from bot.sandbox.client import SandboxClient, SandboxError, WaitedInVainError
from bot.sandbox.client_values import Post
from tests.soak.applicants import LETTERS, PATIENCE, REFERENCE, WROTE
from tests.soak.diary import CaseBook

LOOK_SECONDS = 2.5
"""How long a secretary looks at a card before pressing again."""

PAUSE = 0.25
"""Between two looks at the channel."""

Modals = Mapping[str, Mapping[str, object]]
Match = Callable[[], bool]


@dataclass(slots=True)
class Desk:
    """The channel as all secretaries see it, read once for all of them."""

    sandbox: SandboxClient
    posts: dict[str, Post] = field(default_factory=dict)
    threads: dict[str, list[Post]] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    version: int = 0

    async def watch(self) -> None:
        """Read what changes, until cancelled."""
        while True:
            await self.look(timeout=2.0)
            await asyncio.sleep(PAUSE)

    async def look(self, timeout: float = 0.0) -> None:
        """Read what changed since the last look; wait for so long until something does."""
        news = self.sandbox.secretariat.news
        version, posts, threads = await news(self.version, timeout=timeout)
        if version < self.version:  # another look began later and was faster
            return
        self.version = version
        self.posts |= {post.ts: post for post in posts}
        self.threads |= threads
        async with self.changed:
            self.changed.notify_all()

    async def until(self, match: Match, seconds: float) -> bool:
        """Wait until something is so; False when it was not in time."""
        async with self.changed:
            try:
                await asyncio.wait_for(self.changed.wait_for(match), seconds)
            except TimeoutError:
                return False
        return True

    def cases(self) -> dict[str, Post]:
        """The cards by their references; the first one's, if a case has several."""
        found: dict[str, Post] = {}
        for ts in sorted(self.posts):
            for reference in self.references(self.posts[ts]):
                found.setdefault(reference, self.posts[ts])
        return found

    @staticmethod
    def references(post: Post) -> list[str]:
        """The case that a post is the card of, if it is one."""
        found = REFERENCE.search(post.shown.split("\n")[0])
        return [found.group()] if found and WROTE not in post.shown else []

    def inquiries(self) -> list[Post]:
        """The messages from applicants."""
        return [post for post in self.posts.values() if WROTE in post.shown]


class RobotSecretary:
    """One of `count` people, who takes every `count`-th case. `live` returns when it is over."""

    def __init__(
        self,
        desk: Desk,
        reader: Reader,
        book: CaseBook,
        people: list[str],
        number: int,
        over: asyncio.Event,
    ) -> None:
        self._desk = desk
        self._office = desk.sandbox.secretariat
        self._reader = reader
        self._book = book
        self._people = people
        self._number = number
        self._me = people[number]
        self._over = over
        self._given_up: set[str] = set()

    async def live(self) -> None:
        """Do what is to be done; finish what was begun when it is over."""
        while not self._over.is_set():
            act = self._next()
            if act is None:
                await self._desk.until(lambda: self._next() is not None, LOOK_SECONDS)
            else:
                await act()

    def _next(self) -> Callable[[], Awaitable[None]] | None:
        for post in self._desk.inquiries():
            token = f"{WROTE} {post.shown.partition(WROTE)[2].strip()[:LETTERS]}"
            if self._mine(post.ts) and token not in self._book.replies | self._given_up:
                return partial(self._reply, post, token)
        for reference, post in self._desk.cases().items():
            if self._mine(reference) and reference not in self._given_up:
                kind = self._due(reference, post)
                if kind is not None:
                    return partial(self._act, reference, post, kind)
        return None

    def _mine(self, name: str) -> bool:
        return int(name[-4:]) % len(self._people) == self._number

    def _due(self, reference: str, post: Post) -> str | None:
        """What comes next for a case; None while its applicant has the word, or at its end."""
        done = self._book.acts.get(reference, [])
        asks = int(reference[-4:]) % 3 == 0
        way = ["take", "fee", "request_changes", "review"] if asks else ["take", "fee"]
        way += ["to_committee", "refuse" if int(reference[-4:]) % 7 == 0 else "approve"]
        if len(done) == len(way):
            return None
        kind = way[len(done)]
        waiting = self._reader.text("slack.button.review")
        return None if kind == "review" and waiting not in post.labels else kind

    async def _act(self, reference: str, post: Post, kind: str) -> None:
        text, further = self._reader.text, ""
        button, modals = f"slack.button.{kind}", dict[str, Mapping[str, object]]()
        match kind:
            case "take" | "review":
                outcome = text("slack.state.in_review")
            case "fee":
                modals, outcome = {"slack.modal.fee": {}}, text("slack.button.fee_again")
            case "request_changes":
                note = f"Hvor er dere? {reference}"
                self._book.notes[reference] = note
                modals = {"slack.modal.changes": {"items": ["B6"], "note": note}}
                button, outcome = "slack.button.changes", text("slack.state.changes_requested")
                # An applicant may be faster than the next look at the card.
                further = text("slack.button.review")
            case "to_committee":
                button, outcome = "slack.button.committee", text("slack.state.before_committee")
            case _:
                verdict = "approved" if kind == "approve" else "refused"
                written = {"verdict": verdict, "reason": f"Oppdiktet grunn {reference}"}
                modals = {"slack.modal.decision": written, "slack.modal.confirm": {}}
                button, outcome = "slack.button.decide", text(f"slack.state.{verdict}")
        both = kind == "take" and int(reference[-4:]) % 4 == 0
        done = await self._until_shown(
            post.ts,
            {outcome, further} - {""},
            lambda shows: self._fill(post.ts, button, modals, reference, shows, both),
        )
        if done:
            self._book.acts.setdefault(reference, []).append(kind)
        else:
            self._given_up.add(reference)
            self._book.missed.append(f"{reference}: the card never showed {kind}")

    async def _reply(self, post: Post, token: str) -> None:
        modals = {"slack.modal.reply": {"answer": f"Svar på {token}"}}
        answered = self._reader.text("slack.button.reply")
        done = await self._until(
            lambda: answered not in self._desk.posts[post.ts].labels,
            lambda shows: self._fill(post.ts, "slack.button.reply", modals, token, shows),
        )
        if done:
            self._book.replies.add(token)
        else:
            self._given_up.add(token)
            self._book.missed.append(f"{token}: never shown as answered")

    async def _fill(
        self,
        ts: str,
        button: str,
        modals: Modals,
        about: str,
        done: Match,
        both: bool = False,
    ) -> None:
        """Press, and fill in one form after the other; of `both` who press, one is late."""
        label = self._reader.text(button)
        with contextlib.suppress(SandboxError):  # of an earlier try, for another case
            await self._office.close_modal(by=self._me)
        pressed = [self._office.press(label, post=ts, by=self._me)]
        if both:
            colleague = self._people[(self._number + 1) % len(self._people)]
            pressed.append(self._office.press(label, post=ts, by=colleague))
        await asyncio.gather(*pressed, return_exceptions=True)
        for modal, values in modals.items():
            title = self._reader.text(f"{modal}.title")
            shown = await self._office.wait_for_modal(title, by=self._me, timeout=LOOK_SECONDS)
            # The card may have been renewed just before the press: then it has been done already.
            await self._desk.look()
            if about not in shown.shown or done():
                return
            filled = {self._reader.text(f"{modal}.{n}"): v for n, v in values.items()}
            await self._office.submit_modal(filled, by=self._me)

    async def _until_shown(
        self, ts: str, outcomes: set[str], act: Callable[[Match], Awaitable[None]]
    ) -> bool:
        def shows() -> bool:
            post = self._desk.posts[ts]
            return any(each in post.shown or each in post.labels for each in outcomes)

        return await self._until(shows, act)

    async def _until(self, match: Match, act: Callable[[Match], Awaitable[None]]) -> bool:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            # The button is gone, or no form came: the card says which.
            with contextlib.suppress(SandboxError, WaitedInVainError):
                await act(match)
            if await self._desk.until(match, LOOK_SECONDS):
                return True
            await asyncio.sleep(random.uniform(0, 0.5))
        return False
