"""The people of the Slack workspace as tests and the demo play them."""

import time
from collections.abc import Callable
from typing import TypeVar

from .client_link import TIMEOUT, Link, WaitedInVainError
from .client_values import Attachment, Modal, Post
from .store import Json

T = TypeVar("T")
CHANNEL = "C0SANDBOX01"
SIRI, OLAV = "U0SANDSIRI1", "U0SANDOLAV1"
GUEST, STRANGER = "U0SANDGJES1", "U0SANDANNE1"
EVERYTHING = 1_000_000
"""More messages than any test makes."""

Matcher = str | Callable[[Post], bool] | None
"""A part of what is shown, a predicate, or None for any post."""


def _fits(post: Post, match: Matcher) -> bool:
    if match is None:
        return True
    return match in f"{post.shown}\n{post.text}" if isinstance(match, str) else match(post)


class Secretariat:
    """One channel and the people in it; ``by`` is a user id and Siri's unless said."""

    def __init__(self, link: Link, channel: str = CHANNEL) -> None:
        self.channel = channel
        self._link = link
        self._path = f"/sandbox/slack/channels/{channel}"

    async def messages(self) -> list[Post]:
        """The channel without its threads, oldest first."""
        found = await self._link.get(self._path)
        return [Post.read(data) for data in found["messages"]]

    async def thread(self, ts: str) -> list[Post]:
        """The answers in a message's thread, oldest first."""
        found = await self._link.get(self._path)
        return [Post.read(data) for data in found["threads"].get(ts, [])]

    async def news(
        self, after: int, *, timeout: float = TIMEOUT
    ) -> tuple[int, list[Post], dict[str, list[Post]]]:
        """What changed after a version (0: all there is), waiting for it if nothing has yet.

        Returns the version to ask for next, the channel's messages, and their threads by `ts`.
        """
        query = {"since": after, "after": after, "timeout": timeout, "limit": EVERYTHING}
        found = await self._link.get(self._path, query)
        threads = {ts: [Post.read(one) for one in many] for ts, many in found["threads"].items()}
        return found["version"], [Post.read(data) for data in found["messages"]], threads

    async def ephemerals(self, by: str = SIRI) -> list[Post]:
        """What only this person sees, oldest first."""
        found = await self._link.get(self._path)
        return [Post.read(data) for data in found["ephemerals"] if data["for"] == by]

    async def card(self, match: Matcher = None, *, timeout: float = TIMEOUT) -> Post:
        """The newest channel message with buttons or blocks that fits; waits for it."""
        return await self.wait_for_post(
            lambda post: "blocks" in post.raw and _fits(post, match),
            wanted=f"a card with {match!r}",
            timeout=timeout,
        )

    async def wait_for_post(
        self,
        match: Matcher = None,
        *,
        thread: str | None = None,
        after: int = 0,
        wanted: str = "",
        timeout: float = TIMEOUT,
    ) -> Post:
        """The newest fitting message of the channel or of one thread, changed after ``after``."""

        def look(found: Json) -> Post | None:
            shown = found["messages"] if thread is None else found["threads"].get(thread, [])
            posts = [Post.read(data) for data in reversed(shown)]
            return next((p for p in posts if p.revision > after and _fits(p, match)), None)

        return await self._wait(self._path, look, wanted or f"a post with {match!r}", timeout)

    async def wait_for_ephemeral(
        self, match: Matcher = None, *, by: str = SIRI, after: int = 0, timeout: float = TIMEOUT
    ) -> Post:
        """The newest fitting message that only this person sees."""

        def look(found: Json) -> Post | None:
            mine = [Post.read(d) for d in reversed(found["ephemerals"]) if d["for"] == by]
            return next((p for p in mine if p.revision > after and _fits(p, match)), None)

        return await self._wait(self._path, look, f"a note with {match!r} for {by}", timeout)

    async def wait_for_modal(
        self, title: str = "", *, by: str = SIRI, timeout: float = TIMEOUT
    ) -> Modal:
        """The modal on this person's screen whose title begins so."""

        def look(found: Json) -> Modal | None:
            if by not in found["views"]:
                return None
            modal = Modal.read(found["views"][by])
            return modal if modal.title.startswith(title) else None

        return await self._wait("/sandbox/slack/views", look, f"a modal {title!r}", timeout)

    async def modal(self, by: str = SIRI) -> Modal | None:
        """The modal on this person's screen now, if any."""
        found = (await self._link.get("/sandbox/slack/views"))["views"].get(by)
        return Modal.read(found) if found else None

    async def press(
        self,
        label: str,
        *,
        by: str = SIRI,
        value: str | list[str] | None = None,
        post: Post | str | None = None,
        timeout: float = TIMEOUT,
    ) -> Json:
        """Press a button (or choose ``value`` in a select) by label, its beginning, or action id.

        Under ``post`` (or its ``ts``), else under the newest message that has it. The answer says
        whether the bot acknowledged: ``{"acked": bool, "warning"?: str}``.
        """
        if post is None:
            post = await self.wait_for_post(
                lambda one: any(
                    button.label.startswith(label) or button.name == label for button in one.buttons
                ),
                wanted=f"a button {label!r}",
                timeout=timeout,
            )
        ts = post if isinstance(post, str) else post.ts
        body = {"ts": ts, "name": label, "by": by, "value": value}
        return await self._link.post(f"{self._path}/press", body)

    async def press_in_modal(
        self, label: str, *, by: str = SIRI, value: str | list[str] | None = None
    ) -> Json:
        """Use a button or select inside the open modal."""
        body = {"name": label, "value": value}
        return await self._link.post(f"/sandbox/slack/views/{by}/press", body)

    async def search_in_modal(self, name: str, typed: str, *, by: str = SIRI) -> list[str]:
        """Type into a select that asks the bot for its options; the options that it offers."""
        body = {"name": name, "typed": typed}
        found = await self._link.post(f"/sandbox/slack/views/{by}/search", body)
        return [option["text"]["text"] for option in found["options"]]

    async def submit_modal(self, values: Json | None = None, *, by: str = SIRI) -> Json:
        """Fill in and submit; keys are labels, block ids or action ids.

        ``errors`` in the answer are those shown beside the fields, by block id.
        """
        return await self._link.post(f"/sandbox/slack/views/{by}/submit", {"values": values or {}})

    async def close_modal(self, *, by: str = SIRI) -> Json:
        """Close the open modal without submitting."""
        return await self._link.post(f"/sandbox/slack/views/{by}/close")

    async def command(self, line: str, *, by: str = SIRI) -> Json:
        """Type a slash command."""
        return await self._link.post(f"{self._path}/command", {"by": by, "line": line})

    async def post(self, text: str, *, by: str = SIRI, thread_ts: str | None = None) -> Post:
        """Write in the channel or a thread."""
        body = {"by": by, "text": text, "thread_ts": thread_ts}
        found = await self._link.post(f"{self._path}/post", body)
        return Post.read({**found, "revision": 0})

    async def set_member(self, user: str, present: bool) -> None:
        """Let a person (or the bot) join or leave the channel."""
        await self._link.post(f"{self._path}/members", {"user": user, "present": present})

    async def add_user(self, name: str, **unusual: object) -> str:
        """A new person with flags such as ``is_restricted``; returns the user id."""
        user: str = (await self._link.post("/sandbox/slack/users", {"name": name, **unusual}))["id"]
        return user

    async def change_user(self, user: str, **flags: object) -> None:
        """Other flags for a person, for example ``deleted=True``."""
        await self._link.post(f"/sandbox/slack/users/{user}", dict(flags))

    async def subscribe(self, *events: str) -> None:
        """Which events the app hears, as its manifest would say (none at first)."""
        await self._link.post("/sandbox/slack/subscriptions", {"events": list(events)})

    async def redeliver(self) -> Json:
        """The newest envelope's payload once more, as an at-least-once service may."""
        return await self._link.post("/sandbox/slack/redeliver")

    async def download(self, file: Attachment) -> bytes:
        """The content of a file in a thread."""
        return await self._link.read(file.path)

    async def _wait(
        self, path: str, look: Callable[[Json], T | None], wanted: str, timeout: float
    ) -> T:
        ends = time.monotonic() + timeout
        query: Json = {}
        while True:
            found = await self._link.get(path, query)
            result = look(found)
            if result is not None:
                return result
            left = ends - time.monotonic()
            if left <= 0:
                posts = [str(Post.read(data)) for data in found.get("messages", [])[-6:]]
                shown = "\n".join(posts) or str(found)[:800]
                raise WaitedInVainError(f"waited {timeout} s for {wanted}; there is:\n{shown}")
            query = {"since": found["version"], "timeout": left}
