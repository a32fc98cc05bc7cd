"""What the people of the workspace do: every action becomes the envelope that Slack would send."""

import time
from typing import Any

from ..store import Json
from . import views
from .elements import DEFAULT_OPTION_LIMIT, check_options
from .forms import NotFoundError, entered, fill, find, with_offered
from .responses import Responses
from .socket_mode import Outcome, SocketMode
from .state import APP, BOT_USER, TEAM, Channel, OpenView, SlackState

NO_ANSWER = "Appen svarte ikke i tide. Prøv igjen."
MIN_QUERY_LENGTH = 3
"""How much has to be typed into a search unless the element says otherwise."""

DISPATCH_FAILED = 'feilet med feilen "dispatch_failed"'


class Workplace:
    """Acts for the people of the workspace; ``by`` is always a user id."""

    def __init__(self, state: SlackState, socket: SocketMode, responses: Responses) -> None:
        self._state = state
        self._socket = socket
        self._responses = responses
        self.root = ""

    def channel(self, channel_id: str) -> Channel:
        """The channel with this id; NotFoundError if there is none."""
        try:
            return self._state.channels[channel_id]
        except KeyError as error:
            raise NotFoundError(f"no channel {channel_id}") from error

    def _envelope(self, kind: str, by: str) -> Json:
        user = self._state.users.get(by)
        if user is None:
            raise NotFoundError(f"no user {by}")
        described = {"id": by, "username": user["name"], "name": user["name"]}
        return {
            "type": kind,
            "user": {**described, "team_id": user["team_id"]},
            "api_app_id": APP,
            "token": "sandbox",
            "team": {"id": TEAM, "domain": "sandbox"},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self._state.trigger(by),
        }

    def _shown_to(self, channel: Channel, ts: str, by: str) -> Json:
        if ts in channel.entries:
            return channel.entries[ts].message
        for whisper in channel.ephemerals:
            if (whisper["ts"], whisper["for"]) == (ts, by):
                return whisper
        raise NotFoundError(f"no message {ts} in {channel.name}")

    async def press(self, channel: Channel, ts: str, name: str, by: str, value: Any = None) -> Json:
        """Press a button, or choose ``value`` in a select, under a message."""
        message = self._shown_to(channel, ts, by)
        block, element = find(message.get("blocks", []), name)
        state: Json = {}
        if element["type"] not in ("button", "overflow"):
            state = {block["block_id"]: {element["action_id"]: entered(element, value)}}
        payload = {
            **self._envelope("block_actions", by),
            "container": _container(channel, message),
            "channel": {"id": channel.id, "name": channel.name},
            "state": {"values": state},
            "response_url": self.root + self._responses.address(channel, by, ts),
            "actions": [_action(block, element, value)],
        }
        if "for" not in message:
            payload["message"] = message
        outcome = await self._socket.deliver("interactive", payload, answer=False)
        return _report(outcome)

    async def press_in_view(self, by: str, name: str, value: Any = None) -> Json:
        """Use a button or select inside the open modal."""
        shown = self.view_of(by)
        block, element = find(shown.view["blocks"], name)
        payload = {
            **self._envelope("block_actions", by),
            "container": {"type": "view", "view_id": shown.view["id"]},
            "view": shown.view,
            "actions": [_action(block, element, value)],
        }
        return _report(await self._socket.deliver("interactive", payload, answer=False))

    async def search_in_view(self, by: str, name: str, typed: str) -> Json:
        """Type into a select that asks the app for its options; `options` are what it answers."""
        shown = self.view_of(by)
        block, element = find(shown.view["blocks"], name)
        if element["type"] != "external_select":
            raise NotFoundError(f"{name!r} does not ask for its options")
        if len(typed) < element.get("min_query_length", MIN_QUERY_LENGTH):
            return {"acked": True, "options": []}
        payload = {
            **self._envelope("block_suggestion", by),
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": typed,
            "container": {"type": "view", "view_id": shown.view["id"]},
            "view": shown.view,
        }
        del payload["trigger_id"]  # nothing can be opened from a search
        outcome = await self._socket.deliver("interactive", payload, answer=True)
        if not outcome.acked:
            return {**_report(outcome), "options": []}
        return _suggested(shown, element, outcome.payload)

    def view_of(self, by: str) -> OpenView:
        """The modal on somebody's screen; NotFoundError if there is none."""
        for shown in self._state.views.values():
            if shown.user == by:
                return shown
        raise NotFoundError(f"{by} has no modal open")

    async def submit(self, by: str, values: Json) -> Json:
        """Submit the open modal; ``errors`` in the report are shown beside the fields."""
        shown = self.view_of(by)
        entries, errors = fill(with_offered(shown.view["blocks"], shown.offered), values)
        if errors:
            return self._show_errors(shown, errors)
        view = {**shown.view, "state": {"values": entries}}
        payload = {**self._envelope("view_submission", by), "view": view, "response_urls": []}
        outcome = await self._socket.deliver("interactive", payload, answer=True)
        if not outcome.acked:
            return _report(outcome)
        return self._after_submit(shown, outcome.payload)

    def _after_submit(self, shown: OpenView, answer: Json) -> Json:
        match answer.get("response_action"):
            case "errors":
                unknown = set(answer["errors"]) - {b["block_id"] for b in shown.view["blocks"]}
                if unknown:
                    return {"acked": True, "warning": f"unknown block_id {sorted(unknown)[0]}"}
                return self._show_errors(shown, answer["errors"])
            case "update" | "push":
                views.check_view(answer["view"])
                shown.view = views.build(answer["view"], shown.view["id"])
                shown.errors = {}
            case _:
                self._state.views.pop(shown.view["id"], None)
        self._state.touch_views()
        return {"acked": True}

    def _show_errors(self, shown: OpenView, errors: Json) -> Json:
        shown.errors = errors
        self._state.touch_views()
        return {"acked": True, "errors": errors}

    async def close(self, by: str) -> Json:
        """Close the open modal without submitting."""
        shown = self.view_of(by)
        del self._state.views[shown.view["id"]]
        self._state.touch_views()
        if not shown.view["notify_on_close"]:
            return {"acked": True}
        envelope = self._envelope("view_closed", by)
        payload = {**envelope, "view": shown.view, "is_cleared": False}
        return _report(await self._socket.deliver("interactive", payload, answer=False))

    async def command(self, channel: Channel, by: str, line: str) -> Json:
        """Type a slash command, such as ``/godkjent status 123456785``."""
        command, _, text = line.strip().partition(" ")
        envelope = self._envelope("command", by)
        payload = {
            "token": envelope["token"],
            "team_id": TEAM,
            "team_domain": "sandbox",
            "channel_id": channel.id,
            "channel_name": channel.name,
            "user_id": by,
            "user_name": envelope["user"]["username"],
            "command": command,
            "text": text.strip(),
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "trigger_id": envelope["trigger_id"],
            "response_url": self.root + self._responses.address(channel, by),
        }
        outcome = await self._socket.deliver("slash_commands", payload, answer=True)
        if not outcome.acked:
            self._state.whisper(channel, by, {"text": f"{command} {DISPATCH_FAILED}"})
        elif outcome.payload:
            self._responses.answer(channel, by, outcome.payload)
        return _report(outcome)

    def post(self, channel: Channel, by: str, text: str, thread_ts: str | None = None) -> Json:
        """Write in the channel or a thread; the app hears it if it subscribes to it."""
        if by not in channel.members:
            raise NotFoundError(f"{by} is not in {channel.name}")
        message: Json = {"user": by, "text": text, "team": self._state.users[by]["team_id"]}
        if thread_ts:
            message["thread_ts"] = thread_ts
        message = self._state.post(channel, message)
        if "message.channels" in self._state.subscriptions:
            self._announce({**message, "channel": channel.id, "channel_type": "channel"})
        mention = f"<@{BOT_USER}>" in text
        if mention and "app_mention" in self._state.subscriptions:
            self._announce({**message, "type": "app_mention", "channel": channel.id})
        return message

    def _announce(self, event: Json) -> None:
        authorization = {
            "enterprise_id": None,
            "team_id": TEAM,
            "user_id": BOT_USER,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        payload = {
            "token": "sandbox",
            "team_id": TEAM,
            "api_app_id": APP,
            "type": "event_callback",
            "event": {**event, "event_ts": event["ts"]},
            "event_id": f"Ev0SAND{self._state.number():05d}",
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }
        self._socket.announce(payload)

    async def redeliver(self) -> Json:
        """Send the newest envelope's payload once more, in a new envelope."""
        if self._socket.last is None:
            raise NotFoundError("nothing was ever delivered")
        kind, payload, answer = self._socket.last
        return _report(await self._socket.deliver(kind, payload, answer=answer))


def _suggested(shown: OpenView, element: Json, answer: Json) -> Json:
    """What a search found, when it is what Slack would show."""
    options = answer.get("options")
    if set(answer) != {"options"} or not isinstance(options, list):
        return {"acked": True, "options": [], "warning": "the app did not answer with options"}
    wrong = [f"{text} at {at}" for text, at in check_options(options, "options")]
    if len(options) > DEFAULT_OPTION_LIMIT:
        wrong.append(f"no more than {DEFAULT_OPTION_LIMIT} options")
    if wrong:
        return {"acked": True, "options": [], "warning": "; ".join(wrong)}
    known = shown.offered.get(element["action_id"], [])
    new = [option for option in options if option not in known]
    shown.offered[element["action_id"]] = [*known, *new]
    return {"acked": True, "options": options}


def _container(channel: Channel, message: Json) -> Json:
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": "for" in message,
    }
    if "thread_ts" in message:
        container["thread_ts"] = message["thread_ts"]
    return container


def _action(block: Json, element: Json, value: Any) -> Json:
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{time.time():.6f}",
    }
    if element["type"] == "button":
        kept: Json = {k: element[k] for k in ("text", "value", "style", "url") if k in element}
        return {**action, **kept}
    return {**action, **{k: v for k, v in entered(element, value).items() if k != "type"}}


def _report(outcome: Outcome) -> Json:
    return {"acked": True} if outcome.acked else {"acked": False, "warning": NO_ANSWER}
