"""Modals: opening, updating, and what Slack demands of them."""

import json
import secrets
import time

from ..store import Json
from ..wire import Values
from . import block_kit
from .elements import check_text
from .errors import SlackRefusalError
from .messages import with_ids
from .state import APP, BOT_ID, TEAM, OpenView, SlackState

TRIGGER_SECONDS = 3.0
"""How long a trigger id lives (Slack, interactivity)."""

TITLE_CHARACTERS = 24
PRIVATE_METADATA_CHARACTERS = 3000
CALLBACK_ID_CHARACTERS = 255
VIEW_BYTES = 250_000

_ALLOWED = {
    "type",
    "title",
    "blocks",
    "submit",
    "close",
    "private_metadata",
    "callback_id",
    "clear_on_close",
    "notify_on_close",
    "external_id",
    "submit_disabled",
}


def check_view(view: Json) -> None:
    """Refuse a view that Slack would refuse, naming every mistake."""
    found = [f"no more fields allowed: {name}" for name in sorted(set(view) - _ALLOWED)]
    if view.get("type") != "modal":
        found.append("unsupported type [json-pointer:/view/type]")
    for name in ("title", "submit", "close"):
        if name in view or name == "title":
            texts = check_text(view.get(name), f"/view/{name}", TITLE_CHARACTERS, plain=True)
            found += [f"{text} [json-pointer:{at}]" for text, at in texts]
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not blocks:
        found.append("missing required field: blocks [json-pointer:/view/blocks]")
        blocks = []
    found += block_kit.mistakes(blocks, modal=True)
    has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if has_input and "submit" not in view:
        found.append("missing required field: submit [json-pointer:/view/submit]")
    limits = {
        "private_metadata": PRIVATE_METADATA_CHARACTERS,
        "callback_id": CALLBACK_ID_CHARACTERS,
    }
    for name, limit in limits.items():
        if len(view.get(name, "")) > limit:
            found.append(f"must be less than {limit + 1} characters [json-pointer:/view/{name}]")
    if found:
        raise SlackRefusalError("invalid_arguments", tuple(found))
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        raise SlackRefusalError("view_too_large")


def build(view: Json, view_id: str) -> Json:
    """The view as Slack gives it back."""
    return {
        "id": view_id,
        "team_id": TEAM,
        "app_id": APP,
        "app_installed_team_id": TEAM,
        "bot_id": BOT_ID,
        "private_metadata": "",
        "callback_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        "external_id": "",
        "previous_view_id": None,
        "root_view_id": view_id,
        **view,
        "blocks": with_ids(view["blocks"]),
        "state": {"values": {}},
        "hash": f"{int(time.time())}.{secrets.token_hex(4)}",
    }


def _spend(state: SlackState, trigger_id: str) -> str:
    """Use a trigger id up; returns who acted."""
    trigger = state.triggers.get(trigger_id)
    if trigger is None:
        raise SlackRefusalError("invalid_trigger_id")
    if trigger.used:
        raise SlackRefusalError("exchanged_trigger_id")
    if time.monotonic() - trigger.born > TRIGGER_SECONDS:
        raise SlackRefusalError("expired_trigger_id")
    trigger.used = True
    return trigger.user


def views_open(state: SlackState, params: Values) -> Json:
    """views.open: one modal for the person who acted, within three seconds."""
    check_view(params["view"])
    user = _spend(state, params["trigger_id"])
    view = build(params["view"], f"V0SAND{state.number():05d}")
    for old in [view_id for view_id, shown in state.views.items() if shown.user == user]:
        del state.views[old]
    state.views[view["id"]] = OpenView(user, view)
    state.touch_views()
    return {"view": view}


def views_update(state: SlackState, params: Values) -> Json:
    """views.update: with a ``hash``, only if nobody changed the view meanwhile."""
    check_view(params["view"])
    shown = find_view(state, params)
    if params.get("hash", shown.view["hash"]) != shown.view["hash"]:
        raise SlackRefusalError("hash_conflict")
    shown.view = build(params["view"], shown.view["id"])
    shown.errors = {}
    state.touch_views()
    return {"view": shown.view}


def find_view(state: SlackState, params: Values) -> OpenView:
    """The open view that a call names."""
    if ("view_id" in params) == ("external_id" in params):
        raise SlackRefusalError("invalid_arguments", ("exactly one of view_id and external_id",))
    for shown in state.views.values():
        if shown.view["id"] == params.get("view_id"):
            return shown
        if params.get("external_id") and shown.view["external_id"] == params["external_id"]:
            return shown
    raise SlackRefusalError("not_found")
