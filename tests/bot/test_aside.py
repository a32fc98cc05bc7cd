"""What could not be sent: seen by people without its text, told once for many, and sent again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.aside import ASIDE, GATHER, QUIET, announce, send_again
from bot.channel import RefusedError, TryLaterError
from bot.clock import TimerClock
from dialogs.effects import PostAside, RefreshCard, Tell
from dialogs.messages import say
from storage.aside import AsideRow, error_class
from storage.outbox_rows import RowStatus
from storage.timers import Timer
from tests.bot.stage import KARI, NOON, Stage, aside, delivering, set_up

SECRET = 'Unsupported start tag "Kari Prøvesen" at byte offset 5'
HELP = say("help.commands")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with set_up(tmp_path) as stage:
        yield stage


async def fail(stage: Stage, *reasons: Exception) -> None:
    """Have as many messages set aside."""
    stage.telegram.troubles += reasons
    async with delivering(stage):
        await stage.send(*(Tell(KARI, HELP) for _ in reasons))
        await stage.drained()


async def run_timers(stage: Stage) -> int:
    return await TimerClock(stage.database, stage.clock, {ASIDE: announce}, 0.01).run_due()


async def posted(stage: Stage) -> list[tuple[AsideRow, ...]]:
    """What was posted once the clock and delivery have done their work."""
    await run_timers(stage)
    async with delivering(stage):
        await stage.drained()
    return stage.slack.aside


async def test_a_row_is_listed_by_its_kind_and_for_whom_but_not_by_its_text(stage: Stage) -> None:
    await fail(stage, RefusedError(SECRET))

    (row,) = await stage.database.read(lambda work: work.aside.all())

    assert row == AsideRow(row.id, "Tell", None, True, NOON, 1, "refused")


async def test_an_applicant_with_a_case_is_named_by_its_reference(stage: Stage) -> None:
    await stage.database.turn(lambda work: work.dossiers.open_draft(KARI, "1", NOON))
    await stage.database.turn(
        lambda work: work._connection.exec_driver_sql(
            "UPDATE dossiers SET reference = 'GC-2026-0007'"
        )
    )
    await fail(stage, RefusedError("x"))
    (row,) = await stage.database.read(lambda work: work.aside.all())
    assert (row.reference, row.to_applicant) == ("GC-2026-0007", True)


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        (SECRET, "refused"),
        ("Bad Request: message is too long", "refused"),
        ("invalid_blocks", "invalid_blocks"),
        ("http 500", "http 500"),
        ("ClientConnectorError", "ClientConnectorError"),
        ("no answer in time", "no answer in time"),
        ("F-7KQ2MX KeyError", "KeyError F-7KQ2MX"),
    ],
)
def test_only_the_class_of_an_error_is_shown(reason: str, shown: str) -> None:
    assert error_class(reason) == shown


async def test_what_is_refused_is_not_quoted_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await fail(stage, RefusedError(SECRET))
    assert "set aside: refused" in caplog.text
    assert "Kari" not in caplog.text


async def test_an_outage_that_sets_many_aside_is_told_once(stage: Stage) -> None:
    await fail(stage, *(RefusedError("x") for _ in range(12)))
    assert await posted(stage) == []

    stage.clock.move(GATHER.total_seconds())

    ((*rows,),) = await posted(stage)
    assert len(rows) == 12


async def test_what_is_set_aside_after_a_post_is_told_at_the_end_of_the_quiet(
    stage: Stage,
) -> None:
    await fail(stage, RefusedError("x"))
    stage.clock.move(GATHER.total_seconds())
    await posted(stage)
    stage.clock.move(60)
    await fail(stage, RefusedError("x"))
    stage.clock.move(GATHER.total_seconds())
    assert len(await posted(stage)) == 1

    stage.clock.move(QUIET.total_seconds())

    assert [len(rows) for rows in await posted(stage)] == [1, 2]


async def test_when_nothing_new_is_set_aside_nothing_is_told_again(stage: Stage) -> None:
    await fail(stage, RefusedError("x"))
    stage.clock.move(GATHER.total_seconds())
    await posted(stage)

    stage.clock.move(QUIET.total_seconds())

    assert len(await posted(stage)) == 1
    assert not await stage.database.read(lambda work: work.timers.is_set(ASIDE, ASIDE))


async def test_a_chat_that_is_gone_is_listed_but_not_told_about(stage: Stage) -> None:
    await fail(stage, RefusedError("blocked", gone=True))
    assert not await stage.database.read(lambda work: work.timers.is_set(ASIDE, ASIDE))
    (row,) = await stage.database.read(lambda work: work.aside.all())
    assert row.error == "gone"


async def test_a_post_does_not_count_chats_that_are_gone(stage: Stage) -> None:
    await fail(stage, RefusedError("blocked", gone=True), RefusedError("x"))
    stage.clock.move(GATHER.total_seconds())
    ((row,),) = await posted(stage)
    assert row.error == "x"


async def test_when_only_chats_that_are_gone_are_left_nothing_is_posted(stage: Stage) -> None:
    await fail(stage, RefusedError("blocked", gone=True))
    await stage.database.turn(
        lambda work: work.outbox.add(PostAside(), "aside", "secretariat", NOON)
    )
    async with delivering(stage):
        await stage.drained()
    assert stage.slack.aside == []


async def test_what_was_sent_again_meanwhile_is_not_told_about(stage: Stage) -> None:
    await fail(stage, RefusedError("x"))
    stage.clock.move(GATHER.total_seconds())
    await run_timers(stage)
    await stage.database.turn(lambda work: send_again(work, None, stage.clock.now))
    async with delivering(stage):
        await stage.drained()
    assert stage.slack.aside == []
    assert stage.telegram.keys == [HELP.key]


async def test_a_post_that_cannot_be_posted_is_not_set_aside_itself(stage: Stage) -> None:
    await fail(stage, RefusedError("x"))
    await stage.database.turn(
        lambda work: work.outbox.add(PostAside(), "aside", "secretariat", NOON)
    )
    stage.slack.troubles = [RefusedError("invalid_auth")]
    async with delivering(stage):
        await stage.drained()
    assert await aside(stage) == [("Tell", RowStatus.SET_ASIDE, "x")]


async def test_sent_again_a_row_is_looked_up_before_it_is_repeated(stage: Stage) -> None:
    await fail(stage, RefusedError("x"))
    (row,) = await stage.database.read(lambda work: work.aside.all())

    assert await stage.database.turn(lambda work: send_again(work, row.id, NOON)) == 1
    assert await stage.database.turn(lambda work: send_again(work, row.id, NOON)) == 0
    async with delivering(stage):
        await stage.drained()

    (first, again) = stage.telegram.attempts
    assert first[0] == again[0]
    assert again[1] > 1


async def test_a_card_that_is_set_aside_says_how_many_wait_behind_it(stage: Stage) -> None:
    await stage.database.turn(lambda work: work.dossiers.open_draft(KARI, "1", NOON))
    stage.slack.troubles = [RefusedError("invalid_blocks")]
    async with delivering(stage):
        await stage.send(RefreshCard(1), RefreshCard(1), RefreshCard(1))
        await stage.until(lambda: not stage.slack.troubles)
    (row,) = await stage.database.read(lambda work: work.aside.all())
    assert (row.kind, row.to_applicant, row.behind) == ("RefreshCard", False, 2)


async def test_a_later_trouble_is_no_setting_aside(stage: Stage) -> None:
    stage.telegram.troubles = [TryLaterError("no network")]
    async with delivering(stage):
        await stage.send(Tell(KARI, HELP))
        await stage.until(lambda: stage.telegram.attempts)
        stage.clock.move(10)
        await stage.drained()
    due = stage.clock.now + timedelta(days=1)
    timers = await stage.database.read(lambda work: work.timers.due(due, 9))
    assert Timer(ASIDE, ASIDE, NOON + GATHER) not in timers
