"""Many applicants act at the same moment, and the bot's replies are timed where they arrive.

For benchmarks: one request offers a batch and is answered when the bot has replied to all of it
and has fallen silent. The clock is read in the server, so the driver's own work is not measured.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .control import acting
from .store import Json
from .telegram.state import Chat
from .world import World

REPLIES = {"sendMessage", "editMessageText"}
LOOK_SECONDS = 0.005
"""Between two looks at whether the bot has fallen silent."""


@dataclass(slots=True)
class _Offer:
    """An act that waits for its reply; times are seconds since 1970."""

    chat: int
    at: float
    reply: Json | None = None

    def timed(self) -> Json:
        reply = self.reply
        seconds = reply["at"] - self.at if reply else None
        text = reply["params"].get("text", "") if reply else ""
        return {"chat": self.chat, "seconds": seconds, "text": text}


class Exchanges:
    """The control API's stop-watch."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """What the server must route here."""
        return [web.post("/sandbox/exchanges", acting(self.exchange))]

    async def exchange(self, request: web.Request, body: Json) -> Json:
        """Offer ``acts``, each ``{"chat", "say"}`` or ``{"chat", "press": label}``, all at once.

        Returns the seconds to each reply (null: none within ``timeout`` seconds), and in
        ``drained`` the seconds to the last call before ``quiet`` seconds without any.
        """
        calls = self._world.calls
        seen, began = calls.total, time.time()
        offers = [self._offer(act) for act in body["acts"]]
        ends = began + float(body.get("timeout", 20))
        quiet = float(body.get("quiet", 0.1))
        last = began
        while time.time() < ends:
            for call in self._since(seen):
                _note(offers, call)
                last = call["at"]
            seen = calls.total
            if all(offer.reply for offer in offers) and time.time() - last >= quiet:
                break
            await asyncio.sleep(LOOK_SECONDS)
        return {"exchanges": [offer.timed() for offer in offers], "drained": last - began}

    def _offer(self, act: Json) -> _Offer:
        chat = self._world.people.chat(int(act["chat"]))
        at = time.time()
        if "say" in act:
            self._world.people.say(chat, act["say"])
        else:
            self._world.people.press(chat, *_button(chat, act["press"]))
        return _Offer(chat.id, at)

    def _since(self, seen: int) -> list[dict[str, Any]]:
        calls = self._world.calls
        fresh = calls.total - seen
        return list(calls.entries)[-fresh:] if fresh else []


def _note(offers: list[_Offer], call: Json) -> None:
    if call["method"] not in REPLIES or call["status"] != 200:
        return
    chat = call["params"]["chat_id"]
    waiting = (offer for offer in offers if offer.chat == chat and offer.reply is None)
    offer = next(waiting, None)
    if offer is not None:
        offer.reply = call


def _button(chat: Chat, label: str) -> tuple[int, str]:
    """The newest button whose label begins like this; LookupError if there is none."""
    for number, bubble in reversed(chat.bubbles.items()):
        for row in bubble.message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if button["text"].startswith(label) and "callback_data" in button:
                    return number, button["callback_data"]
    raise LookupError(f"no button {label!r} in chat {chat.id}")
