"""What a person fills in: plain values become the ``state`` that Slack sends to the bot.

A value is named by ``block_id``, ``action_id`` or the visible label; an option by its value or its
visible text. Required fields and lengths are checked here, as Slack's own client does.
"""

from typing import Any

from ..store import Json

REQUIRED = "Fyll ut dette feltet."


class NotFoundError(LookupError):
    """A field, option, button or message that is not on the screen."""


def elements(blocks: list[Json]) -> list[tuple[Json, Json]]:
    """Every interactive element with its block, in reading order."""
    found = []
    for block in blocks:
        inner: list[Any] = block.get("elements", []) if block["type"] == "actions" else []
        inner = [*inner, block.get("element"), block.get("accessory")]
        found += [(block, element) for element in inner if element is not None]
    return found


def label(block: Json, element: Json) -> str:
    """What a person reads on or above an element."""
    text = element.get("text") or block.get("label") or element.get("placeholder") or {}
    shown: str = text.get("text", "")
    return shown


def names(block: Json, element: Json) -> set[str]:
    """The names under which an element may be called."""
    return {block["block_id"], element["action_id"], label(block, element)}


def find(blocks: list[Json], name: str) -> tuple[Json, Json]:
    """The element that ``name`` means; a label may be given by its beginning."""
    candidates = elements(blocks)
    for block, element in candidates:
        if name in names(block, element):
            return block, element
    for block, element in candidates:
        if label(block, element).startswith(name):
            return block, element
    shown = [label(block, element) or element["action_id"] for block, element in candidates]
    raise NotFoundError(f"nothing called {name!r}; there is {shown}")


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return element.get("options") or [option for g in groups for option in g["options"]]


def option(element: Json, name: str) -> Json:
    """The option with this value or text; NotFoundError names the ones there are."""
    for candidate in _options(element):
        if name in (candidate["value"], candidate["text"]["text"]):
            return candidate
    shown = [candidate["text"]["text"] for candidate in _options(element)]
    raise NotFoundError(f"no option {name!r}; there is {shown}")


def entered(element: Json, value: Any) -> Json:
    """An element's part of ``state.values``; None stands for its initial value."""
    kind = element["type"]
    if kind in ("multi_static_select", "checkboxes"):
        chosen = element.get("initial_options", []) if value is None else None
        if chosen is None:
            names = [value] if isinstance(value, str) else value
            chosen = [option(element, name) for name in names]
        return {"type": kind, "selected_options": chosen}
    if kind in ("static_select", "external_select", "radio_buttons", "overflow"):
        initial = element.get("initial_option")
        return {"type": kind, "selected_option": option(element, value) if value else initial}
    if kind == "datepicker":
        chosen_date = element.get("initial_date") if value is None else value or None
        return {"type": kind, "selected_date": chosen_date}
    return {"type": kind, "value": element.get("initial_value") if value is None else value or None}


def with_offered(blocks: list[Json], offered: dict[str, list[Json]]) -> list[Json]:
    """The blocks with what searches found in the place of a select's own options."""

    def filled(element: Json) -> Json:
        if element["type"] != "external_select":
            return element
        initial = [element["initial_option"]] if "initial_option" in element else []
        return {**element, "options": [*offered.get(element["action_id"], []), *initial]}

    return [
        {**block, "element": filled(block["element"])} if "element" in block else block
        for block in blocks
    ]


def fill(blocks: list[Json], values: Json) -> tuple[Json, Json]:
    """``state.values`` of a modal and, by ``block_id``, what its own client would object to."""
    unused = set(values)
    state: Json = {}
    errors: Json = {}
    for block, element in elements(blocks):
        if element["type"] in ("button", "overflow"):
            continue
        given = unused & names(block, element)
        unused -= given
        part = entered(element, values[given.pop()] if given else None)
        state.setdefault(block["block_id"], {})[element["action_id"]] = part
        problem = _problem(block, element, part)
        if problem and block["type"] == "input":
            errors[block["block_id"]] = problem
    if unused:
        raise NotFoundError(f"no field called {sorted(unused)[0]!r} in this modal")
    return state, errors


def _problem(block: Json, element: Json, part: Json) -> str:
    content = next((v for k, v in part.items() if k != "type"), None)
    if not content:
        return "" if block.get("optional") else REQUIRED
    if not isinstance(content, str):
        return ""
    if len(content) > element.get("max_length", 3000):
        return f"Skriv høyst {element['max_length']} tegn."
    if len(content) < element.get("min_length", 0):
        return f"Skriv minst {element['min_length']} tegn."
    return ""
