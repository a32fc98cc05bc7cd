"""What the secretariat teaches, who hears of it, and what is told on the first of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialogs.effects import Tell
from dialogs.events import Blocked, CommandName, Op
from dialogs.lesson_effects import CountAsked, PostOverdue, PostSummary, RefreshQuestion
from dialogs.lesson_events import Dismissed, Instructed, MonthEnded, Revised
from dialogs.lessons import (
    ChangeEntry,
    ChangePhrasing,
    Lesson,
    NewAnswer,
    OpenQuestion,
    QuestionState,
    RemoveEntry,
    RemovePhrasing,
    TaughtChange,
)
from dialogs.teaching import entry_id
from knowledge.model import Entry
from tests.dialogs.content import ENTRIES, SmallKnowledge
from tests.dialogs.playing import SIRI, Applicant
from tests.dialogs.world import KARI, NOW, OLA, Taken, World

UNKNOWN = "Gjelder ordningen for chatboter?"
FEE = "hva koster det?"
CLARIFY = "hvem og hva?"
NEW = NewAnswer("Gjelder det chatboter?", "Nei, bare telefon.", "Sekretariatet")
NATIONAL_ID = "01017000027"


@pytest.fixture
def kari(world: World) -> Applicant:
    return Applicant(world)


@pytest.fixture
def ola(world: World) -> Applicant:
    return Applicant(world, OLA)


def questions(world: World) -> list[OpenQuestion]:
    return list(world.lessons.questions.values())


def counted(world: World) -> list[CountAsked]:
    return world.lessons.counted


def teach(world: World, lesson: Lesson) -> Taken:
    return world.take(Instructed(lesson, SIRI))


# --- teaching -------------------------------------------------------------------------------------


def test_a_new_answer_is_told_to_everybody_who_asked(kari: Applicant, ola: Applicant) -> None:
    kari.say(UNKNOWN)
    ola.say(UNKNOWN)

    taken = teach(kari.world, Lesson(1, UNKNOWN, new=NEW))

    assert [tell.to for tell in taken.tells] == [KARI, OLA]
    assert taken.keys == ["learnt.answer", "answer.entry"] * 2
    assert taken.tells[0].message.parts[1].params == {"entry": "gjelder-det-chatboter"}
    assert taken.whispers == ["whisper.learnt"]
    assert RefreshQuestion(1) in taken.effects
    assert questions(kari.world)[0].state is QuestionState.LEARNT


def test_an_entry_that_exists_is_told_with_what_it_leads_on_to(kari: Applicant) -> None:
    kari.say(UNKNOWN)

    taken = teach(kari.world, Lesson(1, UNKNOWN, entry="fee"))

    (tell,) = taken.tells
    assert [row[0].action.op for row in tell.keyboard] == [Op.ENTRY, Op.MENU]


def test_the_post_shows_the_wording_that_was_cleaned_from_then_on(kari: Applicant) -> None:
    kari.say("Gjelder ordningen for Blåfjells chatboter?")

    teach(kari.world, Lesson(1, UNKNOWN, entry="fee"))

    assert [each.text for each in questions(kari.world)] == [UNKNOWN]


def test_the_slower_of_two_colleagues_teaches_nothing(kari: Applicant) -> None:
    kari.say(UNKNOWN)
    teach(kari.world, Lesson(1, UNKNOWN, entry="fee"))

    taken = teach(kari.world, Lesson(1, UNKNOWN, entry="who"))

    assert taken.tells == []
    assert taken.whispers == ["whisper.question_closed"]
    assert [each.entry for each in kari.world.lessons.taught.phrasings] == ["fee"]


@pytest.mark.parametrize(
    "lesson",
    [
        Lesson(1, UNKNOWN, entry="gone"),
        Lesson(1, UNKNOWN, entry="person"),
        Lesson(1, "", entry="fee"),
        Lesson(1, "Ring 95 98 25 40", entry="fee"),
        Lesson(1, f"Hva med {NATIONAL_ID}?", new=NEW),
        Lesson(1, UNKNOWN, new=replace(NEW, answer=f"Ja, {NATIONAL_ID}.")),
        Lesson(1, UNKNOWN, new=replace(NEW, title=" ")),
    ],
)
def test_what_names_a_person_or_leads_nowhere_is_not_learnt(
    kari: Applicant, lesson: Lesson
) -> None:
    kari.say(UNKNOWN)

    taken = teach(kari.world, lesson)

    assert taken.whispers == ["whisper.not_learnt"]
    assert kari.world.lessons.taught.version == 0


def test_whoever_blocked_the_bot_or_deleted_everything_is_not_told(
    kari: Applicant, ola: Applicant
) -> None:
    kari.say(UNKNOWN)
    ola.say(UNKNOWN)
    kari.world.take(Blocked(), KARI)
    ola.command(CommandName.DELETE)
    ola.press(Op.DELETE)

    taken = teach(kari.world, Lesson(1, UNKNOWN, entry="fee"))

    assert not any(isinstance(each, Tell) for each in taken.effects)
    assert ola.conversation.last_question == ""


def test_whoever_asked_is_told_once_that_a_question_was_put_away(
    kari: Applicant, ola: Applicant
) -> None:
    kari.say(UNKNOWN)
    ola.say(UNKNOWN)
    ola.world.take(Blocked(), OLA)

    taken = kari.world.take(Dismissed(1, SIRI))
    again = kari.world.take(Dismissed(1, SIRI))

    assert [(tell.to, tell.message.key) for tell in taken.tells] == [(KARI, "dismissed.answer")]
    assert taken.tells[0].message.params == {"question": UNKNOWN}
    assert taken.tells[0].keyboard[0][0].action.arg == CommandName.CONTACT
    assert RefreshQuestion(1) in taken.effects
    assert taken.whispers == ["whisper.dismissed"]
    assert again.tells == []
    assert again.whispers == ["whisper.question_closed"]


def test_what_was_taught_can_be_changed_and_taken_back(kari: Applicant) -> None:
    kari.say(UNKNOWN)
    teach(kari.world, Lesson(1, UNKNOWN, new=NEW))
    (entry,) = kari.world.lessons.taught.entries
    (way,) = kari.world.lessons.taught.phrasings

    changes: list[TaughtChange] = [
        ChangeEntry(entry.number, replace(NEW, answer="Ja.")),
        ChangePhrasing(way.number, "Gjelder det chat?", "fee"),
        RemovePhrasing(way.number),
        RemoveEntry(entry.number),
        RemoveEntry(entry.number),
        ChangePhrasing(way.number, "Gjelder det chat?", "gone"),
    ]
    whispers = [kari.world.take(Revised(each, SIRI)).whispers[0] for each in changes]

    assert whispers == [
        "whisper.taught_changed",
        "whisper.taught_changed",
        "whisper.taught_removed",
        "whisper.taught_removed",
        "whisper.taught_gone",
        "whisper.not_learnt",
    ]


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Gjelder det chatboter?", "gjelder-det-chatboter"),
        ("Hva må vi gjøre på søndag?", "hva-ma-vi-gjore-pa-sondag"),
        ("En veldig lang tittel som ikke får plass på en knapp", "en-veldig-lang-tittel-som-ik"),
        ("???", "svar"),
        ("Fee", "fee-2"),
    ],
)
def test_a_new_entry_has_an_id_of_its_own(title: str, made: str) -> None:
    assert entry_id(title, ENTRIES) == made


# --- dates ----------------------------------------------------------------------------------------


class LateKnowledge(SmallKnowledge):
    """The fee had to be looked at yesterday, the rest today."""

    @property
    def entries(self) -> dict[str, Entry]:
        today = NOW.date()
        days = {"fee": today - timedelta(days=1)}
        return {
            name: replace(entry, review_by=days.get(name, today)) for name, entry in ENTRIES.items()
        }


def test_an_answer_past_its_review_date_says_so() -> None:
    kari = Applicant(World(LateKnowledge()))

    assert kari.say(FEE).keys == ["answer.entry", "answer.overdue"]
    assert kari.say("hvem er dere?").keys == ["answer.entry"]


def test_a_month_that_ended_is_told_with_what_is_overdue(world: World) -> None:
    taken = world.take(MonthEnded(date(2026, 10, 1)))

    assert taken.effects == [PostSummary(date(2026, 10, 1)), PostOverdue(NOW.date())]
