"""Long messages: Telegram counts a text after its markup is taken away, and takes 4096 of it.

Works on the HTML that the renderer makes: paired tags, entities, and text in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from telegram.constants import MessageLimit

MAX_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_CAPTION = int(MessageLimit.CAPTION_LENGTH)

_TOKEN = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d+|#x[0-9A-Fa-f]+|\w+);|.", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
# Where to cut, the best first: between paragraphs, between lines, between words.
_SEAMS = ("\n\n", "\n", " ")


def visible_length(html: str) -> int:
    """How much of the limit a text takes: UTF-16 units, the stricter of the two ways to count."""
    return sum(_weight(token) for token in _tokens(html))


def split(html: str, limit: int = MAX_TEXT) -> list[str]:
    """The text in parts that each fit the limit, cut at paragraphs where that is possible.

    Emphasis that runs over a seam is closed before it and opened again behind it.
    """
    # With its markup it is only longer: most texts need not be looked at sign by sign.
    if len(html.encode("utf-16-le")) // 2 <= limit or visible_length(html) <= limit:
        return [html]
    parts: list[str] = []
    part = _Part()
    rest = list(_tokens(html))
    while rest:
        part, rest = _fill(part.reopened(), rest, limit)
        text = part.closed()
        if text:
            parts.append(text)
    return parts or [""]


@dataclass(slots=True)
class _Part:
    tokens: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)

    def reopened(self) -> _Part:
        return _Part(list(self.open_tags), [])

    def closed(self) -> str:
        tail = "".join(f"</{_tag_name(tag)}>" for tag in reversed(self.open_tags))
        return "".join(self.tokens).strip() + tail if self._says_something() else ""

    def _says_something(self) -> bool:
        return any(_weight(token) and not token.isspace() for token in self.tokens)


def _fill(part: _Part, rest: list[str], limit: int) -> tuple[_Part, list[str]]:
    count, weight = 0, 0
    while count < len(rest) and weight + _weight(rest[count]) <= limit:
        weight += _weight(rest[count])
        count += 1
    if count < len(rest):
        count = _seam(rest, count)
    part.tokens.extend(rest[:count])
    part.open_tags = _left_open(part.tokens)
    return part, rest[count:]


def _seam(tokens: list[str], count: int) -> int:
    for seam in _SEAMS:
        # A part of less than a third looks like a mistake: rather the next best seam.
        for end in range(count, count // 3, -1):
            if "".join(tokens[max(0, end - len(seam)) : end]) == seam:
                return end
    return max(1, count)


def _left_open(tokens: list[str]) -> list[str]:
    stack: list[str] = []
    for token in tokens:
        found = _TAG.match(token) if len(token) > 2 else None
        if found is None:
            continue
        if not found.group(1):
            stack.append(token)
        elif stack:
            stack.pop()
    return stack


def _tag_name(tag: str) -> str:
    found = _TAG.match(tag)
    return found.group(2) if found else ""


def _tokens(html: str) -> Iterator[str]:
    return (found.group() for found in _TOKEN.finditer(html))


def _weight(token: str) -> int:
    if len(token) > 1:
        return 0 if token.startswith("<") else 1
    return 2 if ord(token) > 0xFFFF else 1
