"""From a question without an answer to a bot that knows it: kept, asked, taught and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialogs.effects import DeleteMessage, Tell
from dialogs.events import (
    Action,
    Blocked,
    CommandName,
    Dismissed,
    Instructed,
    MonthEnded,
    Op,
    Revised,
)
from dialogs.lesson_effects import CountAsked, PostOverdue, PostSummary, RefreshQuestion
from dialogs.lessons import (
    ChangeEntry,
    ChangePhrasing,
    Lesson,
    NewAnswer,
    OpenQuestion,
    Outcome,
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


# --- what is kept ---------------------------------------------------------------------------------


def test_a_question_without_an_answer_is_kept_and_said_to_be(kari: Applicant) -> None:
    taken = kari.say(UNKNOWN)

    assert taken.keys == ["answer.unknown", "answer.kept"]
    assert RefreshQuestion(1) in taken.effects
    assert [each.text for each in questions(kari.world)] == [UNKNOWN]
    assert counted(kari.world) == [CountAsked(Outcome.UNKNOWN)]


def test_what_identifies_a_person_is_not_kept(kari: Applicant) -> None:
    kari.say("Kan Kari svare meg på 95 98 25 40 eller kari@example.no om chatboter?")

    (kept,) = questions(kari.world)
    assert kept.text == "Kan Kari svare meg på … eller … om chatboter?"


def test_a_national_identity_number_is_refused_and_nothing_is_kept(kari: Applicant) -> None:
    taken = kari.say(f"Hva gjelder for {NATIONAL_ID}?")

    assert taken.keys == ["refuse.national_id"]
    assert any(isinstance(each, DeleteMessage) for each in taken.effects)
    assert questions(kari.world) == []
    assert kari.conversation.last_question == ""


@pytest.mark.parametrize("text", ["??", "12", "ok"])
def test_a_text_that_says_nothing_is_not_kept(kari: Applicant, text: str) -> None:
    taken = kari.say(text)

    assert taken.keys == ["answer.unknown"]
    assert questions(kari.world) == []


def test_the_same_question_of_two_is_one_line(kari: Applicant, ola: Applicant) -> None:
    kari.say(UNKNOWN)
    kari.say(UNKNOWN)
    ola.say("gjelder ordnigen for chatboter")

    (kept,) = questions(kari.world)
    assert kept.asked == 2


def test_what_may_have_been_an_answer_is_nobodys_question(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A2")
    kari.command(CommandName.HELP)

    kari.say("Hvorfor Ringe AS")

    assert questions(kari.world) == []


def test_none_of_these_is_kept_with_the_question(kari: Applicant) -> None:
    kari.say(CLARIFY)

    taken = kari.press(Op.NONE_OF_THESE)

    assert taken.keys == ["answer.none_of_these", "answer.kept"]
    assert [each.text for each in questions(kari.world)] == [CLARIFY]
    assert counted(kari.world) == [CountAsked(Outcome.CLARIFIED), CountAsked(Outcome.NOT_HELPED)]


def test_a_choice_among_suggestions_is_counted_for_its_entry(kari: Applicant) -> None:
    kari.say(CLARIFY)

    kari.press(Op.ENTRY, "who")

    assert counted(kari.world)[-1] == CountAsked(Outcome.CLARIFIED, "who")
    assert kari.conversation.last_question == CLARIFY
    assert kari.conversation.last_entry == "who"


# --- did this help? -------------------------------------------------------------------------------


def ops(kari: Applicant) -> list[Op]:
    return [action.op for _, action in kari.world.actions()]


def test_an_answer_asks_whether_it_helped(kari: Applicant) -> None:
    kari.say(FEE)

    assert ops(kari) == [Op.ENTRY, Op.MENU, Op.HELPED, Op.NOT_HELPED, Op.MENU]
    assert kari.conversation.last_question == FEE
    assert kari.conversation.last_entry == "fee"
    assert counted(kari.world) == [CountAsked(Outcome.ANSWERED, "fee")]


def test_a_greeting_does_not_ask_whether_it_helped_and_is_not_counted(kari: Applicant) -> None:
    kari.say("hei")

    assert Op.HELPED not in ops(kari)
    assert counted(kari.world) == []


def test_above_an_open_question_nobody_is_asked_whether_it_helped(kari: Applicant) -> None:
    kari.begin()

    kari.say(FEE)
    assert Op.HELPED not in ops(kari)

    kari.press(Op.ENTRY, "who")
    assert Op.HELPED not in ops(kari)


def test_yes_takes_the_row_away_and_thanks(kari: Applicant) -> None:
    kari.say(FEE)

    taken = kari.press(Op.HELPED)

    assert taken.toasts == ["toast.helped"]
    assert taken.keys == ["answer.entry"]
    assert ops(kari) == [Op.ENTRY, Op.MENU, Op.MENU]
    assert questions(kari.world) == []
    assert counted(kari.world)[-1] == CountAsked(Outcome.HELPED, "fee")


def test_no_takes_the_row_away_keeps_the_question_and_offers_a_person(kari: Applicant) -> None:
    kari.say(FEE)

    taken = kari.press(Op.NOT_HELPED)

    assert taken.keys == ["answer.entry", "answer.not_helped", "answer.kept"]
    assert Op.NOT_HELPED not in ops(kari)
    contact = taken.tells[-1].keyboard[0][0].action
    assert (contact.op, contact.arg) == (Op.MENU, CommandName.CONTACT)
    (kept,) = questions(kari.world)
    assert (kept.text, kept.entry) == (FEE, "fee")
    assert counted(kari.world)[-1] == CountAsked(Outcome.NOT_HELPED, "fee")


def test_no_under_an_older_answer_is_kept_without_a_text_that_was_about_another(
    kari: Applicant,
) -> None:
    kari.say(FEE)
    (message, action), *_ = [each for each in kari.world.actions() if each[1].op is Op.NOT_HELPED]
    kari.say("hvem er dere?")

    kari.press_old(message, action)

    (kept,) = questions(kari.world)
    assert (kept.text, kept.entry) == ("", "fee")


def test_pressing_no_twice_is_one_line(kari: Applicant) -> None:
    kari.say(FEE)
    (message, action), *_ = [each for each in kari.world.actions() if each[1].op is Op.NOT_HELPED]

    kari.press_old(message, action)
    kari.press_old(message, action)

    assert [each.text for each in questions(kari.world)] == [FEE]


def test_a_related_question_was_never_written_so_its_text_is_not_kept(kari: Applicant) -> None:
    kari.say(FEE)
    kari.press(Op.ENTRY, "who")

    kari.press(Op.NOT_HELPED, "who")

    (kept,) = questions(kari.world)
    assert (kept.text, kept.entry) == ("", "who")


def test_help_about_an_answer_that_is_gone_is_thanked_for_all_the_same(kari: Applicant) -> None:
    kari.say(FEE)

    taken = kari.press_old(999, Action(Op.HELPED, "gone"))

    assert (taken.keys, taken.toasts) == ([], ["toast.helped"])


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


def test_a_dismissed_question_is_closed_and_nobody_is_told(kari: Applicant) -> None:
    kari.say(UNKNOWN)

    taken = kari.world.take(Dismissed(1, SIRI))
    again = kari.world.take(Dismissed(1, SIRI))

    assert taken.effects == [RefreshQuestion(1)]
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
