"""`veiviser ask`: answer questions on the command line, for people and for scripts."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator

from bot.ask import Asker, Reply
from bot.commands.opening import (
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
    asker = Asker(learning.knowledge, learning.renderer, _register(settings), now)
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


def _register(settings: Settings) -> Callable[[str], RegisterResult]:
    def search(query: str) -> RegisterResult:
        today = now().astimezone(OSLO).date()
        return with_database(settings, lambda work: work.register.search(query, today))

    return search


def _plain(reply: Reply) -> str:
    titles = [f"  → {suggestion.title}" for suggestion in reply.suggestions]
    return "\n".join([reply.text, *titles, ""])
