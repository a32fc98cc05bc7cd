"""A month of questions as a picture: drawn, posted once, and told in words as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.channel import Sending
from bot.documents.month import draw
from bot.slack import month
from bot.slack.texts import Texts
from dialogs.lessons import MonthSummary
from knowledge.model import Entry, EntryKind
from tests.bot.slack.office import Office

SUMMARY = MonthSummary(
    month=date(2026, 10, 1),
    asked=214,
    answered=171,
    unanswered=43,
    helped=61,
    not_helped=9,
    most_asked=(("fee-first", 38), ("gone", 3)),
    least_helpful=(("fee-first", 5),),
    waiting=(('Gjelder det "chat" & <b>bot</b>, #set x = 1?', 4),),
)
PNG = b"\x89PNG\r\n"


def test_a_month_is_drawn_whatever_is_in_it(texts: Texts) -> None:
    empty = MonthSummary(date(2026, 10, 1), 1, 0, 0, 0, 0)
    long = replace(SUMMARY, waiting=(("🙂" + "æ" * 300, 10_000),))

    for summary in (SUMMARY, empty, long):
        assert draw(month.pictured(summary, texts)).startswith(PNG)


def test_the_same_month_is_the_same_picture(texts: Texts) -> None:
    assert draw(month.pictured(SUMMARY, texts)) == draw(month.pictured(SUMMARY, texts))


def test_the_words_say_what_the_picture_shows(texts: Texts) -> None:
    spoken = month.in_words(SUMMARY, texts)

    for part in ("oktober 2026", "214", "171", "43", "Hva koster første søknad? (38)", "gone (3)"):
        assert part in spoken
    assert len(spoken) <= month.ALT


async def test_the_picture_is_posted_once_with_a_line_and_its_words(
    office: Office, texts: Texts
) -> None:
    saved: dict[str, str] = {}

    async def save(progress: object) -> None:
        saved.update(progress)  # type: ignore[call-overload]

    await office.channel.post_summary(SUMMARY, Sending("month", 1, {}, save))
    await office.channel.post_summary(SUMMARY, Sending("month", 2, saved, save))

    (post,) = await office.sandbox.secretariat.messages()
    assert post.text == month.one_line(SUMMARY, texts)
    (file,) = post.files
    assert (file.name, file.mime) == ("veiviser-2026-10.png", "image/png")
    assert post.raw["files"][0]["alt_txt"] == month.in_words(SUMMARY, texts)
    assert (await office.sandbox.secretariat.download(file)).startswith(PNG)


async def test_a_month_without_questions_is_one_line(office: Office) -> None:
    nothing = MonthSummary(date(2026, 10, 1), 0, 0, 0, 0, 0)

    await office.channel.post_summary(nothing, Sending("month", 1))

    (post,) = await office.sandbox.secretariat.messages()
    assert "Ingen stilte spørsmål" in post.shown
    assert post.files == ()


async def test_what_is_overdue_is_posted(office: Office) -> None:
    entry = Entry("fee-first", EntryKind.ANSWER, (), None, review_by=date(2026, 9, 30))

    await office.channel.post_overdue([entry], Sending("overdue", 1))

    (post,) = await office.sandbox.secretariat.messages()
    assert "30. september 2026" in post.shown
