"""An applicant (or a group chat) as tests and the demo play it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import aiohttp

from .client_link import TIMEOUT, Link, SandboxError, WaitedInVainError
from .client_values import Button, Message
from .store import Json

T = TypeVar("T")
Matcher = str | Callable[[Message], bool] | None
"""A part of the text, a predicate, or None for any message."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to send; ``declared_size`` (bytes) claims a size without having it."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"


def _fits(message: Message, match: Matcher) -> bool:
    if match is None:
        return True
    return match in message.text if isinstance(match, str) else match(message)


class Applicant:
    """One chat. After every action it remembers where the chat stood (`mark`).

    `wait_for_message` looks only at what the bot sent or edited after that mark.
    """

    def __init__(self, link: Link, chat_id: int) -> None:
        self.id = chat_id
        self.mark = 0
        self._link = link
        self._path = f"/sandbox/chats/{chat_id}"

    async def _act(self, verb: str, body: Json) -> Json:
        found = await self._link.post(f"{self._path}/{verb}", body)
        self.mark = found["before"]
        return found

    async def say(
        self, text: str, *, sender: int | None = None, reply_to: int | None = None
    ) -> Message:
        """Write a text or a command."""
        body = {"text": text, "sender": sender, "reply_to": reply_to}
        return _own(await self._act("say", body))

    async def edit(self, message_id: int, text: str) -> Message:
        """Change an own message."""
        return _own(await self._act("edit", {"message_id": message_id, "text": text}))

    async def other(self, kind: str, caption: str = "") -> Message:
        """Send a sticker, voice, video, contact, location or poll."""
        return _own(await self._act("other", {"kind": kind, "caption": caption}))

    async def block(self) -> None:
        """Block the bot."""
        await self._act("block", {})

    async def unblock(self) -> None:
        """Let the bot write again."""
        await self._act("unblock", {})

    async def upload(
        self,
        files: Sequence[File],
        *,
        caption: str = "",
        as_photo: bool = False,
        declared_size: int | None = None,
    ) -> None:
        """Send files; several make an album."""
        # Names as they are, as browsers and Telegram's clients send them.
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("caption", caption)
        form.add_field("as_photo", "1" if as_photo else "0")
        if declared_size is not None:
            form.add_field("declared_size", str(declared_size))
        for number, file in enumerate(files):
            form.add_field(
                f"file{number}", file.content, filename=file.name, content_type=file.mime
            )
        found = await self._link.send("POST", f"{self._path}/upload", data=form)
        self.mark = found["before"]

    async def press(
        self, label: str, *, message: Message | None = None, timeout: float = TIMEOUT
    ) -> str:
        """Press the button with this label (or one that begins so); returns the query's id.

        Looks under the bot's newest message with buttons, and waits for it to appear. With
        ``message`` it presses there, even if an edit has taken the button away since.
        """
        stale = message is not None
        if message is None:
            message = await self.wait_for_message(
                lambda _: True, buttons=label, timeout=timeout, after=0
            )
        button = _find_button(message, label)
        body = {"message_id": message.id, "data": button.name, "stale": stale}
        query: str = (await self._act("press", body))["result"]["query"]
        return query

    async def messages(self, limit: int = 300) -> list[Message]:
        """The chat, oldest first."""
        found = await self._link.get(self._path, {"limit": limit})
        return [Message.read(data) for data in found["messages"]]

    async def last_message(self) -> Message:
        """The bot's newest message; SandboxError if it has sent none."""
        for message in reversed(await self.messages()):
            if message.from_bot:
                return message
        raise SandboxError(f"the bot has not written in chat {self.id}")

    async def toasts(self) -> list[str]:
        """The answers to button presses that carried a text, oldest first."""
        found = await self._link.get(self._path)
        return [toast["text"] for toast in found["toasts"] if toast["text"]]

    async def download(self, message: Message) -> bytes:
        """The content of a message's document."""
        if message.document is None:
            raise SandboxError(f"message {message.id} has no document")
        return await self._link.read(message.document.path)

    async def wait_for_answer(self, query: str, timeout: float = TIMEOUT) -> str:
        """Wait until the bot answered a button press; returns the toast's text, often empty."""

        def answered(found: Json) -> str | None:
            for toast in found["toasts"]:
                if toast["query"] == query:
                    return str(toast["text"])
            return None

        return await self._wait(answered, f"an answer to query {query}", timeout)

    async def wait_for_message(
        self,
        match: Matcher = None,
        *,
        buttons: str | None = None,
        timeout: float = TIMEOUT,
        after: int | None = None,
    ) -> Message:
        """The bot's first message, new or edited after the last action, that fits.

        ``match`` is a part of its text or a predicate. ``buttons`` asks instead for the newest
        message with buttons, which must have one with that label. ``after`` is a revision; it
        replaces the mark of the last action.
        """
        since = self.mark if after is None else after

        def fitting(found: Json) -> Message | None:
            seen = [Message.read(data) for data in found["messages"]]
            new = [m for m in seen if m.from_bot and m.revision > since]
            new.sort(key=lambda m: m.revision)
            if buttons is not None:
                keyed = [m for m in new if m.buttons][-1:]
                return next((m for m in keyed if _has_button(m, buttons)), None)
            return next((m for m in new if _fits(m, match)), None)

        wanted = f"a button {buttons!r}" if buttons else f"a message with {match!r}"
        return await self._wait(fitting, wanted, timeout, after=since)

    async def wait_until_gone(self, message_id: int, timeout: float = TIMEOUT) -> None:
        """Wait until a message was deleted."""

        def gone(found: Json) -> bool | None:
            return message_id not in [m["message_id"] for m in found["messages"]] or None

        await self._wait(gone, f"message {message_id} to be deleted", timeout)

    async def _wait(
        self, look: Callable[[Json], T | None], wanted: str, timeout: float, after: int = 0
    ) -> T:
        ends = time.monotonic() + timeout
        query: Json = {"after": after}
        while True:
            found = await self._link.get(self._path, query)
            result = look(found)
            if result is not None:
                return result
            left = ends - time.monotonic()
            if left <= 0:
                chat = "\n".join(str(message) for message in (await self.messages())[-12:])
                raise WaitedInVainError(
                    f"waited {timeout} s for {wanted} in chat {self.id}; there is:\n{chat}"
                )
            query = {"since": found["version"], "timeout": left, "after": after}


def _own(found: Json) -> Message:
    return Message.read({**found["result"], "revision": found["before"]})


def _matching(message: Message, label: str) -> list[Button]:
    exact = [button for button in message.buttons if button.label == label]
    return exact or [button for button in message.buttons if button.label.startswith(label)]


def _has_button(message: Message, label: str) -> bool:
    return bool(_matching(message, label))


def _find_button(message: Message, label: str) -> Button:
    found = _matching(message, label)
    if not found:
        raise SandboxError(f"no button {label!r} under message {message.id}: {message.labels}")
    return found[0]
