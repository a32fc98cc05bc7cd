"""Questions, lists and modals about learning: what they say, and that Slack would take them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import lesson_modals
from bot.slack.names import Field, LessonButton
from bot.slack.questions import PAGE, overdue_list, question_post, queue, taught_list
from bot.slack.texts import Texts
from dialogs.lessons import ANSWER_MOST, SOURCE_MOST, TITLE_MOST, OpenQuestion, QuestionState
from dialogs.redaction import MOST
from knowledge.model import Entry, EntryKind, Language, Taught, TaughtEntry, TaughtPhrasing
from tests.bot.slack.samples import HOSTILE, NOW, SIRI, button_ids, shown, slack_accepts

QUESTION = OpenQuestion(
    3, "Gjelder det chatboter?", "", 2, NOW, NOW, wordings=("Gjelder det chatboter?", "og chat?")
)
ENTRY = TaughtEntry(4, "chat", "Gjelder det chat?", "Nei.", "Sekretariatet", date(2026, 11, 23))
WAY = TaughtPhrasing(5, "Hva med lappen?", "fee-first", Language.NB)

# What weighs most: signs that are escaped, and signs that JSON writes in two.
heavy = st.text(alphabet='<>&"\\\n@#:*_a ', min_size=1)


def test_an_open_question_can_be_taught_or_put_away(texts: Texts) -> None:
    post = question_post(QUESTION, texts)

    assert button_ids(post.blocks) == [LessonButton.TEACH, LessonButton.DISMISS]
    assert "Gjelder det chatboter?" in shown(post.blocks)
    assert "2 har spurt" in shown(post.blocks)
    assert slack_accepts(post.blocks)


def test_an_answer_that_did_not_help_is_named(texts: Texts) -> None:
    post = question_post(replace(QUESTION, text="", entry="fee-first"), texts)

    assert "Hva koster første søknad?" in shown(post.blocks)
    assert "Hva koster første søknad?" in post.text
    assert slack_accepts(post.blocks)


@pytest.mark.parametrize(
    ("state", "said"),
    [(QuestionState.LEARNT, "lærte boten svaret"), (QuestionState.DISMISSED, "la det bort")],
)
def test_a_closed_question_says_who_dealt_with_it_and_has_no_buttons(
    texts: Texts, state: QuestionState, said: str
) -> None:
    closed = replace(QUESTION, state=state, learnt="gone", closed_by=SIRI, closed_at=NOW)

    post = question_post(closed, texts)

    assert button_ids(post.blocks) == []
    assert f"{SIRI.name} {said}" in shown(post.blocks)
    assert slack_accepts(post.blocks)


def test_what_somebody_wrote_can_do_nothing_in_slack(texts: Texts) -> None:
    post = question_post(replace(QUESTION, text=HOSTILE), texts)
    listed = queue([replace(QUESTION, text=HOSTILE)], 1, texts)

    live = [text["text"] for block in listed.blocks if (text := block.get("text"))]
    for dangerous in ("<!channel>", "<@U0SANDSIRI1>", "<https://ond.example|klikk>"):
        assert dangerous not in post.text
        assert dangerous not in "\n".join(live)


def test_lists_come_in_pages(texts: Texts) -> None:
    many = [replace(QUESTION, id=number) for number in range(1, 2 * PAGE + 2)]

    first, last, beyond = (queue(many, page, texts) for page in (1, 3, 99))

    assert "Side 1 av 3" in shown(first.blocks)
    assert "/godkjent kø" in shown(first.blocks)
    each = [LessonButton.TEACH, LessonButton.DISMISS]
    assert button_ids(first.blocks) == each * PAGE
    assert button_ids(last.blocks) == each
    assert last == beyond


def test_empty_lists_say_so(texts: Texts) -> None:
    for post in (queue([], 1, texts), taught_list(Taught(), 1, texts), overdue_list([], 1, texts)):
        assert len(post.blocks) == 1
        assert slack_accepts(post.blocks)


def test_what_was_taught_can_be_edited_and_removed(texts: Texts) -> None:
    post = taught_list(Taught(2, (ENTRY,), (WAY,)), 1, texts)

    assert button_ids(post.blocks) == [
        LessonButton.EDIT_ENTRY,
        LessonButton.REMOVE_ENTRY,
        LessonButton.EDIT_PHRASING,
        LessonButton.REMOVE_PHRASING,
    ]
    assert "Hva koster første søknad?" in shown(post.blocks)
    assert slack_accepts(post.blocks)


def test_what_is_overdue_is_listed_with_its_day(texts: Texts) -> None:
    entry = Entry("fee-first", EntryKind.ANSWER, (), None, review_by=date(2026, 11, 1))

    post = overdue_list([entry], 1, texts)

    assert "Hva koster første søknad?" in shown(post.blocks)
    assert "1. november 2026" in shown(post.blocks)


@given(text=heavy, title=heavy, answer=heavy)
def test_nothing_that_can_be_written_passes_slacks_limits(
    texts: Texts, text: str, title: str, answer: str
) -> None:
    text, title = (text * MOST)[:MOST], (title * TITLE_MOST)[:TITLE_MOST]
    answer, source = (answer * ANSWER_MOST)[:ANSWER_MOST], (title * SOURCE_MOST)[:SOURCE_MOST]
    entry = TaughtEntry(4, "chat", title, answer, source, date(2026, 11, 23))
    way = TaughtPhrasing(5, text, "fee-first", Language.NB)
    question = replace(QUESTION, text=text, entry="fee-first", wordings=(text,) * 5)

    for post in (
        question_post(question, texts),
        queue([replace(question, id=n) for n in range(PAGE)], 1, texts),
        taught_list(Taught(1, tuple(replace(entry, number=n) for n in range(PAGE))), 1, texts),
        taught_list(Taught(1, (), tuple(replace(way, number=n) for n in range(PAGE))), 1, texts),
    ):
        assert slack_accepts(post.blocks)
    for view in (
        lesson_modals.teach(question, texts),
        lesson_modals.change_entry(entry, texts),
        lesson_modals.change_phrasing(way, texts),
    ):
        assert slack_accepts(view["blocks"], modal=True)


def test_the_form_shows_what_others_asked_and_asks_for_one_of_two(texts: Texts) -> None:
    view = lesson_modals.teach(QUESTION, texts)

    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert fields == [Field.WORDING, Field.ENTRY, Field.TITLE, Field.NEW_ANSWER, Field.SOURCE]
    assert "og chat?" in shown(view["blocks"])
    assert slack_accepts(view["blocks"], modal=True)
