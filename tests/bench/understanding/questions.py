"""The two sets of questions, and what a right answer to one of them is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge.model import Band, Understanding
from knowledge.phrasing import Phrasing, normalised

FOLDER = Path(__file__).parents[1] / "questions"
_LOOKED_UP = {"look-up": "check-approval"}
"""Looking a named centre up is the answer to whether it is approved."""


class Half(StrEnum):
    """Whether a question names its subject or describes the situation instead."""

    PLAIN = "plain"
    OBLIQUE = "oblique"


class Outcome(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    ONE_TAP = "one tap"
    WRONG = "wrong"
    OFFERED = "offered others"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked; `entries` answer it, and none does when it is not ours."""

    text: str
    language: str
    style: str
    half: Half
    entries: frozenset[str]

    def outcome(self, understood: Understanding) -> Outcome:
        """How an understanding of it serves the asker. Not ours: WRONG when it is answered."""
        found = [_LOOKED_UP.get(each, each) for each in understood.entries]
        meant = any(each in self.entries for each in found)
        match understood.band:
            case Band.ANSWER:
                return Outcome.RIGHT if meant else Outcome.WRONG
            case Band.CLARIFY:
                return Outcome.ONE_TAP if meant else Outcome.OFFERED
            case _:
                return Outcome.ABSTAINED


def read(name: str) -> list[Question]:
    """One set: `calibration` or `evaluation`."""
    return list(_read(FOLDER / f"{name}.jsonl"))


def unseen(questions: Iterable[Question], known: Iterable[str]) -> list[Question]:
    """The questions that say something new: none of the known texts, word for word."""
    read_before = {normalised(text) for text in known}
    return [each for each in questions if normalised(each.text) not in read_before]


def evaluation(phrasings: Iterable[Phrasing]) -> list[Question]:
    """The evaluation set, without what somebody wrote for training or calibration as well."""
    seen = [each.text for each in phrasings]
    return unseen(read("evaluation"), [*seen, *(each.text for each in read("calibration"))])


def _read(path: Path) -> Iterator[Question]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        entries = {row["entry"], *row.get("also", ())} if row["entry"] else set()
        yield Question(
            row["text"], row["lang"], row["style"], Half(row["half"]), frozenset(entries)
        )
