"""The journal, references, timers, inquiries and failed events."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from dialogs.state import Person
from storage.database import Database
from storage.set_aside import FailedEvent
from storage.timers import Timer
from storage.work import Work
from tests.storage.samples import KARI, NOW, later

SIRI, PER = Person("U1", "Siri Test"), Person("U2", "Per Test")


async def test_an_event_is_recorded_once(database: Database) -> None:
    seen = [await database.turn(lambda work: work.journal.record("e1", NOW)) for _ in range(2)]
    assert seen == [True, False]


async def test_old_events_are_forgotten_in_batches(database: Database) -> None:
    def fill(work: Work) -> None:
        for number in range(5):
            work.journal.record(f"e{number}", later(number))

    await database.turn(fill)

    purged = [await database.turn(lambda work: work.journal.purge(later(3), 2)) for _ in range(3)]

    assert purged == [2, 1, 0]
    assert await database.read(lambda work: work.journal.knows("e3"))


async def test_references_count_each_year_from_one(database: Database) -> None:
    years = [2026, 2026, 2027, 2026]
    references = await database.turn(lambda work: [work.references.next(year) for year in years])
    assert references == ["GC-2026-0001", "GC-2026-0002", "GC-2027-0001", "GC-2026-0003"]


async def test_a_reference_of_an_undone_turn_is_given_again(database: Database) -> None:
    def fail(work: Work) -> None:
        work.references.next(2026)
        raise LookupError

    await database.turn(lambda work: work.references.next(2026))
    with pytest.raises(LookupError):
        await database.turn(fail)

    assert await database.turn(lambda work: work.references.next(2026)) == "GC-2026-0002"


async def test_a_timer_is_set_once_and_taken_once(database: Database) -> None:
    timer = Timer("dossier:1", "remind", later(60))
    assert await database.turn(lambda work: work.timers.set(timer))
    assert not await database.turn(lambda work: work.timers.set(timer))
    assert await database.read(lambda work: work.timers.due(later(59), 10)) == ()
    assert await database.read(lambda work: work.timers.due(later(60), 10)) == (timer,)
    assert await database.turn(lambda work: work.timers.take(timer))
    assert not await database.turn(lambda work: work.timers.take(timer))


async def test_a_timer_that_a_clock_ahead_has_set_does_not_count(database: Database) -> None:
    stray = Timer("journal", "purge", later(365 * 24 * 3600))
    wanted = Timer("journal", "purge", later(60))
    await database.turn(lambda work: work.timers.set(stray))

    assert not await database.turn(lambda work: work.timers.ensure(wanted))
    assert await database.turn(lambda work: work.timers.ensure(wanted, latest=wanted.due))
    assert not await database.turn(lambda work: work.timers.ensure(wanted, latest=wanted.due))
    assert await database.read(lambda work: work.timers.due(stray.due, 10)) == (wanted,)


async def test_events_of_a_clock_ahead_are_brought_back(database: Database) -> None:
    await database.turn(lambda work: work.journal.record("e1", later(3600)))

    await database.turn(lambda work: work.journal.bring_back(later(60)))

    assert await database.read(lambda work: work.journal.newest()) == later(60)


async def test_an_inquiry_is_answered_by_whoever_is_first(database: Database) -> None:
    number = await database.turn(lambda work: work.inquiries.open(KARI, "Hei?", None, NOW))

    first = await database.turn(lambda work: work.inquiries.answer(number, "Ja", SIRI, later(9)))
    second = await database.turn(lambda work: work.inquiries.answer(number, "Nei", PER, later(9)))
    await database.turn(lambda work: work.inquiries.set_post(number, "C1:9"))
    inquiry = await database.read(lambda work: work.inquiries.load(number))

    assert (first, second) == (True, False)
    assert inquiry is not None
    assert (inquiry.answer, inquiry.answered_by, inquiry.post) == ("Ja", SIRI, "C1:9")
    assert (inquiry.asker, inquiry.asked_at) == (KARI, NOW)


async def test_an_unknown_inquiry_cannot_be_answered(database: Database) -> None:
    assert not await database.turn(lambda work: work.inquiries.answer(404, "Ja", SIRI, NOW))


async def test_attempts_are_counted(database: Database) -> None:
    counts = [
        await database.turn(lambda work: work.set_aside.count_attempt("e1", NOW)) for _ in range(3)
    ]
    assert counts == [1, 2, 3]
    assert await database.read(lambda work: work.set_aside.attempts("e2")) == 0


def _add(event: FailedEvent, work: Work) -> None:
    work.set_aside.add(event)


async def test_failed_events_are_listed_newest_first(database: Database) -> None:
    old = FailedEvent("e1", "F-AAAAAA", 3, "KeyError", NOW)
    new = FailedEvent("e2", "F-BBBBBB", 1, "ValueError", NOW + timedelta(hours=1))
    for event in (old, new):
        await database.turn(partial(_add, event))
    assert await database.read(lambda work: work.set_aside.all()) == (new, old)
