"""The story of the demo as values, read from `story.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

STORY = Path(__file__).with_name("story.yaml")


@dataclass(frozen=True, slots=True)
class Says:
    """The applicant writes."""

    text: str


@dataclass(frozen=True, slots=True)
class Presses:
    """The applicant presses a button, named by its label's key and that key's parameters."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """The applicant answers an item."""

    item: str
    value: str


@dataclass(frozen=True, slots=True)
class Sends:
    """The applicant sends files for an item; several make an album."""

    item: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clicks:
    """The secretariat presses a button on the card."""

    key: str


@dataclass(frozen=True, slots=True)
class Submits:
    """The secretariat fills in the open form, by the keys of its labels, and submits it."""

    values: Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Types:
    """The secretariat types a slash command."""

    line: str


Act = Says | Presses | Answers | Sends | Clicks | Submits | Types


@dataclass(frozen=True, slots=True)
class Seen:
    """What has to be seen before the story goes on; empty: nothing of the kind."""

    bot: str = ""
    card: str = ""
    thread: str = ""
    modal: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """An act and what comes of it."""

    act: Act
    seen: Seen


@dataclass(frozen=True, slots=True)
class Part:
    """Some scenes under a title."""

    title: str
    scenes: tuple[Scene, ...]


def read(words: Mapping[str, str], path: Path = STORY) -> tuple[Part, ...]:
    """The story, with `words` put in for their names in braces.

    Raises:
        ValueError: a step that nobody can play.
    """
    text = path.read_text(encoding="utf-8")
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    # BaseLoader: every value stays as it is written.
    parts = yaml.load(text, Loader=yaml.BaseLoader)
    return tuple(Part(part["part"], tuple(map(_scene, part["steps"]))) for part in parts)


def _scene(step: dict[str, Any]) -> Scene:
    seen = Seen(**{name: step.pop(name, "") for name in Seen.__dataclass_fields__})
    if len(step) != 1:
        raise ValueError(f"a step has one act: {step}")
    kind, what = step.popitem()
    return Scene(_act(kind, what), seen)


def _act(kind: str, what: Any) -> Act:
    match kind:
        case "says":
            return Says(what)
        case "presses":
            key, *params = what.split()
            if key == "section":
                return Presses(key, {"section": params[0]})
            return Presses(key, dict(param.split("=", 1) for param in params))
        case "answers":
            ((item, value),) = what.items()
            return Answers(item, value)
        case "sends":
            ((item, files),) = what.items()
            return Sends(item, tuple(files))
        case "clicks":
            return Clicks(what)
        case "submits":
            return Submits(what)
        case "types":
            return Types(what)
        case _:
            raise ValueError(f"nobody can {kind!r}")
