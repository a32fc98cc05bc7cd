"""From the neutral markup of content to what a channel shows, and how foreign text is defused.

Content knows three marks: a blank line (paragraph), `- ` at the start of a line (bullet) and
`**bold**`. They are translated in the template's own text, around the jinja tags, before it is
compiled. Values from outside are escaped when they are interpolated, and never have any effect;
signs that nobody sees, or that turn the direction of what follows, are left out of them.

Slack needs more than escaping, because it gives meaning to bare characters:

- Emphasis (`*`, `_`, `~`) works beside anything that is not a letter or digit, zero-width
  characters included: inserting those *enables* emphasis inside words. So a mark in such a place,
  a back-tick, and a `>` that starts a line are replaced with a character that looks like it.
- Addresses, e-mail, `@name`, `#channel` and `:emoji:` are recognised by their shape: a WORD JOINER
  breaks the shape without being seen. What is to be copied from Slack (an e-mail address, a
  number) is therefore shown with `copyable`, as code, which Slack leaves alone.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape as escape_html
from typing import assert_never

from knowledge.model import Markup


class Safe(str):
    """A text that is already in its channel's markup: from content, never from a person."""

    __slots__ = ()


_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_BOLD = "**"
_BOLD_MARKS = {
    Markup.PLAIN: ("", ""),
    Markup.TELEGRAM: ("<b>", "</b>"),
    Markup.SLACK: ("*", "*"),
}
_BULLET = re.compile(r"^([ \t]*)- ", re.MULTILINE)

_JOINER = "\u200d"
# Letters by their category, and not one of them is seen.
_FILLERS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]")
_WORD_JOINER = "\u2060"
_LOOK_ALIKE = {"*": "\u2217", "_": "\uff3f", "~": "\u223c", "`": "\u02cb", ">": "\u203a"}
# Only letters of ASCII: whether Slack counts others as part of a word is not documented.
_SLACK_MARK = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|`")
_SLACK_QUOTE = re.compile(r"^\s*>[>\s]*", re.MULTILINE)
_SLACK_SHAPES = re.compile(
    r"""
      (?<=:)(?=//)                         # https://
    | (?<=\w\.)(?=[^\W\d_]{2})             # example.no
    | (?<=[@＠])(?=\S)                     # @name, name@example.no
    | (?<=[#＃])(?=\w)                     # #channel
    | (?<=mailto:)|(?<=tel:)               # addresses without slashes
    | (?<=:)(?=[a-z0-9_+'\-]+:)            # :emoji:
    """,
    re.VERBOSE | re.IGNORECASE,
)


def visible(text: str) -> str:
    """A text without signs that are not seen: "AS \u202egnilliB" reads as something else.

    What joins emojis to one stays.
    """
    if text.isprintable() and not _FILLERS.search(text):
        return text
    kept: list[str] = []
    for sign in _FILLERS.sub("", text):
        joins = sign == _JOINER and kept and not kept[-1].isalnum()
        if joins or sign in "\n\t" or unicodedata.category(sign) not in {"Cf", "Cc"}:
            kept.append(sign)
    return "".join(kept)


def escape(value: str, markup: Markup) -> str:
    """A value from outside, so that a channel shows it as it is and does nothing with it."""
    value = visible(value)
    match markup:
        case Markup.PLAIN:
            return value
        case Markup.TELEGRAM:
            return escape_html(value, quote=False)
        case Markup.SLACK:
            return escape_html(_defused(value), quote=False)
        case _:
            assert_never(markup)


def copyable(value: str, markup: Markup) -> Safe:
    """A value shown as code: a tap copies it in Telegram, and Slack leaves its shape alone."""
    value = visible(value)
    match markup:
        case Markup.PLAIN:
            return Safe(value)
        case Markup.TELEGRAM:
            return Safe(f"<code>{escape(value, markup)}</code>" if value else "")
        case Markup.SLACK:
            line = " ".join(value.replace("`", _LOOK_ALIKE["`"]).split())
            return Safe(f"`{escape_html(line, quote=False)}`" if line else "")
        case _:
            assert_never(markup)


def translate(source: str, markup: Markup) -> str:
    """A template with its neutral markup turned into a channel's; jinja tags stay as they are."""
    translated: list[str] = []
    bold = line_start = True
    for piece in _TAG.split(source):
        if _TAG.fullmatch(piece):
            translated.append(piece)
            # A block tag shows nothing, so a bullet after it still starts the line.
            line_start = line_start and not piece.startswith("{{")
            continue
        text = _bulleted(piece, line_start)
        line_start = not (piece.rpartition("\n")[2].strip() or (piece and "\n" not in piece))
        for index, part in enumerate(text.split(_BOLD)):
            if index:
                translated.append(_BOLD_MARKS[markup][0 if bold else 1])
                bold = not bold
            translated.append(part if markup is Markup.PLAIN else escape_html(part, quote=False))
    return "".join(translated)


def reflow(text: str) -> str:
    """Prose as paragraphs and bullets, each on one line, however the file breaks its lines."""
    lines: list[str] = []
    for line in (line.strip() for line in text.splitlines()):
        if line and lines and lines[-1] and not line.startswith("- "):
            lines[-1] += f" {line}"
        elif line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()


def has_stray_bold(source: str) -> bool:
    """Whether some line opens a `**` that it does not close. Slack's bold ends with its line."""
    return any(line.count(_BOLD) % 2 for line in _TAG.sub("", source).splitlines())


def visible_text(source: str) -> str:
    """A template without its tags and marks, as far as that can be told without rendering."""
    return _TAG.sub(" ", source).replace(_BOLD, "")


def _bulleted(piece: str, line_start: bool) -> str:
    if line_start:
        return _BULLET.sub(r"\1• ", piece)
    first, line_break, rest = piece.partition("\n")
    return first + line_break + _BULLET.sub(r"\1• ", rest)


def _defused(value: str) -> str:
    quoted = _SLACK_QUOTE.sub(lambda found: found[0].replace(">", _LOOK_ALIKE[">"]), value)
    marked = _SLACK_MARK.sub(lambda found: _LOOK_ALIKE[found[0]], quoted)
    return _SLACK_SHAPES.sub(_WORD_JOINER, marked)
