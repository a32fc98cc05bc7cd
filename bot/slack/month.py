"""A month of questions as Slack shows it: a picture, one line about it, and the same in words.

Pure: what is to be drawn is data, and whoever draws it knows nothing of texts. The alt text says
everything that the picture shows, for those who hear it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from bot.slack import blocks
from bot.slack.questions import title_of
from bot.slack.texts import Texts
from dialogs.lessons import MonthSummary

TITLE = 60
ALT = 1000
"""Characters of an alt text, by Slack's own limit."""

_LABELS = (
    "asked",
    "answered",
    "unanswered",
    "helped",
    "most_asked",
    "waiting",
    "least_helpful",
    "none",
)

Lines = list[tuple[str, int]]


def month_name(first: date) -> str:
    """A month as it is read, such as oktober 2026."""
    return format_date(first, format="MMMM y", locale="nb_NO")


def pictured(summary: MonthSummary, texts: Texts) -> Mapping[str, object]:
    """What is to be drawn: figures, titles and labels."""
    return {
        "title": texts.plain("slack.month.title", month=month_name(summary.month)),
        "labels": {name: texts.plain(f"slack.month.label.{name}") for name in _LABELS},
        "asked": summary.asked,
        "answered": summary.answered,
        "unanswered": summary.unanswered,
        "helped": summary.helped,
        "most_asked": _titled(summary.most_asked, texts),
        "least_helpful": _titled(summary.least_helpful, texts),
        "waiting": list(summary.waiting),
    }


def one_line(summary: MonthSummary, texts: Texts) -> str:
    """The month in one line of mrkdwn."""
    if not summary.asked:
        return texts.mrkdwn("slack.month.nothing", month=month_name(summary.month))
    return texts.mrkdwn("slack.month.text", **_figures(summary))


def in_words(summary: MonthSummary, texts: Texts) -> str:
    """The picture in words, for its alt text."""
    spoken = texts.plain(
        "slack.month.alt",
        **_figures(summary),
        most_asked=_counted(_titled(summary.most_asked, texts)),
        least_helpful=_counted(_titled(summary.least_helpful, texts)),
        waiting=_counted(list(summary.waiting)),
    )
    return blocks.clip(spoken, ALT)


def file_name(summary: MonthSummary) -> str:
    """What the picture is called as a file."""
    return f"veiviser-{summary.month:%Y-%m}.png"


def _figures(summary: MonthSummary) -> Mapping[str, object]:
    return {
        "month": month_name(summary.month),
        "asked": summary.asked,
        "answered": summary.answered,
        "unanswered": summary.unanswered,
        "helped": summary.helped,
        "not_helped": summary.not_helped,
    }


def _titled(pairs: tuple[tuple[str, int], ...], texts: Texts) -> Lines:
    return [(blocks.clip(title_of(entry, texts), TITLE), count) for entry, count in pairs]


def _counted(lines: Lines) -> tuple[str, ...]:
    return tuple(f"{label} ({count})" for label, count in lines)
