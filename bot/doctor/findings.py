"""What a look found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """Whether somebody has to do something."""

    FINE = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the installation: how it is, and what to do where something is wrong."""

    part: str
    grade: Grade
    said: str
    cure: str = ""


def fine(part: str, said: str) -> Finding:
    """Nothing to do."""
    return Finding(part, Grade.FINE, said)


def note(part: str, said: str, cure: str = "") -> Finding:
    """Worth knowing."""
    return Finding(part, Grade.NOTE, said, cure)


def wrong(part: str, said: str, cure: str) -> Finding:
    """Somebody has to do something."""
    return Finding(part, Grade.WRONG, said, cure)
