"""The methods about the bot itself, its updates and its files, one function per method."""

import re

from ..store import Json
from ..wire import Values
from . import files
from .errors import bad_request
from .sending import find_chat
from .state import TelegramState

COMMANDS = 100
"""setMyCommands: at most 100 commands of 1-32 characters, descriptions of 1-256 (Bot API)."""

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")


def _key(name: str, params: Values) -> str:
    language = params.get("language_code", "")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("LANG_CODE_INVALID" if name == "commands" else "language code is invalid")
    scope = params.get("scope") or {}
    kind = scope.get("type", "default")
    where = "" if kind == "default" else f":{kind}:{scope.get('chat_id', '')}"
    return f"{name}:{language}{where}"


def set_my_commands(state: TelegramState, params: Values) -> bool:
    """setMyCommands."""
    if len(params["commands"]) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in params["commands"]:
        if not _COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    state.save_profile(_key("commands", params), {"commands": params["commands"]})
    return True


def get_my_commands(state: TelegramState, params: Values) -> list[Json]:
    """getMyCommands."""
    found: list[Json] = state.profile.get(_key("commands", params), {}).get("commands", [])
    return found


def delete_my_commands(state: TelegramState, params: Values) -> bool:
    """deleteMyCommands."""
    state.save_profile(_key("commands", params), {"commands": []})
    return True


def _set_text(state: TelegramState, params: Values, name: str, limit: int) -> bool:
    text = params.get(name, "")
    if len(text) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    state.save_profile(_key(name, params), {name: text})
    return True


def _get_text(state: TelegramState, params: Values, name: str) -> Json:
    own = state.profile.get(_key(name, params), {}).get(name)
    return {name: own or state.profile.get(f"{name}:", {}).get(name, "")}


def set_my_name(state: TelegramState, params: Values) -> bool:
    """setMyName: up to 64 characters."""
    return _set_text(state, params, "name", 64)


def get_my_name(state: TelegramState, params: Values) -> Json:
    """getMyName."""
    return _get_text(state, params, "name")


def set_my_description(state: TelegramState, params: Values) -> bool:
    """setMyDescription: up to 512 characters, shown in the empty chat."""
    return _set_text(state, params, "description", 512)


def get_my_description(state: TelegramState, params: Values) -> Json:
    """getMyDescription."""
    return _get_text(state, params, "description")


def set_my_short_description(state: TelegramState, params: Values) -> bool:
    """setMyShortDescription: up to 120 characters, shown on the bot's profile."""
    return _set_text(state, params, "short_description", 120)


def get_my_short_description(state: TelegramState, params: Values) -> Json:
    """getMyShortDescription."""
    return _get_text(state, params, "short_description")


def get_me(state: TelegramState, params: Values) -> Json:
    """getMe."""
    return {
        **state.bot(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_file(state: TelegramState, params: Values) -> Json:
    """getFile: refuses what is larger than 20 MB."""
    file = state.files.get(params["file_id"])
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > files.DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**file.pointer(), "file_path": file.path}


def get_chat(state: TelegramState, params: Values) -> Json:
    """getChat: what is known of a chat."""
    chat = find_chat(state, params["chat_id"])
    return {
        **chat.public(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def leave_chat(state: TelegramState, params: Values) -> bool:
    """leaveChat: groups only."""
    chat = find_chat(state, params["chat_id"])
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.blocked = True
    state.save_chat(chat)
    return True
