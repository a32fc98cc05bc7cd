"""Mistakes in content: where they are, what is wrong, and the error that carries all of them.

Whoever edits content is not a programmer: a start that fails names every mistake at once, so that
one round of corrections is enough. Reading code adds problems here and goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line in a content file. `file` is relative to the content folder; lines count from 1."""

    file: str
    line: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. Reads as `file:line: message`."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place.file}:{self.place.line}: {self.message}"


class ContentError(Exception):
    """Content that cannot be used. `problems` holds every mistake, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Problems:
    """The mistakes found so far."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, message: str) -> None:
        """Note a mistake and go on."""
        self.found.append(Problem(place, message))

    def raise_if_any(self) -> None:
        """End the reading.

        Raises:
            ContentError: something was added.
        """
        if self.found:
            raise ContentError(self.found)
