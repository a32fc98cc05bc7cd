"""`veiviser ask`: answer questions on the command line, for people and for scripts."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from bot.ask import Asker, Reply
from bot.cli import CommandError
from bot.commands.opening import (
    has_database,
    now,
    open_content,
    open_learning,
    use_model,
    with_database,
)
from bot.settings import Settings, read_settings
from dialogs.scene import OSLO
from dialogs.state import RegisterResult


def run(options: argparse.Namespace) -> int:
    """Answer the question given, or every line of standard input; one JSON object a line."""
    settings = read_settings()
    library = open_content(settings.content_dir)
    learning = open_learning(settings, library)
    use_model(settings, library, learning.knowledge.phrasings)
    asker = Asker(learning.knowledge, learning.renderer, _Register(settings), now)
    questions = [options.question] if options.question is not None else _lines()
    for question in questions:
        reply = asker.ask(question.rstrip("\r\n"))
        text = json.dumps(reply.as_dict(), ensure_ascii=False) if options.json else _plain(reply)
        print(text, flush=True)
    return 0


def _lines() -> Iterator[str]:
    """Standard input, line by line. What is not UTF-8 becomes a mark, so that no line is lost."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Register:
    """The register in the database, opened for each look-up."""

    settings: Settings

    def search(self, query: str) -> RegisterResult:
        today = now().astimezone(OSLO).date()
        return with_database(self.settings, lambda work: work.register.search(query, today))

    def named(self, text: str) -> RegisterResult | None:
        # Whatever is written here may be a name, also where nobody has set up a database.
        if not has_database(self.settings):
            return None
        today = now().astimezone(OSLO).date()
        with suppress(CommandError):
            return with_database(self.settings, lambda work: work.register.named(text, today))
        return None


def _plain(reply: Reply) -> str:
    titles = [f"  → {suggestion.title}" for suggestion in reply.suggestions]
    return "\n".join([reply.text, *titles, ""])
