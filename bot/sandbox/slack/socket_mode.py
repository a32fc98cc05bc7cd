"""Socket Mode: envelopes to the bot, acknowledgements back.

Each envelope goes to one connection. An interaction or a command that is not acknowledged within
three seconds is lost to the bot and the person sees a warning; an event is delivered again, up to
three times. (The real Slack waits minutes between these; `RETRY_SECONDS` is shorter.)
"""

import asyncio
import itertools
import secrets
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from ..changes import Changes
from ..store import Json
from .state import APP

ACK_SECONDS = 3.0
"""How long Slack waits for an acknowledgement."""

RETRY_SECONDS = (0.5, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an envelope; ``payload`` is the acknowledgement's own answer."""

    acked: bool
    payload: Json = field(default_factory=dict)


class SocketMode:
    """The bot's connections and the envelopes that wait for an acknowledgement."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._turn = itertools.count()
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Outcome]]] = {}
        self._retries: set[asyncio.Task[None]] = set()
        self.last: tuple[str, Json, bool] | None = None

    @property
    def connections(self) -> int:
        """How many connections the bot holds."""
        return len(self._sockets)

    def ticket(self) -> str:
        """Permission for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """One connection, for as long as it lives."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="link_disabled")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json(self._hello())
        self._changes.bump("socket")
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledge(message.json())
        finally:
            self._sockets.remove(socket)
            self._lose(socket)
            self._changes.bump("socket")
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP},
        }

    def _acknowledge(self, answer: Json) -> None:
        waiting = self._waiting.pop(answer.get("envelope_id", ""), None)
        if waiting is not None and not waiting[1].done():
            waiting[1].set_result(Outcome(True, answer.get("payload") or {}))

    def _lose(self, socket: web.WebSocketResponse) -> None:
        for _, future in [entry for entry in self._waiting.values() if entry[0] is socket]:
            if not future.done():
                future.set_result(Outcome(False))

    async def deliver(self, kind: str, payload: Json, *, answer: bool, **more: object) -> Outcome:
        """Send one envelope and wait for its acknowledgement.

        ``answer`` says whether the acknowledgement may carry a payload.
        """
        self.last = (kind, payload, answer)
        if not self._sockets:
            return Outcome(False)
        socket = self._sockets[next(self._turn) % len(self._sockets)]
        envelope_id = secrets.token_hex(16)
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, future)
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": answer,
            "payload": payload,
            **more,
        }
        try:
            await socket.send_json(envelope)
            return await asyncio.wait_for(future, ACK_SECONDS)
        except (TimeoutError, ConnectionError):
            return Outcome(False)
        finally:
            self._waiting.pop(envelope_id, None)

    def announce(self, payload: Json) -> None:
        """Deliver an event in the background, again and again until it is acknowledged."""
        task = asyncio.get_running_loop().create_task(self._deliver_event(payload))
        self._retries.add(task)
        task.add_done_callback(self._retries.discard)

    async def _deliver_event(self, payload: Json) -> None:
        outcome = await self.deliver(
            "events_api", payload, answer=False, retry_attempt=0, retry_reason=""
        )
        for attempt, pause in enumerate(RETRY_SECONDS, start=1):
            if outcome.acked:
                return
            await asyncio.sleep(pause)
            outcome = await self.deliver(
                "events_api", payload, answer=False, retry_attempt=attempt, retry_reason="timeout"
            )

    async def refresh(self) -> None:
        """Tell every connection to reconnect, as Slack does from time to time."""
        for socket in list(self._sockets):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def close(self) -> None:
        """Close every connection and forget retries."""
        for task in list(self._retries):
            task.cancel()
        for socket in list(self._sockets):
            await socket.close()
