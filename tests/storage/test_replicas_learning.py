"""Several replicas on one PostgreSQL that learn from use."""

from __future__ import annotations

from datetime import date

from dialogs.lessons import Cause, Outcome, Waiting
from dialogs.state import Person
from knowledge.model import Language
from storage.work import Work
from tests.storage.meeting import Pair, meet
from tests.storage.samples import KARI, NOW, OLA

SIRI = Person("U1", "Siri Test")
QUESTION = Waiting("Gjelder ordningen for chatboter?", Cause.UNKNOWN, Language.NB)


async def test_a_question_that_is_asked_of_two_replicas_at_once_is_one(both: Pair) -> None:
    first, second = await meet(
        both,
        lambda work: work.backlog.keep(KARI, QUESTION, NOW),
        lambda work: work.backlog.keep(OLA, QUESTION, NOW),
    )
    assert first == second
    (question,) = await both[0].read(lambda work: work.backlog.open_ones())
    assert question.asked == 2


async def test_nobody_waits_for_an_answer_that_is_just_being_given(both: Pair) -> None:
    number = await both[0].turn(lambda work: work.backlog.keep(KARI, QUESTION, NOW))
    assert number is not None
    askers, later = await meet(
        both,
        lambda work: work.backlog.learn(number, "chat", "Q", SIRI, NOW),
        lambda work: work.backlog.keep(OLA, QUESTION, NOW),
    )
    assert askers == ((KARI, QUESTION.text),)
    assert later not in (None, number)


async def test_what_two_replicas_teach_counts_twice_and_the_newest_wins(both: Pair) -> None:
    before = await both[0].read(lambda work: work.taught.version())

    def teach(work: Work, entry: str) -> None:
        work.taught.add_phrasing(QUESTION.text, entry, Language.NB, SIRI, NOW)

    await meet(both, lambda work: teach(work, "one"), lambda work: teach(work, "two"))
    taught = await both[1].read(lambda work: work.taught.load())
    assert taught.version == before + 2
    assert [phrasing.entry for phrasing in taught.phrasings] == ["two"]


async def test_what_two_replicas_count_is_all_counted(both: Pair) -> None:
    day = date(2026, 3, 2)
    for database in both:
        await database.turn(lambda work: work.asked.count(Outcome.ANSWERED, "fee", day))
    summary = await both[0].read(lambda work: work.asked.summary(day, date(2026, 4, 1)))
    assert summary.asked == 2
