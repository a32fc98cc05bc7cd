"""A story as its file tells it: who does what, and what the bot is seen to say.

The people's side of a file is kept to the letter when the bot's side is rewritten, comments too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

BOT_SIDE = ("bot", "group bot", "toast", "whisper", "card", "thread", "inquiry", "question")
"""What is seen: in the chat, in a group, over the chat, by one member, and in the channel."""

_ENTRY = re.compile(r"^  - ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that the bot's side shows after an act."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a person does, and what is seen of it."""

    kind: str
    what: Any
    raw: str
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One file. `register` holds rows of the register before the story begins."""

    path: Path
    head: str
    now: datetime
    acts: tuple[Act, ...]
    client_language: str = "nb"
    slack: bool = False
    register: tuple[dict[str, str], ...] = field(default=())


def read(path: Path) -> Story:
    """The story of a file.

    Raises:
        ValueError: the file begins with the bot's side, or an entry has not one key.
    """
    text = path.read_text(encoding="utf-8")
    head, marker, body = text.partition("\nacts:\n")
    if not marker:
        raise ValueError(f"{path.name}: no acts")
    table = yaml.load(head, yaml.BaseLoader)
    return Story(
        path=path,
        head=head,
        now=datetime.fromisoformat(table["now"]),
        acts=_acts(path, body),
        client_language=table.get("client_language", "nb"),
        slack=table.get("slack") == "yes",
        register=tuple(table.get("register", ())),
    )


def _acts(path: Path, body: str) -> tuple[Act, ...]:
    acts: list[Act] = []
    for raw in _entries(body):
        entry = yaml.load(raw, yaml.BaseLoader)
        if not isinstance(entry, list) or len(entry) != 1 or len(entry[0]) != 1:
            raise ValueError(f"{path.name}: not one thing: {raw}")
        ((kind, what),) = entry[0].items()
        if kind not in BOT_SIDE:
            acts.append(Act(kind, what, raw))
        elif acts:
            last = acts[-1]
            seen = (*last.seen, Seen(kind, str(what).strip("\n")))
            acts[-1] = Act(last.kind, last.what, last.raw, seen)
        else:
            raise ValueError(f"{path.name}: the bot does not begin")
    return tuple(acts)


def _entries(body: str) -> list[str]:
    """The entries with the comments that stand above them."""
    starts = [found.start() for found in _ENTRY.finditer(body)]
    starts = [_with_comments(body, start) for start in starts]
    ends = [*starts[1:], len(body)]
    return [body[start:end] for start, end in zip(starts, ends, strict=True)]


def _with_comments(body: str, start: int) -> int:
    while match := re.search(r"(?:^|\n)(  #[^\n]*\n|\n)\Z", body[:start]):
        start = match.start(1)
    return start


def write(story: Story, seen: Sequence[Sequence[Seen]]) -> None:
    """Rewrite the bot's side of a story's file."""
    parts = [story.head, "\nacts:\n"]
    for act, shown in zip(story.acts, seen, strict=True):
        parts.append(act.raw.rstrip("\n") + "\n")
        parts.extend(_written(each) for each in shown)
    story.path.write_text("".join(parts), encoding="utf-8")


def _written(seen: Seen) -> str:
    lines = [line.rstrip() for line in seen.text.split("\n")]
    indented = "\n".join(f"      {line}" if line else "" for line in lines)
    return f"  - {seen.kind}: |\n{indented}\n"
