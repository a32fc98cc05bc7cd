"""What must not be double: done once although the first try's outcome was never heard of.

One row for everything that is posted to the secretariat, and each call that shows it cut off after
the work was done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

import pytest

from bot.channel import Parcel, Sending, TryLaterError
from bot.slack.outbound import SlackChannel
from dialogs.lessons import MonthSummary
from dialogs.messages import say
from knowledge.model import Entry, EntryKind
from storage.aside import AsideRow
from tests.bot.slack.office import Office
from tests.bot.slack.samples import NOW, dossier, inquiry
from tests.bot.slack.test_questions import QUESTION

PDF = Parcel("GC-2026-0001_soknad.pdf", "application/pdf", b"%PDF-1.7 test")
QUIET = MonthSummary(date(2026, 10, 1), 0, 0, 0, 0, 0)
BUSY = MonthSummary(date(2026, 10, 1), 9, 7, 2, 3, 1, (("fee-first", 7),))
LATE = [Entry("fee-first", EntryKind.ANSWER, (), None, review_by=date(2026, 11, 1))]
ASIDE = [AsideRow(7, "Tell", None, True, NOW, 10, "http 500")]

POST, SHOW = "chat.postMessage", "files.completeUploadExternal"
Post = Callable[[SlackChannel, str, Sending], Awaitable[object]]

IN_CHANNEL: Mapping[str, tuple[str, Post]] = {
    "a card": (POST, lambda to, _card, how: to.put_card(dossier(), None, how)),
    "an inquiry": (POST, lambda to, _card, how: to.put_inquiry(inquiry(), None, how)),
    "a question": (POST, lambda to, _card, how: to.put_question(QUESTION, None, how)),
    "a quiet month": (POST, lambda to, _card, how: to.post_summary(QUIET, how)),
    "a busy month": (SHOW, lambda to, _card, how: to.post_summary(BUSY, how)),
    "what is overdue": (POST, lambda to, _card, how: to.post_overdue(LATE, how)),
    "what is set aside": (POST, lambda to, _card, how: to.post_aside(ASIDE, how)),
}
IN_THREAD: Mapping[str, tuple[str, Post]] = {
    "a text": (POST, lambda to, card, how: to.post_text(card, say("thread.withdrawn"), how)),
    "a file": (SHOW, lambda to, card, how: to.post_file(card, PDF, how)),
}


async def _twice(office: Office, method: str, post: Post, card: str = "") -> None:
    """The first try does its work, but nobody hears of it; the second follows."""
    progress: dict[str, str] = {}

    async def save(what: Mapping[str, str]) -> None:
        progress.update(what)

    await office.sandbox.fault(method, "drop_after")
    with pytest.raises(TryLaterError):
        await post(office.channel, card, Sending("row-9", 1, {}, save))
    await post(office.channel, card, Sending("row-9", 2, progress, save))


@pytest.mark.parametrize("name", IN_CHANNEL)
async def test_it_stands_in_the_channel_once(office: Office, name: str) -> None:
    method, post = IN_CHANNEL[name]

    await _twice(office, method, post)

    assert len(await office.sandbox.secretariat.messages()) == 1


@pytest.mark.parametrize("name", IN_THREAD)
async def test_it_stands_in_the_thread_once(office: Office, name: str) -> None:
    method, post = IN_THREAD[name]
    card = await office.channel.put_card(dossier(), None, Sending("row-1", 1))

    await _twice(office, method, post, card)

    replies = await office.sandbox.secretariat.thread(card.partition("/")[2])
    said = [each for each in replies if each.ts != card.partition("/")[2]]
    assert len(said) == 1
