"""Questions that wait for an answer, what was taught, and what is overdue, as Slack shows them.

Pure. Lists are for the one who asked for them, come in pages, and carry a button for each line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.slack import blocks
from bot.slack.blocks import Json, Post, Question
from bot.slack.names import LessonButton
from bot.slack.texts import Texts
from dialogs.lessons import OpenQuestion, QuestionState
from knowledge.model import Entry, Taught, TaughtEntry, TaughtPhrasing

T = TypeVar("T")

NAME = 120
TEXT = 300
LINE = 160
PAGE = 8
WEIGHT = 700
"""Lines of a list at once, and what each weighs as JSON: with their buttons, and whatever stands in
them, they stay inside the total of a message's blocks."""


def question_post(question: OpenQuestion, texts: Texts) -> Post:
    """A question of the backlog with its buttons or, once closed, with what became of it."""
    return Post(
        text=texts.mrkdwn(
            "slack.question.text",
            text=blocks.clip(question.text, TEXT),
            entry=_title_or_nothing(question.entry, texts),
            asked=question.asked,
        ),
        blocks=[
            _head(question, texts),
            *blocks.quoted(blocks.clip(question.text, TEXT)),
            *_why(question, texts),
            blocks.context(_when(question, texts)),
            *(_closed(question, texts) or [_buttons(question, texts)]),
        ],
    )


def queue(questions: Sequence[OpenQuestion], page: int, texts: Texts) -> Post:
    """The open questions, a line each."""
    if not questions:
        return _said(texts.mrkdwn("slack.list.queue_empty"))
    head = texts.mrkdwn("slack.list.queue", count=len(questions))
    return _listed(head, questions, page, "kø", texts, lambda each: _queued(each, texts))


def taught_list(taught: Taught, page: int, texts: Texts) -> Post:
    """What was taught, the newest first, each with its buttons."""
    everything: list[TaughtEntry | TaughtPhrasing] = [
        *reversed(taught.entries),
        *reversed(taught.phrasings),
    ]
    if not everything:
        return _said(texts.mrkdwn("slack.list.taught_empty"))
    head = texts.mrkdwn(
        "slack.list.taught", entries=len(taught.entries), phrasings=len(taught.phrasings)
    )
    return _listed(head, everything, page, "lært", texts, lambda each: _taught(each, texts))


def overdue_list(entries: Sequence[Entry], page: int, texts: Texts) -> Post:
    """The entries that somebody has to look at again."""
    if not entries:
        return _said(texts.mrkdwn("slack.list.overdue_empty"))
    head = texts.mrkdwn("slack.list.overdue", count=len(entries))
    return _listed(head, entries, page, "frister", texts, lambda each: [_overdue(each, texts)])


def title_of(entry: str, texts: Texts) -> str:
    """What an entry is called, for a plain text; its id when it is gone."""
    try:
        return texts.plain("slack.entry.title", entry=entry)
    except KeyError:
        return entry


# --- one question ---------------------------------------------------------------------------------


def _head(question: OpenQuestion, texts: Texts) -> Json:
    text = texts.mrkdwn("slack.question.head", state=question.state, asked=question.asked)
    return {**blocks.section(text), "block_id": "question"}


def _title_or_nothing(entry: str, texts: Texts) -> str:
    return blocks.clip(title_of(entry, texts), NAME) if entry else ""


def _why(question: OpenQuestion, texts: Texts) -> list[Json]:
    if not question.entry:
        return []
    title = _title_or_nothing(question.entry, texts)
    return [blocks.section(texts.mrkdwn("slack.question.not_helped", entry=title))]


def _when(question: OpenQuestion, texts: Texts) -> str:
    return texts.mrkdwn(
        "slack.question.asked",
        first_at=question.first_at.isoformat(),
        last_at=question.last_at.isoformat(),
        asked=question.asked,
    )


def _buttons(question: OpenQuestion, texts: Texts) -> Json:
    return blocks.actions("question.do", _teach_or_dismiss(question, texts, "primary"))


