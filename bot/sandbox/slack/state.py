"""What Slack knows: people, channels with their messages and threads, files, open modals.

Messages are kept in the Web API's own shape, by their ``ts``.
"""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Self

from ..changes import Changes
from ..store import Json, Store

TEAM = "T0SANDBOX01"
OTHER_TEAM = "T0SANDBOX02"
CHANNEL = "C0SANDBOX01"
BOT_USER = "U0SANDBOT01"
BOT_ID = "B0SANDBOT01"
APP = "A0SANDBOX01"
BOT_NAME = "veiviser"

PEOPLE: list[tuple[str, str, Json]] = [
    ("U0SANDSIRI1", "Siri Sekretær", {}),
    ("U0SANDOLAV1", "Olav Sekretær", {}),
    ("U0SANDGJES1", "Gry Gjest", {"is_restricted": True}),
    ("U0SANDANNE1", "Anne Annenstad", {"team_id": OTHER_TEAM, "is_stranger": True}),
]
"""Id, name and what is unusual: two members, a guest, and somebody of another workspace."""


@dataclass(slots=True)
class Entry:
    """One message; ``revision`` is the version of its last change."""

    message: Json
    revision: int
    metadata: Json | None = None


@dataclass(slots=True)
class Channel:
    """A channel; ``roots`` and ``threads`` hold ``ts`` in the order of posting."""

    id: str
    name: str
    members: list[str]
    entries: dict[str, Entry] = field(default_factory=dict)
    roots: dict[str, None] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: deque[Json] = field(default_factory=lambda: deque(maxlen=100))

    @property
    def topic(self) -> str:
        """The name under which this channel's changes are announced."""
        return f"channel:{self.id}"

    def record(self) -> Json:
        """What is stored of the channel itself; messages are records of their own."""
        return {"id": self.id, "name": self.name, "members": self.members}

    def thread_of(self, ts: str) -> list[str]:
        """The ``ts`` of a thread's root and answers."""
        return [ts, *self.threads.get(ts, [])]


@dataclass(slots=True)
class OpenView:
    """A modal on somebody's screen; `offered` are the options that searches found, by action id."""

    user: str
    view: Json
    errors: Json = field(default_factory=dict)
    offered: dict[str, list[Json]] = field(default_factory=dict)


@dataclass(slots=True)
class Trigger:
    """Permission to open one modal; ``born`` is a monotonic time in seconds."""

    user: str
    born: float
    used: bool = False


