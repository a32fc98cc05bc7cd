"""The first of the month at eight in Oslo: the tally of the month before is told.

A recurring timer, so it is told once however many processes there are, and later when nothing ran
at that hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Job
from bot.turn import Turn
from dialogs.lesson_events import MonthEnded
from dialogs.scene import OSLO
from storage.timers import Timer
from storage.work import Work

MONTH = "month"
HOUR = 8


def next_first(now: datetime) -> datetime:
    """The next first of a month at eight o'clock in Oslo, after a moment."""
    local = now.astimezone(OSLO)
    this = local.replace(day=1, hour=HOUR, minute=0, second=0, microsecond=0)
    if this <= local:
        this = this.replace(year=this.year + this.month // 12, month=this.month % 12 + 1)
    return this.astimezone(now.tzinfo)


def sum_up(turn: Turn) -> Job:
    """The timer's job: the month that had ended when it was due is told."""

    def job(work: Work, timer: Timer, now: datetime) -> datetime:
        due = timer.due.astimezone(OSLO).date()
        month = (due.replace(day=1) - timedelta(days=1)).replace(day=1)
        turn.take_result(work, None, MonthEnded(month), now, wakes=False)
        return next_first(now)

    return job
