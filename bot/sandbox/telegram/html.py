"""Telegram's HTML parse mode, as strict as the real one.

Turns marked-up text into plain text with entities, or refuses it as "can't parse entities".
Offsets and lengths of entities count UTF-16 units, as the Bot API does.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from ..store import Json
from .errors import RefusalError, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(r"<[^<>]*>|<|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|[^<&]+|&")
_ATTRIBUTE = re.compile(r"""\s+([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_START = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)(.*)>", re.DOTALL)


@dataclass(slots=True)
class _Open:
    tag: str
    at_byte: int
    offset: int
    extra: Json = field(default_factory=dict)


@dataclass(slots=True)
class _Parser:
    text: list[str] = field(default_factory=list)
    length: int = 0
    at_byte: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def feed(self, token: str) -> None:
        if token[0] == "<":
            if token[:2] == "</":
                self._end(token[2:-1].strip().lower())
            else:
                self._start(token)
        else:
            self._add(unescape(token) if token[0] == "&" and len(token) > 1 else token)
        self.at_byte += len(token.encode())

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16_length(text)

    def _start(self, token: str) -> None:
        match = _START.fullmatch(token)
        if match is None:
            raise _broken(f"Unsupported start tag at byte offset {self.at_byte}")
        tag = match[1].lower()
        attributes = {
            found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
            for found in _ATTRIBUTE.finditer(match[2])
        }
        spoiler = tag != "span" or attributes.get("class") == "tg-spoiler"
        if tag not in TAGS or not spoiler:
            raise _broken(f'Unsupported start tag "{tag}" at byte offset {self.at_byte}')
        extra: Json = {}
        if tag == "a":
            extra = {"url": attributes.get("href", "")}
        elif tag == "code" and self.open and self.open[-1].tag == "pre" and attributes:
            language = attributes.get("class", "").removeprefix("language-")
            self.open[-1].extra = {"language": language}
        elif tag == "blockquote" and "expandable" in attributes:
            extra = {"expandable": True}
        self.open.append(_Open(tag, self.at_byte, self.length, extra))

    def _end(self, tag: str) -> None:
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {self.at_byte}")
        opened = self.open.pop()
        if tag not in ("", opened.tag):
            raise _broken(
                f"Unmatched end tag at byte offset {self.at_byte},"
                f' expected "</{opened.tag}>", found "</{tag}>"'
            )
        if length := self.length - opened.offset:
            self._close(opened, length)

    def _close(self, opened: _Open, length: int) -> None:
        if opened.tag == "code" and self.open and self.open[-1].tag == "pre":
            return
        if opened.tag == "a" and not opened.extra["url"]:
            return
        kind = TAGS[opened.tag]
        if opened.extra.pop("expandable", False):
            kind = "expandable_blockquote"
        self.entities.append(
            {"type": kind, "offset": opened.offset, "length": length, **opened.extra}
        )


def utf16_length(text: str) -> int:
    """The length of ``text`` in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def parse(markup: str) -> tuple[str, list[Json]]:
    """Plain text and its entities; RefusalError where Telegram would refuse."""
    if "<" not in markup and "&" not in markup:
        return markup, []
    parser = _Parser()
    for token in _TOKEN.findall(markup):
        parser.feed(token)
    if parser.open:
        tag = parser.open[-1].tag
        raise _broken(f'Can\'t find end tag corresponding to start tag "{tag}"')
    entities = sorted(parser.entities, key=lambda e: (e["offset"], -e["length"]))
    return "".join(parser.text), entities


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Text without white space at its ends, as Telegram keeps it, and its entities moved along."""
    shorter = text.strip()
    if shorter == text or not entities:
        return shorter, entities
    before = utf16_length(text) - utf16_length(text.lstrip())
    end = utf16_length(shorter)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - before, 0)
        length = min(entity["offset"] + entity["length"] - before, end) - start
        if length > 0:
            kept.append({**entity, "offset": start, "length": length})
    return shorter, kept


def _broken(reason: str) -> RefusalError:
    return bad_request(f"can't parse entities: {reason}")
