"""What applicants do: every action becomes the update that the real Telegram would send."""

import secrets
import time
from typing import Any

from ..store import Json
from ..wire import Upload
from . import files, html
from .state import Chat, Query, TelegramState
from .updates import UpdateQueue

ALBUM_FILES = 10
"""An album has at most ten parts (Bot API); more files make a second one."""


class UnknownTargetError(LookupError):
    """The chat, message or button that somebody wanted to use is not there."""


class People:
    """Acts for the applicants; ``sender`` picks the person in a group."""

    def __init__(self, state: TelegramState, updates: UpdateQueue) -> None:
        self._state = state
        self._updates = updates

    def chat(self, chat_id: int) -> Chat:
        """The chat with this number; UnknownTargetError if there is none."""
        try:
            return self._state.chats[chat_id]
        except KeyError as error:
            raise UnknownTargetError(f"no chat {chat_id}") from error

    def add_group(self, title: str, member_ids: list[int]) -> Chat:
        """A group with the bot in it."""
        people = [self.chat(member).people[0] for member in member_ids]
        number = -self._state.next("group", 4001)
        chat = Chat(number, "group", people, title=title, started=True)
        self._state.chats[number] = chat
        self._state.save_chat(chat)
        self._membership(chat, "left", "member")
        return chat

    def _person(self, chat: Chat, sender: int | None) -> Json:
        for person in chat.people:
            if sender in (None, person["id"]):
                return person
        raise UnknownTargetError(f"no person {sender} in chat {chat.id}")

    def send(self, chat: Chat, content: Json, sender: int | None = None) -> Json:
        """Put a message into the chat and queue its update.

        Writing to a blocked bot unblocks it, as Telegram's own client does.
        """
        if chat.kind == "private" and chat.blocked:
            self.unblock(chat)
        if not chat.started:
            chat.started = True
            self._state.save_chat(chat)
        message = self._state.new_message(chat, self._person(chat, sender), content)
        self._state.save_bubble(chat, message)
        if self._bot_hears(chat, message):
            self._updates.push("message", message)
        return message

    def _bot_hears(self, chat: Chat, message: Json) -> bool:
        """Group privacy: commands, mentions and answers to the bot, nothing else."""
        if chat.kind == "private":
            return True
        text = message.get("text", "")
        bot = self._state.bot()
        answered = message.get("reply_to_message", {}).get("from", {})
        is_answer = answered.get("id") == bot["id"]
        return not chat.blocked and (text[:1] == "/" or f"@{bot['username']}" in text or is_answer)

    def say(
        self, chat: Chat, text: str, sender: int | None = None, reply_to: int | None = None
    ) -> Json:
        """A text or a command."""
        content = _text(text)
        if reply_to is not None:
            content["reply_to_message"] = self._message(chat, reply_to)
        return self.send(chat, content, sender)

    def edit(self, chat: Chat, message_id: int, text: str) -> Json:
        """Change an own message."""
        old = self._message(chat, message_id)
        kept = {k: v for k, v in old.items() if k not in ("text", "entities")}
        message = {**kept, **_text(text), "edit_date": int(time.time())}
        self._state.save_bubble(chat, message)
        self._updates.push("edited_message", message)
        return message

    def _message(self, chat: Chat, message_id: int) -> Json:
        try:
            return chat.bubbles[message_id].message
        except KeyError as error:
            raise UnknownTargetError(f"no message {message_id} in chat {chat.id}") from error

    def press(
        self, chat: Chat, message_id: int, data: str, sender: int | None = None, stale: bool = False
    ) -> str:
        """Press an inline button by its data; returns the query's id.

        ``stale`` presses a button that an edit has taken away since (a slow client may).
        """
        message = self._message(chat, message_id)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if not stale and data not in [b.get("callback_data") for row in rows for b in row]:
            raise UnknownTargetError(f"no button with data {data!r} under message {message_id}")
        query = str(secrets.randbits(62))
        self._state.queries[query] = Query(chat.id, time.monotonic())
        content = {
            "id": query,
            "from": self._person(chat, sender),
            "message": {k: v for k, v in message.items() if not k.startswith("sandbox_")},
            "chat_instance": str(chat.id * 7919),
            "data": data,
        }
        self._updates.push("callback_query", content)
        self._state.changes.bump(chat.topic)
        return query

    def upload(
        self,
        chat: Chat,
        uploads: list[Upload],
        *,
        caption: str = "",
        as_photo: bool = False,
        declared_size: int | None = None,
        sender: int | None = None,
    ) -> list[Json]:
        """Send files; several make an album, whose parts are separate updates."""
        album: Json = {}
        messages = []
        for number, upload in enumerate(uploads):
            if len(uploads) > 1 and number % ALBUM_FILES == 0:
                album = {"media_group_id": str(secrets.randbits(60))}
            folder = "photos" if as_photo else "documents"
            file = files.keep(
                self._state, upload.name, upload.mime, upload.content, folder, declared_size
            )
            key, shown = ("photo", files.as_photo(file)) if as_photo else (
                "document", files.as_document(file)
            )  # fmt: skip
            content: Json = {key: shown, **album}
            if caption and number == 0:
                content["caption"] = caption
            messages.append(self.send(chat, content, sender))
        return messages

    def other(self, chat: Chat, kind: str, sender: int | None = None, caption: str = "") -> Json:
        """Send something that is neither text nor file; UnknownTargetError for an unknown kind."""
        content = {kind: self._other_content(kind, chat)}
        if caption:
            content["caption"] = caption
        return self.send(chat, content, sender)

    def _other_content(self, kind: str, chat: Chat) -> Any:
        def file(name: str, mime: str, folder: str) -> Json:
            return files.keep(self._state, name, mime, b"sandbox", folder).pointer()

        match kind:
            case "sticker":
                shape = {"type": "regular", "width": 512, "height": 512}
                flags = {"is_animated": False, "is_video": False, "emoji": "👍"}
                return {**shape, **flags, **file("sticker.webp", "image/webp", "stickers")}
            case "voice":
                return {"duration": 3, **file("voice.oga", "audio/ogg", "voice")}
            case "video":
                shape = {"width": 640, "height": 480, "duration": 3}
                return {**shape, **file("video.mp4", "video/mp4", "videos")}
            case "contact":
                return {"phone_number": "+4700000000", "first_name": chat.people[0]["first_name"]}
            case "location":
                return {"latitude": 60.39, "longitude": 5.32}
            case "poll":
                return _poll()
        raise UnknownTargetError(f"the sandbox cannot send a {kind}")

    def block(self, chat: Chat) -> None:
        """Block the bot: later sends are refused with 403."""
        self._block(chat, blocked=True)

    def unblock(self, chat: Chat) -> None:
        """Let the bot write again."""
        self._block(chat, blocked=False)

    def _block(self, chat: Chat, *, blocked: bool) -> None:
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        self._state.save_chat(chat)
        self._membership(chat, *(("member", "kicked") if blocked else ("kicked", "member")))

    def _membership(self, chat: Chat, before: str, after: str) -> None:
        def member(status: str) -> Json:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self._state.bot(), "status": status, **until}

        content = {
            "chat": chat.public(),
            "from": chat.people[0],
            "date": int(time.time()),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        self._updates.push("my_chat_member", content)


def _text(text: str) -> Json:
    content: Json = {"text": text}
    if text[:1] == "/" and len(text) > 1:
        command = html.utf16_length(text.split()[0])
        content["entities"] = [{"type": "bot_command", "offset": 0, "length": command}]
    return content


def _poll() -> Json:
    options = [
        {"persistent_id": str(n), "text": text, "voter_count": 0}
        for n, text in enumerate(["Ja", "Nei"])
    ]
    flags = dict.fromkeys(("is_closed", "allows_multiple_answers", "allows_revoting"), False)
    return {
        "id": str(secrets.randbits(60)),
        "question": "Test?",
        "options": options,
        "total_voter_count": 0,
        "is_anonymous": True,
        "type": "regular",
        "members_only": False,
        **flags,
    }
