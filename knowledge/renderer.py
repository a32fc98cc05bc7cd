"""Turns keys and parameters into texts, just before they are sent.

    renderer = ContentRenderer(library)
    renderer.render("greeting", {"name": "Kari"}, Language.NB, Markup.TELEGRAM)

Whatever a person wrote comes in as a parameter and is escaped where it is interpolated. Only texts
from content are taken as they are, and those carry their own type (`Safe`) to show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from jinja2 import Environment, Template, Undefined, UndefinedError

from knowledge.filters import FILTERS
from knowledge.library import FactTable, FactValue, Library
from knowledge.markup import Safe, escape, translate
from knowledge.model import Asked, Language, Markup
from knowledge.rendering import Rendering
from knowledge.templates import environment
from knowledge.texts import Localised, TextKey, phrase_key


class ContentRenderer:
    """Renders the texts of a library. Implements `model.Renderer`.

    Compiled templates are kept: a text is compiled once in each language and markup.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._environments: Mapping[Markup, Environment] = {
            markup: environment(FILTERS, partial(_shown, markup)) for markup in Markup
        }
        self._compiled: dict[tuple[TextKey, Language, Markup], Safe | Template] = {}
        self._facts: dict[tuple[Language, Markup], Mapping[str, FactTable]] = {}

    def render(
        self, key: str, params: Mapping[str, object], language: Language, markup: Markup
    ) -> str:
        """The text of `key`.

        Raises:
            KeyError: no such key in any language.
            jinja2.UndefinedError: a parameter is missing, or is None where it is shown.
        """
        rendering = self._rendering(language, markup)
        return rendering.with_note(rendering.text(phrase_key(key), params))

    def render_message(self, message: Asked, language: Language, markup: Markup) -> str:
        """A message of the core; its parts are paragraphs of one text, with at most one note.

        Raises:
            KeyError, jinja2.UndefinedError: as `render`.
        """
        rendering = self._rendering(language, markup)
        texts = (rendering.text(phrase_key(one.key), one.params) for one in _leaves(message))
        return rendering.with_note("\n\n".join(text for text in texts if text))

    def title(self, entry: str, language: Language, markup: Markup = Markup.PLAIN) -> str:
        """What an entry is called, without a note: it stands on buttons.

        Raises:
            KeyError: no such entry.
        """
        return self._rendering(language, markup).entry(entry, "title")

    def answer(self, entry: str, language: Language, markup: Markup) -> str:
        """An entry's answer; empty for an entry that is a thing to do.

        Raises:
            KeyError: no such entry.
        """
        rendering = self._rendering(language, markup)
        return rendering.with_note(rendering.entry(entry, "answer"))

    def sources_line(self, owner: str, language: Language, markup: Markup = Markup.PLAIN) -> str:
        """Where an entry or an item is known from; empty when nothing is given.

        Raises:
            KeyError: no such entry or item.
        """
        return self._rendering(language, markup).sources_line(owner)

    def compiled(self, key: TextKey, localised: Localised, markup: Markup) -> Safe | Template:
        """A finished text, or a template for one, made on first use."""
        where = (key, localised.language, markup)
        if where not in self._compiled:
            source = translate(localised.text, markup)
            self._compiled[where] = (
                self._environments[markup].from_string(source) if "{" in source else Safe(source)
            )
        return self._compiled[where]

    def facts(self, language: Language, markup: Markup) -> Mapping[str, FactTable]:
        """`fees` and `contact` as content, in a language and a markup."""
        where = (language, markup)
        if where not in self._facts:
            self._facts[where] = {
                name: {key: _safe(value, markup) for key, value in table.items()}
                for name, table in self._library.facts[language].items()
            }
        return self._facts[where]

    def _rendering(self, language: Language, markup: Markup) -> Rendering:
        return Rendering(self._library, self, language, markup)


def _shown(markup: Markup, value: object) -> object:
    """What an interpolated value looks like."""
    if value is None:
        raise UndefinedError("a value that is to be shown is None")
    if isinstance(value, Safe | Undefined):
        return value  # an undefined value raises by itself, with its name
    return escape(str(value), markup)


def _safe(value: FactValue, markup: Markup) -> FactValue:
    match value:
        case str():
            return Safe(translate(value, markup))
        case tuple():
            return tuple(_safe(one, markup) for one in value)
        case _:
            return {key: _safe(one, markup) for key, one in value.items()}


def _leaves(message: Asked) -> Iterable[Asked]:
    if not message.parts:
        yield message
    for part in message.parts:
        yield from _leaves(part)
