"""Block Kit's limits: collects every mistake of a list of blocks, the way Slack reports them.

Numbers are those of Slack's Block Kit reference; ``TOTAL_CHARACTERS`` is not published but was
met by others as ``msg_blocks_too_long``.
"""

import json
from collections.abc import Iterator
from typing import Any

from ..store import Json
from .elements import INPUT_ELEMENTS, check_element, check_text, is_object

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TOTAL_CHARACTERS = 13_200
SECTION_TEXT = 3000
SECTION_FIELDS = 10
FIELD_TEXT = 2000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 25
ID_CHARACTERS = 255
LABEL_CHARACTERS = 2000

_ALLOWED = {
    "header": {"text"},
    "section": {"text", "fields", "accessory", "expand"},
    "divider": set(),
    "context": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
}


def mistakes(blocks: list[Any], *, modal: bool = False) -> list[str]:
    """Everything Slack would refuse, each with its JSON pointer; empty means fine."""
    limit = VIEW_BLOCKS if modal else MESSAGE_BLOCKS
    found = []
    if len(blocks) > limit:
        found.append(f"no more than {limit} items allowed [json-pointer:/blocks]")
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        where = f"/blocks/{number}"
        found += [f"{text} [json-pointer:{at}]" for text, at in _block(block, where, seen)]
    return found


def too_long(blocks: list[Any]) -> bool:
    """Whether the blocks together pass Slack's total."""
    return len(json.dumps(blocks, ensure_ascii=False)) > TOTAL_CHARACTERS


Found = Iterator[tuple[str, str]]


def _block(block: Any, where: str, seen: set[str]) -> Found:
    if not is_object(block) or block.get("type") not in _ALLOWED:
        yield f"unsupported type: {block.get('type') if is_object(block) else block}", where
        return
    for name in sorted(set(block) - _ALLOWED[block["type"]] - {"type", "block_id"}):
        yield f"no more fields allowed: {name}", where
    block_id = block.get("block_id")
    if block_id is not None:
        if not isinstance(block_id, str) or len(block_id) > ID_CHARACTERS:
            yield f"must be less than {ID_CHARACTERS + 1} characters", f"{where}/block_id"
        if block_id in seen:
            yield f"`block_id` {block_id} already exists", f"{where}/block_id"
        seen.add(str(block_id))
    match block["type"]:
        case "header":
            yield from check_text(block.get("text"), f"{where}/text", HEADER_TEXT, plain=True)
        case "section":
            yield from _section(block, where)
        case "context":
            yield from _context(block, where)
        case "actions":
            yield from _actions(block, where)
        case "input":
            yield from _input(block, where)


def _section(block: Json, where: str) -> Found:
    if "text" not in block and not block.get("fields"):
        yield "missing required field: text or fields", where
    if "text" in block:
        yield from check_text(block["text"], f"{where}/text", SECTION_TEXT)
    fields = block.get("fields", [])
    if len(fields) > SECTION_FIELDS:
        yield f"no more than {SECTION_FIELDS} items allowed", f"{where}/fields"
    for number, text in enumerate(fields):
        yield from check_text(text, f"{where}/fields/{number}", FIELD_TEXT)
    if "accessory" in block:
        yield from check_element(block["accessory"], f"{where}/accessory")


def _context(block: Json, where: str) -> Found:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= CONTEXT_ELEMENTS:
        yield f"must have 1 to {CONTEXT_ELEMENTS} items", f"{where}/elements"
    for number, element in enumerate(elements):
        yield from check_text(element, f"{where}/elements/{number}", FIELD_TEXT)


def _actions(block: Json, where: str) -> Found:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= ACTION_ELEMENTS:
        yield f"must have 1 to {ACTION_ELEMENTS} items", f"{where}/elements"
    seen: set[str] = set()
    for number, element in enumerate(elements):
        at = f"{where}/elements/{number}"
        yield from check_element(element, at)
        action_id = element.get("action_id") if is_object(element) else None
        if action_id is not None and action_id in seen:
            yield f"`action_id` {action_id} already exists", at
        seen.add(str(action_id))


def _input(block: Json, where: str) -> Found:
    yield from check_text(block.get("label"), f"{where}/label", LABEL_CHARACTERS, plain=True)
    if "hint" in block:
        yield from check_text(block["hint"], f"{where}/hint", LABEL_CHARACTERS, plain=True)
    element = block.get("element")
    if not is_object(element) or element.get("type") not in INPUT_ELEMENTS:
        yield "unsupported element for an input block", f"{where}/element"
        return
    yield from check_element(element, f"{where}/element")
