"""The control API under ``/sandbox``: how the page and tests act for people and look at everything.

This room holds what both sides share: waiting, faults, calls, events. A mistake of the caller is
answered with 400 and ``{"error": "..."}``.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from urllib.parse import quote

from aiohttp import web

from .changes import EVERYTHING
from .faults import Fault
from .slack.errors import SlackRefusalError
from .store import Json
from .world import World

Action = Callable[[web.Request, Json], Awaitable[Json]]

OLDEST_FIRST_PAGE = 300
"""How many of the newest messages a snapshot holds unless the reader asks otherwise."""

EVENT_PAUSE = 0.03
"""Seconds in which changes are gathered before the page is told."""

SHOWN_IN_BROWSER = {"application/pdf", "image/png", "image/jpeg", "image/gif", "text/plain"}


def acting(action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A route that reads JSON, does something, and answers with JSON."""

    async def route(request: web.Request) -> web.Response:
        try:
            is_json = request.content_type == "application/json"
            body = await request.json() if is_json and request.body_exists else {}
            return web.json_response(await action(request, body))
        except (LookupError, ValueError, TypeError) as error:
            reason = f"missing {error}" if isinstance(error, KeyError) else str(error)
            return web.json_response({"error": reason}, status=400)
        except SlackRefusalError as refusal:
            return web.json_response({"error": str(refusal.body())}, status=400)

    return route


async def wait_for_change(request: web.Request, world: World, topic: str) -> None:
    """Hold a reader back until ``topic`` is newer than its ``since`` (or ``timeout`` is over)."""
    since = int(request.query.get("since", 0))
    if since:
        await world.changes.wait(since, topic, float(request.query.get("timeout", 25)))


def serve_file(content: bytes, name: str, mime: str) -> web.Response:
    """A file for a person's browser; what could run as a page is only ever downloaded."""
    shown = mime in SHOWN_IN_BROWSER
    kind = "inline" if shown else "attachment"
    headers = {
        "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
    }
    content_type = mime if shown else "application/octet-stream"
    return web.Response(body=content, content_type=content_type, headers=headers)


class Control:
    """The shared part of the control API."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """What the server must route here."""
        return [
            web.get("/sandbox/health", self.health),
            web.get("/sandbox/wait", self.wait),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/calls", self.calls),
            web.get("/sandbox/faults", acting(self.faults)),
            web.post("/sandbox/faults", acting(self.add_fault)),
            web.delete("/sandbox/faults", acting(self.clear_faults)),
        ]

    async def health(self, request: web.Request) -> web.Response:
        """Says that a sandbox listens here, and whether a bot is connected."""
        connections = self._world.socket.connections
        return web.json_response({"sandbox": True, "slack_connections": connections})

    async def wait(self, request: web.Request) -> web.Response:
        """Answer when a topic changed: ``since``, ``topic`` and ``timeout`` in the query."""
        topic = request.query.get("topic", EVERYTHING)
        await wait_for_change(request, self._world, topic)
        changes = self._world.changes
        return web.json_response({"version": changes.version, "latest": changes.latest(topic)})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the topics that changed, gathered over a moment."""
        response = web.StreamResponse(headers={"Cache-Control": "no-store"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        changes = self._world.changes
        seen = changes.version
        with contextlib.suppress(ConnectionError):
            await response.write(b"retry: 500\ndata: {}\n\n")
            while request.transport is not None and not request.transport.is_closing():
                await changes.wait(seen, seconds=10)
                await asyncio.sleep(EVENT_PAUSE)
                topics = changes.changed_since(seen)
                seen = changes.version
                line = json.dumps({"version": seen, "topics": topics})
                await response.write(f"data: {line}\n\n".encode())
        return response

    async def calls(self, request: web.Request) -> web.Response:
        """The API calls since number ``after``, of one ``method`` if the query names it."""
        after, method = int(request.query.get("after", 0)), request.query.get("method")
        wanted = [
            call
            for call in self._world.calls.entries
            if call["number"] > after and method in (None, call["method"])
        ]
        return web.json_response({"calls": wanted, "total": self._world.calls.total})

    async def faults(self, request: web.Request, body: Json) -> Json:
        """The faults that still wait."""
        return {"faults": [asdict(fault) for fault in self._world.faults.waiting]}

    async def add_fault(self, request: web.Request, body: Json) -> Json:
        """Queue a fault."""
        self._world.faults.waiting.append(Fault.from_json(body))
        return await self.faults(request, body)

    async def clear_faults(self, request: web.Request, body: Json) -> Json:
        """Forget every waiting fault."""
        self._world.faults.waiting.clear()
        return {"faults": []}
