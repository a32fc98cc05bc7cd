"""The backlog, what was taught, and the tally, as they are stored."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dialogs.lessons import (
    Cause,
    ChangeEntry,
    ChangePhrasing,
    NewAnswer,
    Outcome,
    QuestionState,
    RemoveEntry,
    RemovePhrasing,
    TaughtChange,
    Waiting,
)
from dialogs.state import Address, Person
from knowledge.model import Language
from storage.backlog import MOST_A_DAY
from storage.database import Database
from storage.work import Work
from tests.storage.samples import NOW

KARI, OLA = Address("telegram", "1"), Address("telegram", "2")
SIRI = Person("U1", "Siri")
TEXT = "Gjelder ordningen for chatboter?"
NEW = NewAnswer("Gjelder det chatboter?", "Nei.", "Sekretariatet")
DAY = date(2026, 3, 2)


def waiting(text: str = TEXT, cause: Cause = Cause.UNKNOWN, entry: str = "") -> Waiting:
    return Waiting(text, cause, Language.NB, entry)


async def keep(database: Database, asker: Address, question: Waiting) -> int | None:
    return await database.turn(lambda work: work.backlog.keep(asker, question, NOW))


async def test_what_is_alike_is_one_question_with_a_line_for_each_asker(
    database: Database,
) -> None:
    first = await keep(database, KARI, waiting())
    assert await keep(database, KARI, waiting()) is None
    assert await keep(database, OLA, waiting("gjelder ordnigen for chatboter")) == first
    other = await keep(database, OLA, waiting("Hvem avgjør?"))

    found = await database.read(lambda work: work.backlog.open_ones())

    assert [(each.id, each.asked) for each in found] == [(first, 2), (other, 1)]
    assert found[0].wordings == (TEXT, "gjelder ordnigen for chatboter")


async def test_answers_that_did_not_help_are_one_question_where_no_text_is_known(
    database: Database,
) -> None:
    cause = Cause.NOT_HELPFUL
    first = await keep(database, KARI, waiting("", cause, "fee"))
    assert await keep(database, OLA, waiting("", cause, "fee")) == first
    assert await keep(database, OLA, waiting("", cause, "who")) != first


async def test_saying_twice_that_an_answer_did_not_help_is_one_line(database: Database) -> None:
    assert await keep(database, KARI, waiting(TEXT, Cause.NOT_HELPFUL, "fee"))
    assert await keep(database, KARI, waiting("", Cause.NOT_HELPFUL, "fee")) is None


async def test_learning_closes_a_question_once_and_forgets_who_asked(database: Database) -> None:
    number = await keep(database, KARI, waiting())
    assert number is not None
    await keep(database, OLA, waiting())

    def learn(work: Work) -> tuple[tuple[Address, str], ...] | None:
        return work.backlog.learn(number, "fee", TEXT, SIRI, NOW)

    told = await database.turn(learn)
    again = await database.turn(learn)
    stored = await database.read(lambda work: work.backlog.load(number))

    assert told == ((KARI, TEXT), (OLA, TEXT))
    assert again is None
    assert stored is not None
    assert (stored.state, stored.learnt, stored.closed_by) == (QuestionState.LEARNT, "fee", SIRI)
    # Asked again, it is a new question: the old one is closed.
    assert await keep(database, KARI, waiting()) != number


async def test_what_a_member_took_out_of_a_question_is_stored_nowhere(database: Database) -> None:
    named = "Kan Blåfjell AS betale gebyret senere?"
    number = await keep(database, KARI, waiting(named))
    assert number is not None
    clean = "Kan gebyret betales senere?"

    told = await database.turn(lambda work: work.backlog.learn(number, "fee", clean, SIRI, NOW))
    stored = await database.read(lambda work: work.backlog.load(number))

    assert told == ((KARI, named),)
    assert stored is not None
    assert (stored.text, stored.wordings) == (clean, (clean,))


async def test_a_dismissed_question_loses_what_was_written(database: Database) -> None:
    number = await keep(database, KARI, waiting())
    assert number is not None

    told = await database.turn(lambda work: work.backlog.dismiss(number, SIRI, NOW))
    again = await database.turn(lambda work: work.backlog.dismiss(number, SIRI, NOW))

    assert told == ((KARI, TEXT),)
    assert again is None
    assert await database.read(lambda work: work.backlog.waiting(number)) == ()

    assert await database.read(lambda work: work.backlog.open_ones()) == ()
    assert await database.read(lambda work: work.backlog.wordings(number)) == ()


async def test_nobody_waits_who_was_forgotten(database: Database) -> None:
    number = await keep(database, KARI, waiting())
    assert number is not None
    await keep(database, OLA, waiting())
    await database.turn(lambda work: work.backlog.forget(KARI))
    assert await database.turn(lambda work: work.backlog.learn(number, "fee", TEXT, SIRI, NOW)) == (
        (OLA, TEXT),
    )


async def test_what_is_old_is_forgotten_and_what_was_closed_long_ago_is_gone(
    database: Database,
) -> None:
    number = await keep(database, KARI, waiting())
    assert number is not None
    later = NOW + timedelta(days=91)

    def forget_and_learn(work: Work) -> object:
        work.backlog.forget_before(later)
        told = work.backlog.learn(number, "fee", TEXT, SIRI, NOW)
        work.backlog.purge(later, NOW)
        return told, work.backlog.load(number)

    assert await database.turn(forget_and_learn) == ((), None)


async def test_where_a_question_is_posted_is_remembered(database: Database) -> None:
    number = await keep(database, KARI, waiting())
    assert number is not None
    assert await database.read(lambda work: work.backlog.post(number)) is None

    await database.turn(lambda work: work.backlog.set_post(number, "C1/2.2"))

    assert await database.read(lambda work: work.backlog.post(number)) == "C1/2.2"


# --- what was taught ------------------------------------------------------------------------------


async def test_what_was_taught_is_read_back_and_counted(database: Database) -> None:
    def teach(work: Work) -> None:
        work.taught.add_entry("chat", NEW, SIRI, NOW, DAY)
        work.taught.add_phrasing(TEXT, "chat", Language.NB, SIRI, NOW)

    assert (await database.read(lambda work: work.taught.load())).version == 0
    await database.turn(teach)
    taught = await database.read(lambda work: work.taught.load())

    (entry,), (way,) = taught.entries, taught.phrasings
    assert (entry.id, entry.title, entry.as_of) == ("chat", NEW.title, DAY)
    assert (way.text, way.entry, way.language) == (TEXT, "chat", Language.NB)
    assert taught.version == 2


async def test_the_same_words_ask_for_what_was_taught_last(database: Database) -> None:
    def teach(work: Work) -> None:
        work.taught.add_phrasing(TEXT, "fee", Language.NB, SIRI, NOW)
        work.taught.add_phrasing(TEXT.upper(), "who", Language.NN, SIRI, NOW)

    await database.turn(teach)

    taught = await database.read(lambda work: work.taught.load())
    assert [(each.text, each.entry) for each in taught.phrasings] == [(TEXT.upper(), "who")]


async def test_what_was_taught_is_changed_and_removed(database: Database) -> None:
    def play(work: Work) -> list[bool]:
        work.taught.add_entry("chat", NEW, SIRI, NOW, DAY)
        work.taught.add_phrasing(TEXT, "chat", Language.NB, SIRI, NOW)
        work.taught.add_phrasing("Noe annet?", "chat", Language.NB, SIRI, NOW)
        changes: list[TaughtChange] = [
            ChangeEntry(1, NewAnswer("Ny tittel", "Nytt svar", "Ny kilde")),
            ChangePhrasing(1, "noe ANNET", "fee"),
            RemovePhrasing(1),
            RemovePhrasing(1),
            RemoveEntry(1),
            RemoveEntry(1),
        ]
        return [work.taught.change(each, SIRI, NOW, DAY) for each in changes]

    assert await database.turn(play) == [True, True, True, False, True, False]
    taught = await database.read(lambda work: work.taught.load())
    assert (taught.entries, taught.phrasings, taught.version) == ((), (), 7)


# --- the tally ------------------------------------------------------------------------------------


async def test_a_month_is_summed_up(database: Database) -> None:
    def count(work: Work) -> None:
        for outcome, entry, times in (
            (Outcome.ANSWERED, "fee", 3),
            (Outcome.ANSWERED, "who", 1),
            (Outcome.CLARIFIED, "", 2),
            (Outcome.CLARIFIED, "who", 1),
            (Outcome.NOT_HELPED, "", 1),
            (Outcome.UNKNOWN, "", 4),
            (Outcome.HELPED, "fee", 2),
            (Outcome.NOT_HELPED, "fee", 1),
        ):
            for _ in range(times):
                work.asked.count(outcome, entry, DAY)
        work.asked.count(Outcome.ANSWERED, "fee", date(2026, 4, 1))

    await database.turn(count)
    first, end = date(2026, 3, 1), date(2026, 4, 1)
    found = await database.read(lambda work: work.asked.summary(first, end, (("Chat?", 2),)))

    assert (found.asked, found.answered, found.unanswered) == (10, 5, 5)
    assert (found.helped, found.not_helped) == (2, 1)
    assert found.most_asked == (("fee", 3), ("who", 2))
    assert found.least_helpful == (("fee", 1),)
    assert found.waiting == (("Chat?", 2),)


async def test_what_waits_is_told_for_the_month_in_which_it_was_asked(database: Database) -> None:
    await keep(database, KARI, waiting())
    await keep(database, KARI, waiting("", Cause.NOT_HELPFUL, "fee"))
    start = NOW.date().replace(day=1)

    def look(work: Work) -> tuple[object, object]:
        later = start + timedelta(days=40)
        return (
            work.backlog.asked_in(start, later, 5),
            work.backlog.asked_in(later, later + timedelta(days=9), 5),
        )

    assert await database.read(look) == (((TEXT, 1),), ())


async def test_one_chat_cannot_fill_the_secretariats_channel(database: Database) -> None:
    def ask(work: Work, number: int, at: datetime) -> int | None:
        words = f"{'abcdefghij'[number // 10] * 9} {'klmnopqrst'[number % 10] * 9}"
        return work.backlog.keep(KARI, waiting(f"Hva er {words}?"), at)

    kept = [
        await database.turn(lambda work, number=number: ask(work, number, NOW))  # type: ignore[misc]
        for number in range(MOST_A_DAY + 2)
    ]
    tomorrow = NOW + timedelta(days=1, seconds=1)

    assert [number is None for number in kept] == [False] * MOST_A_DAY + [True] * 2
    assert await database.turn(lambda work: ask(work, 99, tomorrow)) is not None
    assert await keep(database, OLA, waiting()) is not None


async def test_what_nobody_asks_any_more_is_deleted(database: Database) -> None:
    await keep(database, KARI, waiting())

    await database.turn(lambda work: work.backlog.purge(NOW, NOW))
    assert len(await database.read(lambda work: work.backlog.open_ones())) == 1
    await database.turn(lambda work: work.backlog.purge(NOW, NOW + timedelta(seconds=1)))

    assert await database.read(lambda work: work.backlog.open_ones()) == ()
