"""Which button a typed text names: people write what a button says instead of pressing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from knowledge.model import Asked
from knowledge.phrasing import normalised
from knowledge.texts import TextKey, Texts, choice_key, entry_key, item_key, phrase_key

_MOST_CHARACTERS = 80
_FEWEST_LETTERS = 3
"""Of a beginning that is not a whole word, and of a part."""

Fits = Callable[[str, str], bool]


def pick(texts: Texts, text: str, labels: Sequence[Asked], begun: bool = False) -> int | None:
    """The position of the label that a text says, in any language.

    `begun`: the beginning of a label, or a part of it, will do, when no other label has it too.
    """
    said = normalised(text) if len(text) <= _MOST_CHARACTERS else ""
    if not said:
        return None
    names = [frozenset(_names(texts, label)) for label in labels]
    for fits in (_is, _begins, _starts, _holds) if begun else (_is,):
        found = [
            at for at, of_label in enumerate(names) if any(fits(each, said) for each in of_label)
        ]
        if found:
            return found[0] if fits is _is or len(found) == 1 else None
    return None


def _is(name: str, said: str) -> bool:
    return name == said


def _begins(name: str, said: str) -> bool:
    return name.startswith(f"{said} ")


def _starts(name: str, said: str) -> bool:
    return len(said) >= _FEWEST_LETTERS and name.startswith(said)


def _holds(name: str, said: str) -> bool:
    return len(said) >= _FEWEST_LETTERS and f" {said} " in f" {name} "


def _names(texts: Texts, label: Asked) -> Iterator[str]:
    """What a label reads in each language. One that is made of parts has no name."""
    key = _key(label)
    for of_language in texts.by_language.values():
        name = of_language.get(key, "")
        if name and "{" not in name:
            yield normalised(name)


def _key(label: Asked) -> TextKey:
    params = {name: str(value) for name, value in label.params.items()}
    match label.key:
        case "button.choice":
            return choice_key(params["item"], params["choice"])
        case "button.entry":
            return entry_key(params["entry"], "title")
        case "button.item":
            return item_key(params["item"], "short")
        case _:
            return phrase_key(label.key)