def _teach_or_dismiss(question: OpenQuestion, texts: Texts, style: str = "") -> list[Json]:
    value = f"{question.id}:0"
    label, ask = texts.plain("slack.button.dismiss"), _confirm("dismiss", texts)
    return [
        blocks.button(LessonButton.TEACH, texts.plain("slack.button.teach"), value, style),
        blocks.button(LessonButton.DISMISS, label, value, ask=ask),
    ]


def _closed(question: OpenQuestion, texts: Texts) -> list[Json]:
    if question.state is QuestionState.OPEN or question.closed_at is None:
        return []
    by = blocks.clip(question.closed_by.name if question.closed_by else "", NAME)
    at = question.closed_at.isoformat()
    if question.state is QuestionState.DISMISSED:
        return [blocks.context(texts.mrkdwn("slack.question.dismissed", by=by, at=at))]
    entry = _title_or_nothing(question.learnt, texts)
    return [blocks.context(texts.mrkdwn("slack.question.learnt", by=by, at=at, entry=entry))]


def _confirm(which: str, texts: Texts) -> Question:
    return Question(
        title=texts.plain(f"slack.confirm.{which}.title"),
        text=texts.plain(f"slack.confirm.{which}.text"),
        yes=texts.plain("slack.confirm.yes"),
        no=texts.plain("slack.confirm.no"),
    )


# --- lists ----------------------------------------------------------------------------------------


def _said(text: str) -> Post:
    return Post(text=text, blocks=[blocks.section(text)])


def _listed(
    head: str,
    lines: Sequence[T],
    page: int,
    command: str,
    texts: Texts,
    shown: Callable[[T], list[Json]],
) -> Post:
    pages = -(-len(lines) // PAGE)
    page = min(max(page, 1), pages)
    here = lines[(page - 1) * PAGE : page * PAGE]
    content = [blocks.section(head), *(block for line in here for block in shown(line))]
    if pages > 1:
        more = texts.mrkdwn("slack.list.more", command=command, page=page, pages=pages)
        content.append(blocks.context(more))
    return Post(text=head, blocks=content)


def _queued(question: OpenQuestion, texts: Texts) -> list[Json]:
    line = texts.mrkdwn(
        "slack.question.line",
        text=blocks.clip(question.text, LINE),
        entry=_title_or_nothing(question.entry, texts),
        asked=question.asked,
    )
    buttons = _teach_or_dismiss(question, texts)
    return [
        blocks.section(blocks.fit(line, WEIGHT)),
        blocks.actions(f"queued.{question.id}", buttons),
    ]


def _taught(one: TaughtEntry | TaughtPhrasing, texts: Texts) -> list[Json]:
    value = f"{one.number}:0"
    if isinstance(one, TaughtEntry):
        text = texts.mrkdwn(
            "slack.list.entry",
            title=blocks.clip(one.title, LINE),
            answer=blocks.clip(" ".join(one.answer.split()), LINE),
            source=blocks.clip(one.source, LINE),
            as_of=one.as_of.isoformat(),
        )
        which, edit, remove = "remove_entry", LessonButton.EDIT_ENTRY, LessonButton.REMOVE_ENTRY
    else:
        entry = _title_or_nothing(one.entry, texts)
        wording = blocks.clip(one.text, LINE)
        text = texts.mrkdwn("slack.list.phrasing", text=wording, entry=entry)
        which = "remove_phrasing"
        edit, remove = LessonButton.EDIT_PHRASING, LessonButton.REMOVE_PHRASING
    buttons = [
        blocks.button(edit, texts.plain("slack.button.edit"), value),
        blocks.button(
            remove, texts.plain("slack.button.remove"), value, "danger", _confirm(which, texts)
        ),
    ]
    return [
        blocks.section(blocks.fit(text, WEIGHT)),
        blocks.actions(f"{edit}.{one.number}", buttons),
    ]


def _overdue(entry: Entry, texts: Texts) -> Json:
    day = entry.review_by.isoformat() if entry.review_by else None
    title = _title_or_nothing(entry.id, texts)
    return blocks.section(texts.mrkdwn("slack.list.overdue_line", entry=title, review_by=day))
