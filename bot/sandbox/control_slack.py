"""The control API's Slack side: what the people of the workspace do and see."""

from itertools import islice

from aiohttp import web

from .control import OLDEST_FIRST_PAGE, acting, serve_file, wait_for_change
from .slack.state import Channel, Entry
from .store import Json
from .world import World


class SlackControl:
    """Acts and looks for the secretariat."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """What the server must route here."""
        root = "/sandbox/slack"
        one, view = f"{root}/channels/{{channel}}", f"{root}/views/{{user}}"
        return [
            web.get(root, acting(self.workspace)),
            web.post(f"{root}/users", acting(self.add_user)),
            web.post(f"{root}/users/{{user}}", acting(self.change_user)),
            web.get(one, acting(self.snapshot)),
            web.post(f"{one}/press", acting(self.press)),
            web.post(f"{one}/command", acting(self.command)),
            web.post(f"{one}/post", acting(self.post)),
            web.post(f"{one}/members", acting(self.members)),
            web.get(f"{root}/views", acting(self.views)),
            web.post(f"{view}/press", acting(self.press_in_view)),
            web.post(f"{view}/search", acting(self.search_in_view)),
            web.post(f"{view}/submit", acting(self.submit)),
            web.post(f"{view}/close", acting(self.close)),
            web.post(f"{root}/subscriptions", acting(self.subscriptions)),
            web.post(f"{root}/redeliver", acting(self.redeliver)),
            web.post(f"{root}/refresh", acting(self.refresh)),
            web.get("/sandbox/files/slack/{file}/{name}", self.file),
        ]

    def _channel(self, request: web.Request) -> Channel:
        self._world.workplace.root = f"http://{request.host}"
        return self._world.workplace.channel(request.match_info["channel"])

    async def workspace(self, request: web.Request, body: Json) -> Json:
        """People and channels."""
        state = self._world.slack
        channels = [channel.record() for channel in state.channels.values()]
        connected = self._world.socket.connections
        return {"users": list(state.users.values()), "channels": channels, "connected": connected}

    async def add_user(self, request: web.Request, body: Json) -> Json:
        """A new person; flags such as ``is_restricted`` or ``team_id`` may be given."""
        return self._world.slack.add_user(**body)

    async def change_user(self, request: web.Request, body: Json) -> Json:
        """Other flags for a person, for example ``deleted``."""
        user = {**self._world.slack.users[request.match_info["user"]], **body}
        self._world.slack.save_user(user)
        return user

    async def snapshot(self, request: web.Request, body: Json) -> Json:
        """A channel's newest messages with their threads; waits if the query has ``since``.

        With ``after`` only messages that are new or changed after that revision.
        """
        channel = self._channel(request)
        await wait_for_change(request, self._world, channel.topic)
        limit = int(request.query.get("limit", OLDEST_FIRST_PAGE))
        after = int(request.query.get("after", 0))
        # A new answer in a thread counts as a change of the thread's root.
        newest = islice(reversed(channel.roots), limit)
        roots = [ts for ts in newest if channel.entries[ts].revision > after][::-1]
        return {
            "version": self._world.changes.version,
            "channel": channel.record(),
            "messages": [_shown(channel.entries[ts]) for ts in roots],
            "threads": {
                ts: [_shown(channel.entries[reply]) for reply in channel.threads[ts]]
                for ts in roots
                if channel.threads.get(ts)
            },
            "ephemerals": list(channel.ephemerals),
        }

    async def press(self, request: web.Request, body: Json) -> Json:
        """A button or a select under a message."""
        return await self._world.workplace.press(self._channel(request), **body)

    async def command(self, request: web.Request, body: Json) -> Json:
        """A slash command."""
        return await self._world.workplace.command(self._channel(request), **body)

    async def post(self, request: web.Request, body: Json) -> Json:
        """A message of a person."""
        return self._world.workplace.post(self._channel(request), **body)

    async def members(self, request: web.Request, body: Json) -> Json:
        """Let a person (or the bot) join or leave the channel."""
        channel = self._channel(request)
        others = [member for member in channel.members if member != body["user"]]
        channel.members = [*others, body["user"]] if body["present"] else others
        self._world.slack.save_channel(channel)
        return channel.record()

    async def views(self, request: web.Request, body: Json) -> Json:
        """Every open modal by user; waits if the query has ``since``."""
        await wait_for_change(request, self._world, "views")
        shown = self._world.slack.views.values()
        views = {one.user: {"view": one.view, "errors": one.errors} for one in shown}
        return {"version": self._world.changes.version, "views": views}

    async def press_in_view(self, request: web.Request, body: Json) -> Json:
        """A button or a select inside a modal."""
        return await self._world.workplace.press_in_view(request.match_info["user"], **body)

    async def search_in_view(self, request: web.Request, body: Json) -> Json:
        """Type into a select that asks the app for its options."""
        user = request.match_info["user"]
        return await self._world.workplace.search_in_view(user, body["name"], body["typed"])

    async def submit(self, request: web.Request, body: Json) -> Json:
        """Submit the open modal with values."""
        user = request.match_info["user"]
        return await self._world.workplace.submit(user, body.get("values", {}))

    async def close(self, request: web.Request, body: Json) -> Json:
        """Close the open modal."""
        return await self._world.workplace.close(request.match_info["user"])

    async def subscriptions(self, request: web.Request, body: Json) -> Json:
        """Which events the app hears, as its manifest would say (none at first)."""
        self._world.slack.subscriptions = set(body["events"])
        return {"events": body["events"]}

    async def redeliver(self, request: web.Request, body: Json) -> Json:
        """The newest envelope's payload once more."""
        return await self._world.workplace.redeliver()

    async def refresh(self, request: web.Request, body: Json) -> Json:
        """Make every connection reconnect."""
        await self._world.socket.refresh()
        return {}

    async def file(self, request: web.Request) -> web.Response:
        """A file of a channel, for the page."""
        file = self._world.slack.files.get(request.match_info["file"])
        if file is None or file["sandbox_state"] in ("waiting", "deleted"):
            raise web.HTTPNotFound
        content = self._world.store.read_file(file["id"])
        return serve_file(content, file["name"], file["mimetype"])


def _shown(entry: Entry) -> Json:
    return {**entry.message, "revision": entry.revision, "metadata": entry.metadata}
