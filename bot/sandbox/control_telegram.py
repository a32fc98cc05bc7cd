"""The control API's Telegram side: what applicants do and see."""

import time
from itertools import islice
from typing import Any

from aiohttp import web

from .control import OLDEST_FIRST_PAGE, acting, serve_file, wait_for_change
from .store import Json
from .telegram.state import Chat
from .wire import Upload, read_values
from .world import World


class TelegramControl:
    """Acts and looks for the applicants."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """What the server must route here."""
        one = "/sandbox/chats/{chat}"
        return [
            web.get("/sandbox/chats", acting(self.chats)),
            web.post("/sandbox/applicants", acting(self.add_applicant)),
            web.post("/sandbox/groups", acting(self.add_group)),
            web.get(one, acting(self.snapshot)),
            web.post(f"{one}/say", acting(self.say)),
            web.post(f"{one}/edit", acting(self.edit)),
            web.post(f"{one}/press", acting(self.press)),
            web.post(f"{one}/other", acting(self.other)),
            web.post(f"{one}/block", acting(self.block)),
            web.post(f"{one}/unblock", acting(self.unblock)),
            web.post(f"{one}/upload", acting(self.upload)),
            web.get("/sandbox/updates", acting(self.updates)),
            web.post("/sandbox/updates", acting(self.raw)),
            web.post("/sandbox/updates/again", acting(self.again)),
            web.get("/sandbox/files/telegram/{file}/{name}", self.file),
        ]

    def _chat(self, request: web.Request) -> Chat:
        return self._world.people.chat(int(request.match_info["chat"]))

    async def chats(self, request: web.Request, body: Json) -> Json:
        """Every chat, and the bot's profile as the applicants see it."""
        state = self._world.telegram
        listed = [_described(chat) for chat in state.chats.values()]
        return {"chats": listed, "bot": state.bot(), "profile": state.profile}

    async def add_applicant(self, request: web.Request, body: Json) -> Json:
        """A new applicant; with ``started`` the bot may write first."""
        state = self._world.telegram
        name = body["first_name"], body.get("last_name", "")
        chat = state.add_applicant(*name, body.get("language_code"))
        if body.get("started"):
            chat.started = True
            state.save_chat(chat)
        return _described(chat)

    async def add_group(self, request: web.Request, body: Json) -> Json:
        """A group with the bot and some applicants in it."""
        return _described(self._world.people.add_group(body["title"], body["members"]))

    async def snapshot(self, request: web.Request, body: Json) -> Json:
        """A chat's newest messages; waits for news if the query has ``since``.

        With ``after`` only messages that are new or changed after that revision.
        """
        chat = self._chat(request)
        await wait_for_change(request, self._world, chat.topic)
        limit = int(request.query.get("limit", OLDEST_FIRST_PAGE))
        after = int(request.query.get("after", 0))
        newest = list(islice(reversed(chat.bubbles.values()), limit))
        typing = chat.typing[0] if chat.typing and chat.typing[1] > time.time() else None
        return {
            "version": self._world.changes.version,
            "chat": _described(chat),
            "messages": [
                {**bubble.message, "revision": bubble.revision}
                for bubble in reversed(newest)
                if bubble.revision > after
            ],
            "typing": typing,
            "toasts": list(chat.toasts),
        }

    async def say(self, request: web.Request, body: Json) -> Json:
        """Text or a command."""
        return self._since(lambda: self._world.people.say(self._chat(request), **body))

    async def edit(self, request: web.Request, body: Json) -> Json:
        """Another text for an own message."""
        return self._since(lambda: self._world.people.edit(self._chat(request), **body))

    async def press(self, request: web.Request, body: Json) -> Json:
        """An inline button, by its ``data``."""
        return self._since(lambda: {"query": self._world.people.press(self._chat(request), **body)})

    async def other(self, request: web.Request, body: Json) -> Json:
        """A sticker, voice, video, contact, location or poll."""
        return self._since(lambda: self._world.people.other(self._chat(request), **body))

    async def block(self, request: web.Request, body: Json) -> Json:
        """Block the bot."""
        return self._since(lambda: self._world.people.block(self._chat(request)))

    async def unblock(self, request: web.Request, body: Json) -> Json:
        """Let the bot write again."""
        return self._since(lambda: self._world.people.unblock(self._chat(request)))

    def _since(self, act: Any) -> Json:
        """Do it; ``before`` is the version after which the bot's reaction will be."""
        result = act()
        return {"result": result, "before": self._world.changes.version}

    async def upload(self, request: web.Request, body: Json) -> Json:
        """Files from a multipart form; several make an album."""
        values = await read_values(request)
        size, sender = values.get("declared_size"), values.get("sender")
        return self._since(
            lambda: self._world.people.upload(
                self._chat(request),
                [value for value in values.values() if isinstance(value, Upload)],
                caption=values.get("caption", ""),
                as_photo=values.get("as_photo") == "1",
                declared_size=int(size) if size else None,
                sender=int(sender) if sender else None,
            )
        )

    async def updates(self, request: web.Request, body: Json) -> Json:
        """How many updates this run has made, the newest one, and how many wait for the bot."""
        queue = self._world.updates
        newest = queue.newest() if queue.made else 0
        return {"made": queue.made, "newest": newest, "waiting": len(queue)}

    async def raw(self, request: web.Request, body: Json) -> Json:
        """Any update, as it would come from Telegram."""
        return {"update_id": self._world.updates.push_raw(body)}

    async def again(self, request: web.Request, body: Json) -> Json:
        """Deliver an update (the newest unless named) a second time."""
        number = body.get("update_id") or self._world.updates.newest()
        self._world.updates.again(number)
        return {"update_id": number}

    async def file(self, request: web.Request) -> web.Response:
        """A file of a chat, for the page."""
        file = self._world.telegram.files.get(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        content = self._world.store.read_file(file.file_id)
        return serve_file(content, file.name, file.mime)


def _described(chat: Chat) -> Json:
    return {**chat.record(), "people": chat.people}
