"""Checks that need all texts at once: wording, limits, templates, and what the core expects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError

from knowledge.draft import Draft, LocatedText
from knowledge.filters import FILTERS
from knowledge.library import FactValue
from knowledge.loader_items import SHORT_LIMIT
from knowledge.markup import has_stray_bold, visible_text
from knowledge.model import Language, Standing
from knowledge.problems import Place
from knowledge.rendering import OWN_PHRASES, TOGETHER
from knowledge.templates import RENDERING, Use, environment, inspect
from knowledge.texts import BASE, TextKey, phrase_key

PHRASES = "phrases"
TEXT_LIMIT = 3000
"""Characters of any text: a Slack section's limit; Telegram's is 4096."""
_LIMITS: tuple[tuple[TextKey, int], ...] = (
    (("entry", "*", "title"), 60),
    (("item", "*", "short"), SHORT_LIMIT),
    (("item", "*", "choices", "*"), 60),  # a button on a phone
)
_PHRASE_LIMITS = {
    "button.": 40,  # what a phone shows of a button; Slack's limit is 75
    "toast.": 200,  # Telegram's answer to a pressed button
    "command.": 256,  # Telegram's description of a command
    "profile.short": 120,  # Telegram's line about a bot
    "profile.description": 512,  # what Telegram shows in an empty chat
}
# What only a rule can say. An item that nobody has stated may not be worded as a rule.
_DEMANDS = {
    Language.NB: ("kreves", "krever", "må", "skal"),
    Language.NN: ("krevst", "krevjast", "krev", "må", "skal"),
    Language.EN: ("must", "required", "require", "requires", "shall", "mandatory"),
}


def check_texts(draft: Draft, expected: Mapping[str, tuple[str, ...]]) -> None:
    """Note what is wrong with the texts of a draft.

    `expected` names the messages that may be asked for with their parameters; without any, what
    the templates of phrases ask for is not compared with it.
    """
    uses: dict[Language, dict[TextKey, Use]] = {}
    env = environment(FILTERS)
    for language, texts in draft.texts.items():
        for key, located in texts.items():
            _check_one(draft, language, key, located)
            use = _use(draft, located, env)
            if use is not None:
                uses.setdefault(language, {})[key] = use
                _check_names(draft, located.place, use)
    _check_parameters(draft, uses, expected)
    _check_phrases(draft, uses, expected)


def _check_one(draft: Draft, language: Language, key: TextKey, located: LocatedText) -> None:
    shown = visible_text(located.text)
    limit = _limit(key)
    if len(shown) > limit:
        draft.problems.add(located.place, f"{_name(key)}: {len(shown)} characters, at most {limit}")
    if has_stray_bold(located.text):
        draft.problems.add(located.place, f"{_name(key)}: a ** is not closed in its line")
    if "<" in shown or ">" in shown:
        draft.problems.add(located.place, f"{_name(key)}: < and > are not used in texts")
    item = draft.items.get(key[1]) if key[0] == "item" else None
    if item is not None and item.standing is Standing.INFERRED:
        for word in _DEMANDS[language]:
            if re.search(rf"\b{word}\b", shown, re.IGNORECASE):
                message = f"{_name(key)}: {word!r} words an inferred item as a demand"
                draft.problems.add(located.place, message)


def _limit(key: TextKey) -> int:
    for pattern, limit in _LIMITS:
        if len(pattern) == len(key) and all(
            wanted in {"*", part} for wanted, part in zip(pattern, key, strict=True)
        ):
            return limit
    if key[0] == "phrase":
        for prefix, limit in _PHRASE_LIMITS.items():
            if key[1].startswith(prefix):
                return limit
    return TEXT_LIMIT


def _use(draft: Draft, located: LocatedText, env: Environment) -> Use | None:
    try:
        return inspect(located.text, env)
    except TemplateSyntaxError as error:
        draft.problems.add(located.place, f"not a template: {error.message}")
        return None


def _check_names(draft: Draft, place: Place, use: Use) -> None:
    for path in sorted(use.facts):
        if not _fact_exists(draft, path):
            draft.problems.add(place, f"there is no {'.'.join(path)}")
    for key in sorted(use.phrases):
        if phrase_key(key) not in draft.texts.get(BASE, {}):
            draft.problems.add(place, f"there is no phrase {key!r}")
    if RENDERING in use.variables:
        draft.problems.add(place, f"{RENDERING!r} is not for texts")


def _fact_exists(draft: Draft, path: tuple[str, ...]) -> bool:
    value: FactValue | None = draft.facts.get(BASE, {})
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value is not None


def _check_parameters(
    draft: Draft,
    uses: Mapping[Language, Mapping[TextKey, Use]],
    expected: Mapping[str, tuple[str, ...]],
) -> None:
    for language, of_language in uses.items():
        for key, use in of_language.items():
            place = draft.texts[language][key].place
            allowed = _parameters(key, expected)
            if allowed is not None:
                for name in sorted(use.variables - allowed):
                    message = f"{_name(key)}: {name!r} is not among {sorted(allowed)}"
                    draft.problems.add(place, message)
            base = uses.get(BASE, {}).get(key)
            if base is not None and base.variables != use.variables:
                names = (sorted(use.variables), sorted(base.variables))
                message = f"{_name(key)}: uses {names[0]}, in {BASE} {names[1]}"
                draft.problems.add(place, message)


def _parameters(key: TextKey, expected: Mapping[str, tuple[str, ...]]) -> frozenset[str] | None:
    """The parameters that a text is given; None when that is not known."""
    if key[0] != "phrase":
        return frozenset()
    if key[1] in OWN_PHRASES:
        return frozenset(OWN_PHRASES[key[1]])
    return frozenset(expected[key[1]]) if key[1] in expected else None


def _check_phrases(
    draft: Draft,
    uses: Mapping[Language, Mapping[TextKey, Use]],
    expected: Mapping[str, tuple[str, ...]],
) -> None:
    phrases = {
        key[1]: text for key, text in draft.texts.get(BASE, {}).items() if key[0] == "phrase"
    }
    for key in sorted((set(expected) | set(OWN_PHRASES)) - {*phrases, TOGETHER}):
        draft.problems.add(Place(PHRASES), f"the message {key!r} has no phrase")
    if not expected:
        return
    used = {*expected, *OWN_PHRASES}
    prefixes: set[str] = set()
    for use in _all(uses):
        used |= use.phrases
        prefixes |= use.phrase_prefixes
    for key, located in phrases.items():
        if key not in used and not key.startswith(tuple(prefixes)):
            draft.problems.add(located.place, f"nothing asks for the phrase {key!r}")


def _all(uses: Mapping[Language, Mapping[TextKey, Use]]) -> Iterator[Use]:
    for of_language in uses.values():
        yield from of_language.values()


def _name(key: TextKey) -> str:
    return ".".join(key[1:])
