"""Updates as Telegram sends them, one function per kind. All people and numbers are test data."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

PERSON: Json = {"id": 4711, "is_bot": False, "first_name": "Kari", "language_code": "nb"}
PRIVATE: Json = {"id": 4711, "first_name": "Kari", "type": "private"}
GROUP: Json = {"id": -100200300, "title": "Kundeservice", "type": "supergroup"}
CHANNEL: Json = {"id": -100999, "title": "Nytt", "type": "channel"}
THUMB: Json = {"file_id": "AAthumb", "file_unique_id": "uthumb", "width": 90, "height": 60}


def message(chat: Json = PRIVATE, person: Json = PERSON, **fields: object) -> Json:
    """An update with one message."""
    return {"update_id": 9001, "message": _message(chat, person, fields)}


def edited(chat: Json = PRIVATE, person: Json = PERSON, **fields: object) -> Json:
    """An update with an edited message."""
    fields["edit_date"] = 1763900100
    return {"update_id": 9002, "edited_message": _message(chat, person, fields)}


def pressed(data: str | None, chat: Json = PRIVATE) -> Json:
    """A pressed button under message 55."""
    query: Json = {
        "id": "880099",
        "from": PERSON,
        "chat_instance": "-123",
        "message": {"message_id": 55, "date": 1763900000, "chat": chat, "text": "Velg"},
    }
    query |= {"game_short_name": "g"} if data is None else {"data": data}
    return {"update_id": 9003, "callback_query": query}


def membership(status: str, chat: Json = PRIVATE) -> Json:
    """The bot's own membership in a chat changed to `status`."""
    bot = {"id": 777, "is_bot": True, "first_name": "Veiviser", "username": "test_bot"}
    kicked = {"until_date": 0} if status == "kicked" else {}
    change = {
        "chat": chat,
        "from": PERSON,
        "date": 1763900000,
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": status, **kicked},
    }
    return {"update_id": 9004, "my_chat_member": change}


def _message(chat: Json, person: Json, fields: Json) -> Json:
    return {"message_id": 55, "from": person, "chat": chat, "date": 1763900000, **fields}


DOCUMENT: Json = {
    "file_id": "BQdoc",
    "file_unique_id": "udoc",
    "file_name": "skatteattest.pdf",
    "mime_type": "application/pdf",
    "file_size": 12345,
}
PHOTO: list[Json] = [
    THUMB,
    {"file_id": "AAbig", "file_unique_id": "ubig", "width": 1280, "height": 960, "file_size": 99},
    {"file_id": "AAmid", "file_unique_id": "umid", "width": 320, "height": 240, "file_size": 40},
]
_FILE: Json = {"file_id": "AAf", "file_unique_id": "uf"}
_PLACE: Json = {"latitude": 59.9, "longitude": 10.7}

# What people send that is neither text nor a file -> the kind that the core hears of.
MEDIA: dict[str, tuple[Json, str]] = {
    "sticker": (
        {
            "sticker": {
                **_FILE,
                "type": "regular",
                "width": 512,
                "height": 512,
                "is_animated": False,
                "is_video": False,
            }
        },
        "sticker",
    ),
    "voice": ({"voice": {**_FILE, "duration": 3}}, "voice"),
    "audio": ({"audio": {**_FILE, "duration": 200, "title": "Sang"}}, "voice"),
    "video": ({"video": {**_FILE, "width": 640, "height": 360, "duration": 9}}, "video"),
    "video note": ({"video_note": {**_FILE, "length": 240, "duration": 5}}, "video"),
    "animation": (
        {
            "animation": {**_FILE, "width": 320, "height": 240, "duration": 2},
            "document": {**_FILE, "file_name": "katt.mp4"},
        },
        "video",
    ),
    "contact": ({"contact": {"phone_number": "+4700000000", "first_name": "Ola"}}, "contact"),
    "location": ({"location": _PLACE}, "location"),
    "venue": (
        {"location": _PLACE, "venue": {"location": _PLACE, "title": "Kontoret", "address": "Oslo"}},
        "location",
    ),
    "poll": (
        {
            "poll": {
                "id": "1",
                "question": "Ja?",
                "options": [{"persistent_id": "1", "text": "Ja", "voter_count": 0}],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": True,
                "members_only": False,
            }
        },
        "poll",
    ),
    "dice": ({"dice": {"emoji": "🎲", "value": 4}}, "other"),
    "a kind of tomorrow": ({"rich_message": {"blocks": []}}, "other"),
}

# The same with all that a person can write in it -> those words. A telephone number is not among
# them.
WORDED: dict[str, tuple[Json, list[str]]] = {
    "contact": (
        {"contact": {"phone_number": "+4700000000", "first_name": "Ola", "last_name": "Testesen"}},
        ["Ola", "Testesen"],
    ),
    "venue": (MEDIA["venue"][0], ["Kontoret", "Oslo"]),
    "poll": (
        {"poll": {**MEDIA["poll"][0]["poll"], "description": "Kort", "explanation": "Derfor"}},
        ["Ja?", "Kort", "Derfor", "Ja"],
    ),
    "checklist": (
        {"checklist": {"title": "Liste", "tasks": [{"id": 1, "text": "Gjør"}]}},
        ["Liste", "Gjør"],
    ),
    "audio": (
        {
            "audio": {
                **_FILE,
                "duration": 9,
                "title": "Sang",
                "performer": "Kor",
                "file_name": "a.mp3",
            }
        },
        ["Sang", "Kor", "a.mp3"],
    ),
    "video": (
        {"video": {**MEDIA["video"][0]["video"], "file_name": "b.mp4"}},
        ["b.mp4"],
    ),
    "a kind of tomorrow": (
        {"rich_message": {"blocks": [{"type": "text", "text": ["Ny", {"text": "ting"}], "n": 1}]}},
        ["text", "Ny", "ting"],
    ),
}

# What Telegram itself reports about a private chat: nobody waits for an answer.
REPORTS: dict[str, Json] = {
    "pinned message": {
        "pinned_message": {"message_id": 5, "date": 1763900000, "chat": PRIVATE, "text": "Hei"}
    },
    "auto-delete timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    "background": {
        "chat_background_set": {
            "type": {"type": "chat_theme", "theme_name": "x"},
        }
    },
    "write access": {"write_access_allowed": {"from_request": True}},
}
