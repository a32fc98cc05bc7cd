"""The first of the month: told once, for the month before, and posted through the outbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import TimerClock
from bot.lesson_posts import overdue
from bot.monthly import MONTH, WAITS, next_first, sum_up
from dialogs import router
from dialogs.effects import Effect
from dialogs.lesson_effects import PostOverdue, PostSummary, RefreshQuestion
from dialogs.lessons import Cause, Outcome, Waiting
from dialogs.state import Person
from knowledge.model import Language
from storage.timers import Timer
from storage.work import Work
from tests.bot.stage import KARI, NOON, Stage, aside, delivering, set_up
from tests.dialogs.content import ENTRIES, SmallKnowledge

QUESTION = Waiting("Gjelder det chatboter?", Cause.UNKNOWN, Language.NB)
SIRI = Person("U1", "Siri")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with set_up(tmp_path) as stage:
        yield stage


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage with the real core."""
    async with set_up(tmp_path, router.step) as stage:
        yield stage


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # Eight o'clock in Oslo is seven in winter and six in summer.
        (datetime(2026, 10, 31, 23, 0, tzinfo=UTC), datetime(2026, 11, 1, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 1, 6, 59, tzinfo=UTC), datetime(2026, 11, 1, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 1, 7, 0, tzinfo=UTC), datetime(2026, 12, 1, 7, 0, tzinfo=UTC)),
        (datetime(2026, 12, 15, 12, 0, tzinfo=UTC), datetime(2027, 1, 1, 7, 0, tzinfo=UTC)),
        (datetime(2026, 3, 15, 12, 0, tzinfo=UTC), datetime(2026, 4, 1, 6, 0, tzinfo=UTC)),
    ],
)
def test_it_is_due_on_the_first_at_eight_in_oslo(now: datetime, due: datetime) -> None:
    assert next_first(now) == due


async def test_a_month_is_told_once_whoever_runs_and_when(real: Stage) -> None:
    clocks = [
        TimerClock(
            real.database,
            real.clock,
            {MONTH: sum_up(real.turn)},
            recurring={MONTH: next_first},
        )
        for _ in range(2)
    ]
    for clock in clocks:
        await clock.start()
        await clock.stop()
    await real.database.turn(lambda work: work.asked.count(Outcome.ANSWERED, "fee", NOON.date()))
    # Nothing ran on the first of April; the third is early enough.
    real.clock.move(timedelta(days=32).total_seconds())

    for clock in clocks:
        await clock.run_due()
    async with delivering(real):
        await real.drained()

    (told,) = real.slack.summaries
    assert (told.month, told.asked) == (date(2026, 3, 1), 1)
    due = await real.database.read(lambda work: work.timers.due(NOON + timedelta(days=99), 9))
    assert Timer(MONTH, MONTH, datetime(2026, 5, 1, 6, 0, tzinfo=UTC)) in due


async def test_who_waits_too_long_is_forgotten_when_a_month_ends(real: Stage) -> None:
    def ask(work: Work) -> int | None:
        return work.backlog.keep(KARI, QUESTION, NOON)

    number = await real.database.turn(ask)
    assert number is not None
    later = NOON + WAITS + timedelta(seconds=1)
    job = sum_up(real.turn)

    def end_and_learn(work: Work) -> object:
        job(work, Timer(MONTH, MONTH, later), later)
        return work.backlog.learn(number, "fee", "Q", SIRI, later)

    assert await real.database.turn(end_and_learn) == ()


async def test_a_question_is_posted_and_then_edited(stage: Stage) -> None:
    number = await stage.database.turn(lambda work: work.backlog.keep(KARI, QUESTION, NOON))
    assert number is not None

    async with delivering(stage):
        await stage.send(RefreshQuestion(number))
        await stage.drained()
        await stage.send(RefreshQuestion(number))
        await stage.send(RefreshQuestion(99))
        await stage.drained()

    assert [(each.text, post) for each, post in stage.slack.questions] == [
        (QUESTION.text, None),
        (QUESTION.text, "C1:3.3"),
    ]
    assert await aside(stage) == []


async def test_nothing_is_posted_when_nothing_is_overdue(stage: Stage) -> None:
    effects: tuple[Effect, ...] = (PostOverdue(NOON.date()), PostSummary(date(2026, 2, 1)))

    async with delivering(stage):
        await stage.send(*effects)
        await stage.drained()

    assert stage.slack.overdue == []
    assert [each.asked for each in stage.slack.summaries] == [0]


def test_what_is_longest_overdue_comes_first() -> None:
    class Dated(SmallKnowledge):
        @property
        def entries(self):  # type: ignore[no-untyped-def]
            days = {"fee": date(2026, 3, 1), "who": date(2026, 2, 1), "valid": date(2026, 3, 2)}
            return {
                name: replace(entry, review_by=days.get(name)) for name, entry in ENTRIES.items()
            }

    found = overdue(Dated(), date(2026, 3, 2))

    assert [entry.id for entry in found] == ["who", "fee"]
