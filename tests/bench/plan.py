"""What a measured applicant does: the whole checklist, answered as a person would type it.

Invented test data. Files are skipped by button; those steps prepare, and are not measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import assert_never

from bot.commands.opening import open_content
from bot.settings import read_settings
from dialogs.conditions import relevant
from dialogs.state import Answer
from knowledge.fitting import fit_model
from knowledge.library import Library
from knowledge.model import AnswerKind, Checklist, Item, Language
from knowledge.texts import item_key

LONG = (
    "Testveien 1, 0150 Oslo. Dette er oppdiktet tekst som bare er skrevet for å måle hvor fort "
    "et svar blir lagret."
)
MODELS = Path(__file__).resolve().parents[2] / "var" / "models"
"""Where `make setup` has put the fitted understanding: a bot as it is installed has it."""

QUESTION = "Hvem sitter i Callcenternemnda?"
BEGIN = "Begynn"
SKIP = "Hopp over"


@dataclass(frozen=True, slots=True)
class Move:
    """One step: a typed text, or the label of a button to press. Only typed ones are measured."""

    text: str = ""
    label: str = ""

    def in_chat(self, chat: int) -> dict[str, object]:
        """The step as the sandbox takes it."""
        return (
            {"chat": chat, "say": self.text} if self.text else {"chat": chat, "press": self.label}
        )


def application(checklist: Checklist) -> tuple[Move, ...]:
    """Every question that such an applicant meets, in order, up to the last."""
    answers: dict[str, Answer] = {}
    skipped: set[str] = set()
    moves: list[Move] = []
    while item := _next(checklist, answers, skipped):
        written = _written(item)
        moves.append(Move(written) if written else Move(label=SKIP))
        if written:
            value = item.choices[0] if item.kind is AnswerKind.CHOICE else written
            value = "no" if item.kind is AnswerKind.YES_NO else value
            answers[item.id] = Answer(value, datetime.now(UTC))
        else:
            skipped.add(item.id)
    return tuple(moves)


@cache
def content() -> Library:
    """The content that is shipped, read once."""
    return open_content(read_settings().content_dir)


def understood() -> None:
    """Fit the understanding of questions unless it is done: `make setup` does it, once."""
    fit_model(MODELS, content().phrasings)


def ten_questions() -> list[str]:
    """The first ten questions that everybody is asked, as the usual bot asks them."""
    items = [item.id for item in content().checklist.items.values() if not item.when]
    texts = content().texts
    return [texts.find(item_key(item, "question"), Language.NB).text for item in items[:10]]


def _next(checklist: Checklist, answers: dict[str, Answer], skipped: set[str]) -> Item | None:
    return next(
        (
            item
            for item in relevant(checklist, answers)
            if item.id not in answers and item.id not in skipped
        ),
        None,
    )


def _written(item: Item) -> str:
    match item.kind:
        case AnswerKind.TEXT:
            return LONG[: item.limits.max_length].strip()
        case AnswerKind.YES_NO:
            return "nei"
        case AnswerKind.CHOICE:
            return "1"
        case AnswerKind.NUMBER:
            return "12"
        case AnswerKind.DATE:
            return "3.11.2026"
        case AnswerKind.EMAIL:
            return "test@example.no"
        case AnswerKind.PHONE:
            return "22 00 00 00"
        case AnswerKind.ORG_NUMBER:
            return "123456785"
        case AnswerKind.URL:
            return "https://example.no/test"
        case AnswerKind.FILES:
            return ""
    assert_never(item.kind)
