"""What could not be sent is said to the secretariat: one post for many, and not again for a while.

A timer does it, so that what goes wrong together is told together, however many processes there
are. A chat that is gone is not told about: its case's card says that the applicant cannot be
reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.channel import SecretariatChannel, Sending
from bot.exchange import lane_of
from bot.outcome import NOTHING, Done
from dialogs.effects import PostAside
from storage.aside import AsideRow
from storage.database import Database
from storage.timers import Timer
from storage.work import Work

ASIDE = "aside"

GATHER = timedelta(minutes=1)
"""Between the first row that is set aside and the post: an outage sets many aside at once."""

QUIET = timedelta(minutes=30)
"""Between two posts; an outage that goes on is told about twice an hour."""


def note(work: Work, now: datetime) -> None:
    """Have the secretariat told of a row that this transaction sets aside."""
    work.timers.ensure(Timer(ASIDE, ASIDE, now + GATHER), latest=now + QUIET)


def announce(work: Work, timer: Timer, now: datetime) -> datetime | None:
    """The timer's job: post when something was set aside since the last post, else be done."""
    newest = work.aside.newest()
    if newest is None or newest <= timer.due - QUIET:
        return None
    effect = PostAside()
    work.outbox.add(effect, *lane_of(effect), now)
    return now + QUIET


def send_again(work: Work, row: int | None, now: datetime) -> int:
    """Queue one row again, or for None all that were set aside; how many were."""
    wanted = [each.id for each in work.outbox.put_aside()] if row is None else [row]
    return sum(work.outbox.send_again(each, now) for each in wanted)


class AsidePosts:
    """Posts about what was set aside. May raise TryLaterError and RefusedError."""

    def __init__(self, database: Database, channel: SecretariatChannel) -> None:
        self._database = database
        self._channel = channel

    async def post(self, sending: Sending) -> Done:
        """Post what is set aside now; nothing when somebody has already seen to it, or when all
        that is left is for chats that are gone."""
        rows: Sequence[AsideRow] = await self._database.read(lambda work: work.aside.told())
        if rows:
            await self._channel.post_aside(rows, sending)
        return NOTHING
