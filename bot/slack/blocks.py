"""Block Kit's pieces as this bot uses them, with Slack's limits held where each piece is made.

The numbers are those of Slack's Block Kit reference. `mrkdwn` is always `verbatim`: Slack then
makes no links, channels or mentions of its own out of a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.markup import visible

Json = dict[str, Any]

HEADER = 150
SECTION = 3000
FIELD = 2000
BUTTON = 75
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
OPTION = 75
LABEL = 2000
VIEW_TITLE = 24
TOTAL = 13_000
"""Characters of all blocks as JSON. Not published; above about 13,200 Slack refuses a message."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message: what is read aloud or shown in a notification, and what is seen."""

    text: str
    blocks: list[Json]


@dataclass(frozen=True, slots=True)
class Question:
    """A confirm dialog before a button counts. All four are plain texts."""

    title: str
    text: str
    yes: str
    no: str


def clip(text: str, limit: int) -> str:
    """A text of at most `limit` characters; what was cut shows as an ellipsis."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def clip_rendered(text: str, limit: int) -> str:
    """Like `clip`, for a rendered mrkdwn text: never ends inside an escaped character."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    ampersand = cut.rfind("&", -5)
    if ampersand >= 0 and ";" not in cut[ampersand:]:
        cut = cut[:ampersand]
    return f"{cut}…"


def fit(text: str, weight: int) -> str:
    """A text that weighs at most `weight` characters as JSON, where `"` and line breaks are two."""
    while (over := len(json.dumps(text, ensure_ascii=False)) - weight) > 0:
        # One character weighs at most six, so this never cuts more than it has to by much.
        text = clip_rendered(text, max(2, len(text) - 1 - over // 6))
    return text


def pieces(text: str, limit: int = SECTION) -> list[str]:
    """A plain text in pieces of at most `limit` characters, cut at white space where possible."""
    result = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 1, limit), text.rfind(" ", 1, limit))
        cut = cut if cut > limit // 2 else limit
        result.append(text[:cut])
        text = text[cut:].lstrip()
    return [*result, text] if text else result


def plain(text: str, limit: int) -> Json:
    """A text in which nothing has a meaning: no mark, no mention, no emoji."""
    return {"type": "plain_text", "text": clip(text, limit), "emoji": False}


def mrkdwn(text: str, limit: int = SECTION) -> Json:
    """A rendered text with emphasis, whose foreign parts the renderer has escaped."""
    return {"type": "mrkdwn", "text": clip_rendered(text, limit), "verbatim": True}


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str) -> Json:
    return {"type": "section", "text": mrkdwn(text)}


def quoted(text: str) -> list[Json]:
    """What a person wrote, whole and as it is seen, in as many sections as it needs."""
    seen = visible(text).strip()
    return [{"type": "section", "text": plain(piece, SECTION)} for piece in pieces(seen)]


def fields(texts: Iterable[str]) -> Json:
    return {"type": "section", "fields": [mrkdwn(text, FIELD) for text in texts]}


def context(text: str) -> Json:
    return {"type": "context", "elements": [mrkdwn(text)]}


def link(url: str, label: str) -> str:
    """A link of our own making in mrkdwn; nothing that a person wrote becomes one."""
    return f"<{url}|{label}>"


def actions(block_id: str, buttons: Sequence[Json]) -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(buttons)}


def button(
    action_id: str, label: str, value: str, style: str = "", ask: Question | None = None
) -> Json:
    """A button. `style` is "primary", "danger" or nothing."""
    made: Json = {
        "type": "button",
        "action_id": action_id,
        "text": plain(label, BUTTON),
        "value": value,
    }
    if style:
        made["style"] = style
    if ask:
        made["confirm"] = {
            "title": plain(ask.title, CONFIRM_TITLE),
            "text": plain(ask.text, CONFIRM_TEXT),
            "confirm": plain(ask.yes, CONFIRM_BUTTON),
            "deny": plain(ask.no, CONFIRM_BUTTON),
        }
    return made


def option(label: str, value: str) -> Json:
    return {"text": plain(label, OPTION), "value": value}


def field(block_id: str, label: str, element: Json, hint: str = "", optional: bool = False) -> Json:
    """One input of a modal."""
    made: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LABEL),
        "element": element,
        "optional": optional,
    }
    if hint:
        made["hint"] = plain(hint, LABEL)
    return made
