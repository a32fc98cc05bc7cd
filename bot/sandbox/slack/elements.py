"""The interactive elements and composition objects of Block Kit, with their limits."""

from collections.abc import Iterator
from typing import Any, TypeGuard

from ..store import Json

Found = Iterator[tuple[str, str]]

_TEXT = {"type", "action_id", "placeholder", "focus_on_load"}
_LENGTHS = {"initial_value", "multiline", "min_length", "max_length", "dispatch_action_config"}
_OPTIONS = {"options", "option_groups", "initial_option", "confirm"}
_BUTTON = {"type", "action_id", "text", "value", "url", "style", "confirm", "accessibility_label"}

ALLOWED: dict[str, set[str]] = {
    "button": _BUTTON,
    "overflow": {"type", "action_id", "options", "confirm"},
    "static_select": _TEXT | _OPTIONS,
    "multi_static_select": _TEXT | _OPTIONS | {"initial_options", "max_selected_items"},
    "external_select": _TEXT | {"initial_option", "min_query_length", "confirm"},
    "checkboxes": _TEXT | {"options", "initial_options", "confirm"},
    "radio_buttons": _TEXT | {"options", "initial_option", "confirm"},
    "datepicker": _TEXT | {"initial_date", "confirm"},
    "plain_text_input": _TEXT | _LENGTHS,
    "number_input": _TEXT | {"is_decimal_allowed", "initial_value", "min_value", "max_value"},
    "email_text_input": _TEXT | {"initial_value"},
}
INPUT_ELEMENTS = set(ALLOWED) - {"button", "overflow"}
OPTION_LIMITS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
DEFAULT_OPTION_LIMIT = 100
LENGTHS = {"action_id": 255, "value": 2000, "url": 3000, "accessibility_label": 75}
BUTTON_TEXT = 75
OPTION_TEXT = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
INPUT_CHARACTERS = 3000


def is_object(value: Any) -> TypeGuard[Json]:
    """Whether ``value`` is a JSON object."""
    return isinstance(value, dict)


def check_text(text: Any, where: str, limit: int, *, plain: bool = False) -> Found:
    """A text object: its type, that it is not empty, its length in characters."""
    if not is_object(text) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield "must be a text object", where
        return
    if plain and text["type"] != "plain_text":
        yield "must be of type plain_text", where
    if unknown := set(text) - {"type", "text", "emoji", "verbatim"}:
        yield f"no more fields allowed: {min(unknown)}", where
    content = text.get("text")
    if not isinstance(content, str) or not content:
        yield "must be more than 0 characters", f"{where}/text"
    elif len(content) > limit:
        yield f"must be less than {limit + 1} characters", f"{where}/text"


def check_element(element: Any, where: str) -> Found:
    """One element of an actions, section or input block."""
    if not is_object(element) or element.get("type") not in ALLOWED:
        kind = element.get("type") if is_object(element) else element
        yield f"unsupported element type: {kind}", where
        return
    kind = element["type"]
    for name in sorted(set(element) - ALLOWED[kind]):
        yield f"no more fields allowed: {name}", where
    for name, limit in LENGTHS.items():
        if len(str(element.get(name, ""))) > limit:
            yield f"must be less than {limit + 1} characters", f"{where}/{name}"
    if "placeholder" in element:
        yield from check_text(
            element["placeholder"], f"{where}/placeholder", PLACEHOLDER, plain=True
        )
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{where}/confirm")
    if kind == "button":
        yield from check_text(element.get("text"), f"{where}/text", BUTTON_TEXT, plain=True)
        if element.get("style", "primary") not in ("primary", "danger"):
            yield "must be primary or danger", f"{where}/style"
    if "options" in ALLOWED[kind]:
        yield from _options(element, where)
    if kind == "external_select" and "initial_option" in element:
        yield from check_options([element["initial_option"]], f"{where}/initial_option")
    if kind == "plain_text_input" and element.get("max_length", 1) > INPUT_CHARACTERS:
        yield f"must be at most {INPUT_CHARACTERS}", f"{where}/max_length"


def _options(element: Json, where: str) -> Found:
    groups = element.get("option_groups") or []
    options = element.get("options") or [o for group in groups for o in group.get("options", [])]
    limit = OPTION_LIMITS.get(element["type"], DEFAULT_OPTION_LIMIT)
    if not options:
        yield "missing required field: options", where
    if len(options) > limit:
        yield f"no more than {limit} items allowed", f"{where}/options"
    yield from check_options(options, f"{where}/options")
    initial = element.get("initial_options") or [element.get("initial_option")]
    if any(option is not None and option not in options for option in initial):
        yield "initial option must be one of the options", where


def check_options(options: list[Any], where: str) -> Found:
    """Each option of a select: its text and its value."""
    for number, option in enumerate(options):
        at = f"{where}/{number}"
        if not is_object(option):
            yield "must be an option object", at
            continue
        yield from check_text(option.get("text"), f"{at}/text", OPTION_TEXT)
        if not 1 <= len(str(option.get("value", ""))) <= OPTION_VALUE:
            yield f"must have 1 to {OPTION_VALUE} characters", f"{at}/value"


def _confirm(confirm: Any, where: str) -> Found:
    if not is_object(confirm):
        yield "must be a confirm object", where
        return
    if unknown := set(confirm) - set(CONFIRM) - {"style"}:
        yield f"no more fields allowed: {min(unknown)}", where
    for name, limit in CONFIRM.items():
        yield from check_text(confirm.get(name), f"{where}/{name}", limit, plain=name != "text")
