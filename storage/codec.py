"""Values to JSON text and back. The shape of a value is its dataclass, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast, get_args

from pydantic import TypeAdapter

from dialogs.effects import Durable

T = TypeVar("T")

EFFECTS: Mapping[str, type[Durable]] = {each.__name__: each for each in get_args(Durable)}


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Made on first use: an adapter takes a millisecond, and not every run meets every type."""
    adapter = _adapters.get(kind)
    if adapter is None:
        adapter = _adapters[kind] = TypeAdapter(kind)
    return adapter


def encode(value: object, kind: Any = None) -> str:
    """The JSON text of a value; `kind` names its type where `type(value)` says too little."""
    return _adapter(kind or type(value)).dump_json(value).decode()


def decode(kind: type[T], text: str) -> T:
    """The value of a type from its JSON text.

    Raises:
        ValueError: the text is not such a value (pydantic's ValidationError is one).
    """
    return cast(T, _adapter(kind).validate_json(text))


def encode_some(value: object | None) -> str | None:
    """Like `encode`, with nothing for None."""
    return None if value is None else encode(value)


def decode_some(kind: type[T], text: str | None) -> T | None:
    """Like `decode`, with None for nothing."""
    return None if text is None else decode(kind, text)


def decode_effect(kind: str, text: str) -> Durable:
    """A durable effect from the name of its class and its JSON text.

    Raises:
        ValueError: no such class any more, or not a value of it.
    """
    effect = EFFECTS.get(kind)
    if effect is None:
        raise ValueError(f"no durable effect is called {kind}")
    return decode(effect, text)
