"""What nobody needs any more is deleted, once an hour, so that the database does not grow.

Sent rows leave the outbox as they are sent; cases, their files and messages to the secretariat are
the archive's and stay. SQLite gives the freed pages to what is stored next: the file does not
shrink, but it does not grow either, and nothing has to be stopped for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.scene import OSLO
from storage.timers import Timer
from storage.work import Work

EVERY = timedelta(hours=1)

BATCH = 1000
"""Rows in one transaction: some milliseconds, so no turn notices."""

JOURNAL_KEPT = timedelta(days=14)
"""How long a processed event is remembered. Telegram keeps an update for 24 hours and Slack
repeats an event within the hour; two weeks also cover a long outage and a restored backup."""

FAILED_KEPT = timedelta(days=90)
"""How long the trace of an update that was given up is kept: its reference may be quoted."""

UNSENT_KEPT = timedelta(days=90)
"""How long something that could not be sent can be sent again: later, nobody would understand it,
and it may say what an applicant wrote. Not a card: what is behind it waits for it."""

TALLY_KEPT = timedelta(days=400)
"""How long questions are counted for: a month can be compared with the same one a year before."""

WAITS = timedelta(days=90)
"""How long somebody waits for an answer from the backlog; then nobody knows who asked any more."""

CLOSED_KEPT = timedelta(days=180)
"""How long a question is kept after it was dealt with."""

OPEN_KEPT = timedelta(days=400)
"""How long a question that nobody deals with is kept after somebody asked it last."""


def at_once(now: datetime) -> datetime:
    """When it is done the first time."""
    return now


def tidy(work: Work, _timer: Timer, now: datetime) -> datetime:
    """The timer's job: a batch of each, and soon again while there is more."""
    today = now.astimezone(OSLO).date()
    most = max(
        work.journal.purge(now - JOURNAL_KEPT, BATCH),
        work.set_aside.purge(now - FAILED_KEPT, BATCH),
        work.outbox.purge_aside(now - UNSENT_KEPT, BATCH),
        work.asked.purge(today - TALLY_KEPT, BATCH),
    )
    work.backlog.forget_before(now - WAITS)
    work.backlog.purge(now - CLOSED_KEPT, now - OPEN_KEPT)
    return now + (EVERY if most < BATCH else timedelta(seconds=1))
