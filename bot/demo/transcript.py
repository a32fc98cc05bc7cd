"""The transcript: the applicant's chat at the left, the secretariat's channel at the right.

Printed as it happens. A message that changed is shown again, a card only with what is new on it;
the buttons that stand under every question are shown once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.sandbox.client_values import Message, Post

WIDTH = 100
"""Columns where nobody says how wide the screen is, as in a pipe."""

LINES = 15
"""Of a message; what is cut is said."""

BOT = "Veiviser"

# A label over its value takes one line instead of two here.
_FIELD = re.compile(r"^\*([^*\n:]+)\*\n(?![•*])", re.MULTILINE)
_MARKS = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")


class Transcript:
    """Prints two columns. It remembers what it has shown, and shows everything once."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._messages: dict[int, str] = {}
        self._posts: dict[str, list[str]] = {}
        self._labels: set[str] = set()

    def title(self, title: str) -> None:
        """The beginning of a part of the story."""
        self._console.print()
        self._console.rule(Text(title, style="bold"), align="left")

    def applicant(self, who: str, text: str) -> None:
        """What the applicant does."""
        self._left(who, text, "bold cyan")

    def member(self, who: str, text: str) -> None:
        """What a member of the secretariat does."""
        self._right(who, text, "bold magenta")

    def secretariat(self, what: str, text: str) -> None:
        """What the secretariat sees beside the channel."""
        self._right(what, _plain(text), "yellow")

    def chat(self, messages: Iterable[Message]) -> None:
        """The bot's messages that are new, or that changed."""
        found = [m for m in messages if m.from_bot and self._messages.get(m.id) != _spoken(m)]
        for message in sorted(found, key=lambda each: each.revision):
            self._messages[message.id] = _spoken(message)
            labels = self._new_labels(message.labels)
            self._left(BOT, "\n".join(filter(None, [_clipped(_spoken(message)), labels])), "green")

    def channel(self, posts: Iterable[Post]) -> None:
        """What is new in the channel, in threads, and in notes for one person."""
        for post in sorted(posts, key=lambda each: each.revision):
            lines = _lines(post)
            before = self._posts.get(post.ts)
            if lines == before:
                continue
            self._posts[post.ts] = lines
            fresh = [line for line in lines if before is None or line not in before]
            where = "thread" if post.thread_ts and post.thread_ts != post.ts else "channel"
            what = "note" if post.only_for else where if before is None else "card, changed"
            labels = self._new_labels(post.labels)
            if fresh or labels:
                shown = "\n".join(filter(None, [_clipped("\n".join(fresh)), labels]))
                self._right(what, shown, "yellow")

    def _new_labels(self, labels: Sequence[str]) -> str:
        fresh = [label for label in labels if label not in self._labels]
        self._labels.update(labels)
        return " ".join(f"[{label}]" for label in fresh)

    def _left(self, who: str, text: str, style: str) -> None:
        self._row(_said(who, text, style), Text())

    def _right(self, who: str, text: str, style: str) -> None:
        self._row(Text(), _said(who, text, style))

    def _row(self, left: Text, right: Text) -> None:
        row = Table.grid(expand=True, padding=(0, 1))
        row.add_column(ratio=1)
        row.add_column(ratio=1)
        row.add_row(left, right)
        self._console.print(row)


def screen() -> Console:
    """A console as wide as the terminal, or as a page."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)


def _said(who: str, text: str, style: str) -> Text:
    return Text.assemble((f"{who}: ", style), text)


def _spoken(message: Message) -> str:
    file = f"<{message.document.name}>" if message.document else ""
    return "\n".join(part for part in (message.text, file) if part)


def _lines(post: Post) -> list[str]:
    shown = _plain(post.shown).split("\n") if post.shown else []
    files = [f"<{file.name}>" for file in post.files]
    return [line for line in [*shown, *files] if line.strip()]


def _plain(mrkdwn: str) -> str:
    joined = _FIELD.sub(r"\1: ", mrkdwn)
    return _MARKS.sub(r"\1", unescape(joined)).replace("`", "").replace("\u2060", "")


def _clipped(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) <= LINES:
        return "\n".join(lines)
    return "\n".join([*lines[:LINES], f"... ({len(lines) - LINES} more lines)"])
