"""Which texts this channel needs for what is learnt from use; a part of `texts.TEXTS`."""

from __future__ import annotations

from collections.abc import Mapping

_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "slack.question.text": ("text", "entry", "asked"),
    "slack.question.head": ("state", "asked"),
    "slack.question.not_helped": ("entry",),
    "slack.question.asked": ("first_at", "last_at", "asked"),
    "slack.question.others": (),
    "slack.question.learnt": ("by", "at", "entry"),
    "slack.question.dismissed": ("by", "at"),
    "slack.question.line": ("text", "entry", "asked"),
    "slack.button.teach": (),
    "slack.button.dismiss": (),
    "slack.button.edit": (),
    "slack.button.remove": (),
    "slack.confirm.dismiss.title": (),
    "slack.confirm.dismiss.text": (),
    "slack.confirm.remove_entry.title": (),
    "slack.confirm.remove_entry.text": (),
    "slack.confirm.remove_phrasing.title": (),
    "slack.confirm.remove_phrasing.text": (),
    "slack.entry.title": ("entry",),
    "slack.error.entry_or_answer": (),
    "slack.error.personal": (),
}

_LISTS: Mapping[str, tuple[str, ...]] = {
    "slack.list.queue": ("count",),
    "slack.list.queue_empty": (),
    "slack.list.taught": ("entries", "phrasings"),
    "slack.list.taught_empty": (),
    "slack.list.entry": ("title", "answer", "source", "as_of"),
    "slack.list.phrasing": ("text", "entry"),
    "slack.list.overdue": ("count",),
    "slack.list.overdue_empty": (),
    "slack.list.overdue_line": ("entry", "review_by"),
    "slack.list.more": ("command", "page", "pages"),
}

_TEACHING: Mapping[str, tuple[str, ...]] = {
    "slack.modal.teach.title": (),
    "slack.modal.teach.submit": (),
    "slack.modal.teach.wording": (),
    "slack.modal.teach.wording_hint": (),
    "slack.modal.teach.entry": (),
    "slack.modal.teach.entry_hint": (),
    "slack.modal.teach.entry_placeholder": (),
    "slack.modal.teach.new": (),
    "slack.modal.teach.new_title": (),
    "slack.modal.teach.new_title_hint": (),
    "slack.modal.teach.new_answer": (),
    "slack.modal.teach.new_answer_hint": (),
    "slack.modal.teach.source": (),
    "slack.modal.teach.source_hint": (),
    "slack.modal.entry.title": (),
    "slack.modal.entry.submit": (),
    "slack.modal.phrasing.title": (),
    "slack.modal.phrasing.submit": (),
}

_FIGURES = ("month", "asked", "answered", "unanswered", "helped", "not_helped")

_MONTH: Mapping[str, tuple[str, ...]] = {
    "slack.month.text": _FIGURES,
    "slack.month.alt": (*_FIGURES, "most_asked", "least_helpful", "waiting"),
    "slack.month.nothing": ("month",),
    "slack.month.title": ("month",),
    "slack.month.label.asked": (),
    "slack.month.label.answered": (),
    "slack.month.label.unanswered": (),
    "slack.month.label.helped": (),
    "slack.month.label.most_asked": (),
    "slack.month.label.waiting": (),
    "slack.month.label.least_helpful": (),
    "slack.month.label.none": (),
}

LESSON_TEXTS: Mapping[str, tuple[str, ...]] = {**_QUESTIONS, **_LISTS, **_TEACHING, **_MONTH}
