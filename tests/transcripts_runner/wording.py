"""What people read, as plain lines: markup taken away, buttons in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SLACK_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")
# A photo is named after its message, and messages are numbered differently at every depth.
_PHOTO = re.compile(r"bilde-\d+\.jpg")


def from_html(html: str) -> str:
    """A text in Telegram's HTML as it is read."""
    return tidy(unescape(_TAG.sub("", html)))


def tidy(text: str) -> str:
    """Without what nobody sees: spaces at the end of lines, empty lines around."""
    lines = [line.rstrip() for line in _PHOTO.sub("bilde.jpg", text).split("\n")]
    return "\n".join(lines).strip("\n")


def with_buttons(text: str, rows: Iterable[Sequence[str]]) -> str:
    """A message and the buttons under it, a line for each row."""
    lines = [" ".join(f"[{label}]" for label in row) for row in rows if row]
    return "\n".join([text, *lines]) if text else "\n".join(lines)


def with_file(name: str, caption: str) -> str:
    """A file that was sent, with what is written under it."""
    return f"📎 {name}\n{caption}" if caption else f"📎 {name}"


def from_blocks(blocks: Iterable[Mapping[str, Any]], text: str) -> str:
    """A post in Slack as it is read, from its blocks, or from its text without any."""
    lines = [line for block in blocks for line in _block(block)]
    return "\n".join(lines) if lines else from_mrkdwn(text)


def from_mrkdwn(text: str) -> str:
    """A text in Slack's markup as it is read."""
    plain = unescape(text).replace("\u2060", "").replace("`", "")
    return tidy(_SLACK_BOLD.sub(r"\1", plain))


def _block(block: Mapping[str, Any]) -> list[str]:
    if block["type"] == "actions":
        return [" ".join(f"[{each['text']['text']}]" for each in block["elements"])]
    texts = [block.get("text"), *block.get("fields", [])]
    if block["type"] == "context":
        texts += block["elements"]
    return [_shown(each) for each in texts if each]


def _shown(text: Mapping[str, Any]) -> str:
    plain = text["type"] == "plain_text"
    # A field is a label over a value: on one line it reads better here.
    return tidy(text["text"]) if plain else from_mrkdwn(text["text"]).replace("\n", "\n  ")
