"""What a robot answers: invented data that is different for every application.

Only a part of the checklist is answered, another one each time; the rest is skipped.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from bot.sandbox.client_applicant import File
from knowledge.model import AnswerKind, Checklist, Item
from tests.soak.papers import paper

ALWAYS = ("A1", "B1", "B2", "B4")
SOMETIMES = ("A2", "A3", "A4", "A5", "B3", "B5", "B6", "B7", "D2", "D4a", "F2", "N1", "N3", "N5a")
"""None of these opens further questions, so that no application becomes a long one."""

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Planned:
    """One answer: what is typed or chosen, and how it has to be stored; or files."""

    typed: str = ""
    stored: str = ""
    files: tuple[File, ...] = ()


def plan(checklist: Checklist, name: str, chance: random.Random) -> dict[str, Planned]:
    """Answers by item. `name` is in every text, so that no two chats can be confused."""
    wanted = {*ALWAYS, *(item for item in SOMETIMES if chance.random() < 0.5)}
    items = (item for item in checklist.items.values() if item.id in wanted)
    return {item.id: _answer(item, name, chance) for item in items}


def _answer(item: Item, name: str, chance: random.Random) -> Planned:
    match item.kind:
        case AnswerKind.TEXT:
            text = f"Testgata {chance.randrange(1, 99)}, 0001 Oslo ({item.id} {name})"
            return Planned(text, text)
        case AnswerKind.EMAIL:
            return Planned(f"post-{name}@example.no", f"post-{name}@example.no")
        case AnswerKind.PHONE:
            number = f"22{chance.randrange(10**6):06d}"
            return Planned(number, f"+47{number}")
        case AnswerKind.ORG_NUMBER:
            number = _org_number(chance)
            return Planned(number, number)
        case AnswerKind.CHOICE:
            value = "first" if item.id == "A1" else chance.choice(list(item.choices))
            return Planned(value, value)
        case AnswerKind.FILES:
            return Planned(files=_files(item.id, name, chance))
        case _:
            value = chance.choice(("yes", "no"))
            return Planned(value, value)


def _files(item: str, name: str, chance: random.Random) -> tuple[File, ...]:
    count = chance.choice((1, 1, 2, 3))
    names = (f"{item}-{name}-{n}.{chance.choice(('pdf', 'png'))}" for n in range(1, count + 1))
    return tuple(paper(each, chance) for each in names)


def _org_number(chance: random.Random) -> str:
    """Nine digits with a right check digit."""
    while True:
        digits = f"9{chance.randrange(10**7):07d}"
        rest = -sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
        if rest < 10:
            return f"{digits}{rest}"