class SlackState:
    """All of Slack that the sandbox remembers; it survives a restart through its store."""

    def __init__(self, store: Store, changes: Changes) -> None:
        self.store = store
        self.changes = changes
        self.users: dict[str, Json] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Json] = {}
        self.views: dict[str, OpenView] = {}
        self.triggers: dict[str, Trigger] = {}
        self.subscriptions: set[str] = set()
        self._last_ts = 0
        self._number = 0
        self._load()

    def _load(self) -> None:
        self.users = dict(self.store.load("slack_user"))
        for _, data in self.store.load("slack_channel"):
            self.channels[data["id"]] = Channel(**data)
        for key, data in self.store.load("slack_message"):
            channel_id, ts = key.split(":")
            self._place(self.channels[channel_id], Entry(**data))
            self._last_ts = max(self._last_ts, int(ts.replace(".", "")))
        self.files = dict(self.store.load("slack_file"))
        for number, data in self.store.load("slack_number"):
            self._number = int(number) and data["n"]

    @classmethod
    def open(cls, store: Store, changes: Changes) -> Self:
        """The remembered workspace, or a new one with its four people and one channel."""
        state = cls(store, changes)
        if not state.channels:
            for user_id, name, unusual in PEOPLE:
                state.save_user(_user(user_id, name, **unusual))
            state.save_user(_user(BOT_USER, BOT_NAME, is_bot=True))
            members = [BOT_USER, *(user_id for user_id, _, _ in PEOPLE)]
            state.save_channel(Channel(CHANNEL, "godkjent-callcenter", members))
        return state

    def add_user(self, name: str, **unusual: Any) -> Json:
        """A new person, of this workspace unless ``unusual`` says otherwise."""
        user = _user(f"U0SAND{self.number():05d}", name, **unusual)
        self.save_user(user)
        return user

    def save_user(self, user: Json) -> None:
        """Store a person and announce it."""
        self.users[user["id"]] = user
        self.store.put("slack_user", user["id"], user)
        self.changes.bump("people")

    def save_channel(self, channel: Channel) -> None:
        """Store a channel's name and members and announce it."""
        self.channels[channel.id] = channel
        self.store.put("slack_channel", channel.id, channel.record())
        self.changes.bump(channel.topic)

    def number(self) -> int:
        """The next number, for ids."""
        self._number += 1
        self.store.put("slack_number", "1", {"n": self._number})
        return self._number

    def new_ts(self) -> str:
        """A time stamp that no other message has."""
        self._last_ts = max(self._last_ts + 1, int(time.time() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def post(self, channel: Channel, message: Json, metadata: Json | None = None) -> Json:
        """Put a message into a channel or its thread; returns it with its ``ts``."""
        message = {"type": "message", **message, "ts": message.get("ts") or self.new_ts()}
        entry = Entry(message, 0, metadata)
        self._place(channel, entry)
        self.save_entry(channel, entry)
        root_ts = message.get("thread_ts")
        if root_ts and root_ts != message["ts"]:
            self._count_reply(channel, root_ts)
        return message

    def _place(self, channel: Channel, entry: Entry) -> None:
        ts, root = entry.message["ts"], entry.message.get("thread_ts")
        channel.entries[ts] = entry
        if root and root != ts:
            channel.threads.setdefault(root, []).append(ts)
            if entry.message.get("subtype") != "thread_broadcast":
                return
        channel.roots[ts] = None

    def _count_reply(self, channel: Channel, root_ts: str) -> None:
        entry = channel.entries[root_ts]
        replies = channel.threads[root_ts]
        users = list(dict.fromkeys(channel.entries[ts].message["user"] for ts in replies))
        entry.message |= {
            "thread_ts": root_ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "reply_users": users,
            "latest_reply": replies[-1],
        }
        self.save_entry(channel, entry)

    def save_entry(self, channel: Channel, entry: Entry) -> None:
        """Store a new or changed message and announce it."""
        entry.revision = self.changes.bump(channel.topic)
        record = {
            "message": entry.message,
            "revision": entry.revision,
            "metadata": entry.metadata,
        }
        self.store.put("slack_message", f"{channel.id}:{entry.message['ts']}", record)

    def remove(self, channel: Channel, ts: str) -> None:
        """Take a message away."""
        root = channel.entries.pop(ts).message.get("thread_ts")
        channel.roots.pop(ts, None)
        if root and ts in channel.threads.get(root, []):
            channel.threads[root].remove(ts)
        self.store.drop("slack_message", f"{channel.id}:{ts}")
        self.changes.bump(channel.topic)

    def whisper(self, channel: Channel, user: str, message: Json) -> Json:
        """Show a message to one person only; like the real ones it is not kept."""
        shown = {"type": "message", "user": BOT_USER, **message, "ts": self.new_ts(), "for": user}
        shown["revision"] = self.changes.bump(channel.topic)
        channel.ephemerals.append(shown)
        return shown

    def save_file(self, file: Json) -> None:
        """Store what is known of a file; its content is kept apart."""
        self.files[file["id"]] = file
        self.store.put("slack_file", file["id"], file)

    def trigger(self, user: str) -> str:
        """A new trigger id for something that ``user`` just did."""
        trigger = f"{self.number()}.{int(time.time() * 1000)}.sandbox"
        self.triggers[trigger] = Trigger(user, time.monotonic())
        return trigger

    def touch_views(self) -> None:
        """Announce that a modal opened, changed or closed."""
        self.changes.bump("views")


def _user(user_id: str, name: str, **unusual: Any) -> Json:
    flags = dict.fromkeys(("deleted", "is_restricted", "is_ultra_restricted", "is_bot"), False)
    handle = name.lower().replace(" ", ".").replace("æ", "ae").replace("ø", "o")
    return {
        "id": user_id,
        "team_id": TEAM,
        "name": handle,
        "real_name": name,
        "tz": "Europe/Oslo",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "is_admin": False,
        "is_owner": False,
        "is_app_user": False,
        "profile": {"real_name": name, "display_name": name, "team": TEAM},
        **flags,
        **unusual,
    }
