"""What a text can do with a value: `{{ item|question }}`, `{{ day|date }}`, `{{ key|phrase }}`.

Filters that show content look it up in the language and markup of the rendering they are part of,
and give a text that is safe as it is. Filters that only write a value differently give plain text,
which is escaped like any other value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from knowledge import formats, markup
from knowledge.markup import Safe
from knowledge.model import Language
from knowledge.rendering import Rendering
from knowledge.templates import RENDERING

Filter = Callable[..., str]


def _rendering(context: Context) -> Rendering:
    found = context[RENDERING]
    assert isinstance(found, Rendering)  # only Rendering.text renders
    return found


def _of_item(part: str) -> Filter:
    @pass_context
    def look_up(context: Context, item: str) -> Safe:
        return _rendering(context).item(item, part)

    return look_up


def _of_entry(part: str) -> Filter:
    @pass_context
    def look_up(context: Context, entry: str) -> Safe:
        return _rendering(context).entry(entry, part)

    return look_up


def _written(write: Callable[[Any, Language], str]) -> Filter:
    @pass_context
    def filtered(context: Context, value: object) -> str:
        return write(value, _rendering(context).language)

    return filtered


@pass_context
def _section(context: Context, section: str) -> Safe:
    return _rendering(context).section(section)


@pass_context
def _sources_line(context: Context, owner: str) -> Safe:
    return _rendering(context).sources_line(owner)


@pass_context
def _choice_of(context: Context, choice: str, item: str) -> str:
    return _rendering(context).choice(choice, item)


@pass_context
def _value_of(context: Context, value: str, item: str) -> str:
    return _rendering(context).value(value, item)


@pass_context
def _kind(context: Context, item: str) -> str:
    return _rendering(context).kind(item)


@pass_context
def _caution_of(context: Context, caution: str, item: str) -> Safe:
    return _rendering(context).caution(caution, item)


@pass_context
def _phrase(context: Context, key: str, **params: object) -> Safe:
    return _rendering(context).phrase(key, **params)


@pass_context
def _copyable(context: Context, value: object) -> Safe:
    return markup.copyable(str(value), _rendering(context).markup)


@pass_context
def _join(context: Context, values: Iterable[object], between: str = "") -> Safe:
    """Like jinja2's, but what is safe stays so and what is not is escaped."""
    wanted = _rendering(context).markup
    parts = (
        value if isinstance(value, Safe) else markup.escape(str(value), wanted) for value in values
    )
    return Safe(between.join(parts))


FILTERS: Mapping[str, Filter] = {
    "question": _of_item("question"),
    "short": _of_item("short"),
    "why": _of_item("why"),
    "help": _of_item("help"),
    "example": _of_item("example"),
    "missing": _of_item("missing"),
    "pattern_error": _of_item("pattern_error"),
    "section": _section,
    "choice_of": _choice_of,
    "value_of": _value_of,
    "kind": _kind,
    "caution_of": _caution_of,
    "title": _of_entry("title"),
    "answer": _of_entry("answer"),
    "sources_line": _sources_line,
    "phrase": _phrase,
    "date": _written(formats.in_words),
    "datetime": _written(formats.moment_in_words),
    "number": _written(formats.number),
    "size": _written(formats.size),
    "orgnr": formats.organisation_number,
    "copyable": _copyable,
    "join": _join,
}
