"""The transition tables as Mermaid diagrams, for the page in `docs/` that a test keeps true.

Pure: it returns text, and a test run with `--update-docs` writes it. The words of the page are
the code's own, for people who read the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from dialogs import application, dossier
from dialogs.state import CaseState, Stage

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)


def mermaid(table: Mapping[tuple[State, Move], State | None], first: State) -> str:
    """A table as a Mermaid state diagram, with its moves from one state to another on one arrow.

    A target of None is the end, and so is every state that nothing leads out of.
    """
    arrows: dict[tuple[State, State | None], list[str]] = {}
    for (state, move), target in table.items():
        arrows.setdefault((state, target), []).append(move.value)
    lines = ["stateDiagram-v2", f"    [*] --> {first.value}"]
    lines += [
        f"    {state.value} --> {_name(target)} : {', '.join(moves)}"
        for (state, target), moves in arrows.items()
    ]
    leaving = {state for state, target in arrows if target is not state}
    reached = {target for _, target in arrows if target is not None}
    lines += [f"    {state.value} --> [*]" for state in sorted(reached - leaving)]
    return "\n".join(lines)


def _name(target: StrEnum | None) -> str:
    return "[*]" if target is None else target.value


def docs_page() -> str:
    """The page `docs/states.md`."""
    return "\n".join(
        (
            "# States",
            "",
            "Generated from the transition tables (`pytest --update-docs`); do not edit by hand.",
            "",
            "## A case",
            "",
            "What may be done with a dossier: `dialogs/dossier.py`, `TRANSITIONS`. The fee is a "
            "dated fact beside it, and registering it leaves the state as it is.",
            "",
            "```mermaid",
            mermaid(dossier.TRANSITIONS, CaseState.DRAFT),
            "```",
            "",
            "## The application dialog",
            "",
            "What the applicant may do at which stage: `dialogs/application.py`, `TRANSITIONS`.",
            "",
            "```mermaid",
            mermaid(application.TRANSITIONS, Stage.INTRO),
            "```",
            "",
        )
    )
