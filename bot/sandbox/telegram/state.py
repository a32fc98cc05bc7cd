"""What Telegram knows: chats with their messages, files, and the bot's own profile.

Messages are kept in the Bot API's own shape. A `Bubble` adds the version of the last change, which
is how readers of the sandbox find what is new.
"""

import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from ..changes import Changes
from ..store import Json, Store

DEFAULT_BOT = {
    "id": 7000000001,
    "is_bot": True,
    "first_name": "Veiviser",
    "username": "veiviser_sandbox_bot",
}
FIRST_APPLICANT = 5001


@dataclass(slots=True)
class Bubble:
    """One message of a chat; ``revision`` is the version of its last change."""

    message: Json
    revision: int


@dataclass(slots=True)
class Chat:
    """A private chat with one applicant, or a group."""

    id: int
    kind: str
    people: list[Json]
    title: str = ""
    started: bool = False
    blocked: bool = False
    bubbles: dict[int, Bubble] = field(default_factory=dict)
    typing: tuple[str, float] | None = None
    toasts: deque[Json] = field(default_factory=lambda: deque(maxlen=50))

    @property
    def topic(self) -> str:
        """The name under which this chat's changes are announced."""
        return f"chat:{self.id}"

    def public(self) -> Json:
        """The Bot API's Chat object."""
        if self.kind != "private":
            return {"id": self.id, "type": self.kind, "title": self.title}
        person = self.people[0]
        names: Json = {k: person[k] for k in ("first_name", "last_name", "username") if k in person}
        return {"id": self.id, "type": "private", **names}

    def record(self) -> Json:
        """What is stored of the chat itself; messages are records of their own."""
        wanted = ("id", "kind", "people", "title", "started", "blocked")
        return {name: getattr(self, name) for name in wanted}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on Telegram's servers; ``size`` is in bytes and may be declared, not real."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    size: int

    def pointer(self) -> Json:
        """The fields that every kind of file has in a message."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }


@dataclass(slots=True)
class Query:
    """A pressed button that waits for its answer; ``born`` is a monotonic time in seconds."""

    chat_id: int
    born: float


class TelegramState:
    """All of Telegram that the sandbox remembers; it survives a restart through its store."""

    def __init__(self, store: Store, changes: Changes) -> None:
        self.store = store
        self.changes = changes
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.paths: dict[str, StoredFile] = {}
        self.profile: Json = {}
        self.queries: dict[str, Query] = {}
        self._counters: dict[str, int] = {}
        self._load()

    def _load(self) -> None:
        self._counters = {key: value["n"] for key, value in self.store.load("tg_counter")}
        self.profile = dict(self.store.load("tg_profile"))
        for _, data in self.store.load("tg_chat"):
            self.chats[data["id"]] = Chat(**data)
        for key, data in self.store.load("tg_message"):
            chat_id, message_id = map(int, key.split(":"))
            self.chats[chat_id].bubbles[message_id] = Bubble(**data)
        for _, data in self.store.load("tg_file"):
            self._know_file(StoredFile(**data))

    @classmethod
    def open(cls, store: Store, changes: Changes) -> Self:
        """The remembered state, or a new one with the applicant Kari in it."""
        state = cls(store, changes)
        if not state.chats:
            state.add_applicant("Kari", "Prøvesen", "nb", FIRST_APPLICANT)
        return state

    def next(self, counter: str, first: int) -> int:
        """The next number of a counter that starts at ``first``."""
        value = self._counters.get(counter, first - 1) + 1
        self._counters[counter] = value
        self.store.put("tg_counter", counter, {"n": value})
        return value

    def save_chat(self, chat: Chat) -> None:
        """Store the chat and announce a change of it."""
        self.store.put("tg_chat", chat.id, chat.record())
        self.changes.bump(chat.topic)
        self.changes.bump("people")

    def add_applicant(
        self, first_name: str, last_name: str, language: str | None, person_id: int | None = None
    ) -> Chat:
        """A new person with a private chat; they have not pressed Start yet."""
        number = person_id or self.next("person", FIRST_APPLICANT + 1)
        person: Json = {"id": number, "is_bot": False, "first_name": first_name}
        if last_name:
            person["last_name"] = last_name
        if language:
            person["language_code"] = language
        chat = Chat(number, "private", [person])
        self.chats[number] = chat
        self.save_chat(chat)
        return chat

    def save_bubble(self, chat: Chat, message: Json) -> None:
        """Store a new or changed message and announce it."""
        bubble = Bubble(message, self.changes.bump(chat.topic))
        chat.bubbles[message["message_id"]] = bubble
        record = {"message": message, "revision": bubble.revision}
        self.store.put("tg_message", f"{chat.id}:{message['message_id']}", record)

    def remove_bubble(self, chat: Chat, message_id: int) -> None:
        """Forget a message altogether: nothing of its text stays behind."""
        del chat.bubbles[message_id]
        self.store.drop("tg_message", f"{chat.id}:{message_id}")
        self.changes.bump(chat.topic)

    def new_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        """A message with the next number and the present time; not stored yet."""
        return {
            "message_id": self.next("message", 1),
            "date": int(time.time()),
            "chat": chat.public(),
            "from": sender,
            **content,
        }

    def save_profile(self, key: str, value: Json) -> None:
        """Store a piece of the bot's profile: its commands, name or descriptions."""
        self.profile[key] = value
        self.store.put("tg_profile", key, value)
        self.changes.bump("profile")

    def add_file(self, file: StoredFile, content: bytes) -> None:
        """Keep a file and its content."""
        self.store.write_file(file.file_id, content)
        self.store.put("tg_file", file.file_id, asdict(file))
        self._know_file(file)

    def _know_file(self, file: StoredFile) -> None:
        self.files[file.file_id] = file
        self.paths[file.path] = file

    def bot(self) -> Json:
        """The bot as a User object; its id is that of the token it last used."""
        name: dict[str, Any] = self.profile.get("name:", {})
        known = self.profile.get("bot", DEFAULT_BOT)
        return {**known, "first_name": name.get("name") or DEFAULT_BOT["first_name"]}
