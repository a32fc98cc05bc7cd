"""``response_url``: the address that comes with a command or a press, for late answers.

Five uses within thirty minutes (Slack, interactivity).
"""

import secrets
import time
from dataclasses import dataclass

from aiohttp import web

from ..calls import CallLog
from ..store import Json
from ..wire import read_values
from .errors import SlackRefusalError
from .messages import bot_message, check_content
from .state import Channel, SlackState

USES = 5
SECONDS = 30 * 60

_ALLOWED = {
    "text",
    "blocks",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "mrkdwn",
    "unfurl_links",
    "unfurl_media",
}


@dataclass(slots=True)
class _Ticket:
    channel: Channel
    user: str
    message_ts: str
    born: float
    uses: int = 0


class Responses:
    """The addresses given out in this run."""

    def __init__(self, state: SlackState, calls: CallLog) -> None:
        self._state = state
        self._calls = calls
        self._tickets: dict[str, _Ticket] = {}

    def address(self, channel: Channel, user: str, message_ts: str = "") -> str:
        """A new address (without a host) for one command or press."""
        ticket = secrets.token_urlsafe(16)
        self._tickets[ticket] = _Ticket(channel, user, message_ts, time.monotonic())
        return f"/slack/response/{ticket}"

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """An answer through such an address."""
        params = await read_values(request)
        try:
            ticket = self._spend(request.match_info["ticket"])
            self.answer(ticket.channel, ticket.user, params, ticket.message_ts)
        except SlackRefusalError as refusal:
            status = 404 if refusal.error.endswith("_url") else 400
            self._calls.note("response_url", params, status, refusal.error)
            return web.json_response(refusal.body(), status=status)
        self._calls.note("response_url", params, 200, None)
        return web.Response(text="ok")

    def _spend(self, name: str) -> _Ticket:
        ticket = self._tickets.get(name)
        if ticket is None or time.monotonic() - ticket.born > SECONDS:
            raise SlackRefusalError("expired_url")
        if ticket.uses >= USES:
            raise SlackRefusalError("used_url")
        ticket.uses += 1
        return ticket

    def answer(self, channel: Channel, user: str, params: Json, message_ts: str = "") -> None:
        """Show an answer: to the person alone, in the channel, or in place of the message."""
        if unknown := set(params) - _ALLOWED:
            raise SlackRefusalError("invalid_arguments", (f"unknown argument: {min(unknown)}",))
        if params.get("delete_original"):
            self._remove(channel, message_ts)
            return
        check_content(params)
        if params.get("replace_original") and message_ts:
            self._replace(channel, message_ts, bot_message(params))
        elif params.get("response_type") == "in_channel":
            self._state.post(channel, bot_message(params))
        else:
            self._state.whisper(channel, user, bot_message(params))

    def _remove(self, channel: Channel, ts: str) -> None:
        if ts in channel.entries:
            self._state.remove(channel, ts)
        for shown in [shown for shown in channel.ephemerals if shown["ts"] == ts]:
            channel.ephemerals.remove(shown)
        self._state.changes.bump(channel.topic)

    def _replace(self, channel: Channel, ts: str, content: Json) -> None:
        entry = channel.entries.get(ts)
        if entry is not None:
            entry.message = {**entry.message, **content}
            self._state.save_entry(channel, entry)
        for shown in channel.ephemerals:
            if shown["ts"] == ts:
                shown |= {**content, "revision": self._state.changes.bump(channel.topic)}
