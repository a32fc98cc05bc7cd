"""Plays a story through a driver, act by act, and tells what is new after each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from dialogs.events import MediaKind
from dialogs.scene import OSLO
from tests.transcripts_runner.driving import Driver, Line, StoryClock, View, read_act
from tests.transcripts_runner.files import sample
from tests.transcripts_runner.story import Act, Seen, Story
from tests.transcripts_runner.wording import tidy, with_buttons

SKIP = "Hopp over"
MOST_QUESTIONS = 150
PATIENCE = 10.0
"""Seconds that a patient depth is given to show what a story expects."""


async def play(
    story: Story, driver: Driver, check: Callable[[Act, Sequence[Seen]], None] | None = None
) -> list[tuple[Seen, ...]]:
    """What the bot's side shows after each act.

    `check` is called after each act, so that a failing story stops where it goes wrong.
    """
    clock = StoryClock(story.now)
    await driver.start(story, clock)
    try:
        shown: list[tuple[Seen, ...]] = []
        before = View()
        for act in story.acts:
            clock.tick()
            try:
                await _do(driver, act, clock)
            except Exception as error:
                error.add_note(f"{story.path.name}, act {len(shown) + 1}: {act.kind}: {act.what}")
                raise
            after, seen = await _look(driver, before, act, story)
            shown.append(seen)
            if check:
                check(act, seen)
            before = after
        return shown
    finally:
        await driver.stop()


async def _look(
    driver: Driver, before: View, act: Act, story: Story
) -> tuple[View, tuple[Seen, ...]]:
    ends = time.monotonic() + PATIENCE
    while True:
        after = _copy(await driver.view())
        seen = tuple(_news(before, after, story.slack))
        if not driver.patient or seen == act.seen or time.monotonic() > ends:
            return after, seen
        await asyncio.sleep(0.02)


async def _do(driver: Driver, act: Act, clock: StoryClock) -> None:
    match act.kind:
        case "applicant":
            await driver.say(act.what)
        case "applicant edits":
            await driver.edit(act.what)
        case "press":
            await driver.press(act.what)
        case "press again":
            await driver.press_again()
        case "upload":
            await _upload(driver, act)
        case "send":
            await _send(driver, act)
        case "in group":
            await driver.say_in_group(act.what)
        case "secretariat":
            await driver.act(read_act(act.what, clock().astimezone(OSLO).date()))
        case "skips to":
            await _skip(driver, act.what)
        case "restart":
            await driver.restart()
        case _:
            raise ValueError(f"nobody can {act.kind!r}")


async def _skip(driver: Driver, until: str) -> None:
    """Press skip until a question with that text is asked; what is passed by is not told."""
    for _ in range(MOST_QUESTIONS):
        asked = await _asked(driver)
        if until in asked.text:
            return
        await driver.press(SKIP)
        ends = time.monotonic() + PATIENCE
        while await _asked(driver) == asked:
            assert time.monotonic() < ends, "nothing came of a press"
            await asyncio.sleep(0.01)
    raise ValueError(f"{until!r} is never asked")


async def _asked(driver: Driver) -> Line:
    """The present question. Other messages may change meanwhile: old ones lose their buttons."""
    chat = (await driver.view()).chat
    return chat[max(number for number, line in chat.items() if line.rows)]


async def _send(driver: Driver, act: Act) -> None:
    options = act.what if isinstance(act.what, dict) else {"kind": act.what}
    await driver.send(MediaKind(options["kind"]), caption=options.get("caption", ""))


async def _upload(driver: Driver, act: Act) -> None:
    options = act.what if isinstance(act.what, dict) else {"file": act.what}
    names = options["file"] if isinstance(options["file"], list) else [options["file"]]
    await driver.upload(
        [sample(name) for name in names],
        caption=options.get("caption", ""),
        as_photo=options.get("as_photo") == "yes",
    )


def _copy(view: View) -> View:
    return View(
        dict(view.chat),
        dict(view.group),
        list(view.toasts),
        list(view.whispers),
        dict(view.cards),
        dict(view.threads),
        dict(view.inquiries),
        dict(view.questions),
    )


def _news(before: View, after: View, slack: bool) -> list[Seen]:
    news = [Seen("toast", text) for text in after.toasts[len(before.toasts) :]]
    news += _lines("bot", before.chat, after.chat)
    news += _lines("group bot", before.group, after.group)
    if slack:
        news += [Seen("whisper", text) for text in after.whispers[len(before.whispers) :]]
        for kind, old, new in (
            ("card", before.cards, after.cards),
            ("thread", before.threads, after.threads),
            ("inquiry", before.inquiries, after.inquiries),
            ("question", before.questions, after.questions),
        ):
            news += [Seen(kind, new[key]) for key in sorted(new) if old.get(key) != new[key]]
    return [Seen(each.kind, tidy(each.text)) for each in news]


def _lines(kind: str, before: dict[int, Line], after: dict[int, Line]) -> list[Seen]:
    """What is new or different. A message that only lost its buttons says nothing new."""
    return [
        Seen(kind, with_buttons(line.text, line.rows))
        for number, line in sorted(after.items())
        if (old := before.get(number)) is None
        or old.text != line.text
        or (line.rows and old.rows != line.rows)
    ]
