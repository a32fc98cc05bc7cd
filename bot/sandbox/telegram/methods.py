"""The TABLE: which Bot API methods the sandbox knows, and which parameters of each.

Deliberately stricter than the real server, which ignores what it does not know. To teach the
sandbox a method: one entry here, one function in `sending` or `profile` with the same name in
snake case. A test compares the table with the published description.
"""

from ..wire import Kind, Param

INTEGER = Param(Kind.INTEGER)
STRING = Param(Kind.STRING)
BOOLEAN = Param(Kind.BOOLEAN)
OBJECT = Param(Kind.OBJECT)
LIST = Param(Kind.LIST)
CHAT = Param(Kind.CHAT, required=True)
MESSAGE = Param(Kind.INTEGER, required=True)

_SENDING = {
    "chat_id": CHAT,
    "parse_mode": STRING,
    "disable_notification": BOOLEAN,
    "protect_content": BOOLEAN,
    "message_effect_id": STRING,
    "reply_parameters": OBJECT,
    "reply_markup": OBJECT,
}
_LANGUAGE = {"language_code": STRING}
_COMMANDS = {"scope": OBJECT, "language_code": STRING}
# The published description makes chat and message optional in edits, because inline messages
# have neither; this bot has no inline messages, so the checks of the functions ask for both.
_EDITED = {"chat_id": Param(Kind.CHAT), "message_id": INTEGER, "reply_markup": OBJECT}

TABLE: dict[str, dict[str, Param]] = {
    "getMe": {},
    "getUpdates": {
        "offset": INTEGER,
        "limit": INTEGER,
        "timeout": INTEGER,
        "allowed_updates": LIST,
    },
    "setWebhook": {
        "url": Param(Kind.STRING, required=True),
        "ip_address": STRING,
        "max_connections": INTEGER,
        "allowed_updates": LIST,
        "drop_pending_updates": BOOLEAN,
        "secret_token": STRING,
    },
    "getWebhookInfo": {},
    "deleteWebhook": {"drop_pending_updates": BOOLEAN},
    "setMyCommands": {"commands": Param(Kind.LIST, required=True), **_COMMANDS},
    "getMyCommands": _COMMANDS,
    "deleteMyCommands": _COMMANDS,
    "setMyName": {"name": STRING, **_LANGUAGE},
    "getMyName": _LANGUAGE,
    "setMyDescription": {"description": STRING, **_LANGUAGE},
    "getMyDescription": _LANGUAGE,
    "setMyShortDescription": {"short_description": STRING, **_LANGUAGE},
    "getMyShortDescription": _LANGUAGE,
    "getFile": {"file_id": Param(Kind.STRING, required=True)},
    "getChat": {"chat_id": CHAT},
    "leaveChat": {"chat_id": CHAT},
    "sendMessage": {
        **_SENDING,
        "text": Param(Kind.STRING, required=True),
        "entities": LIST,
        "link_preview_options": OBJECT,
    },
    "sendDocument": {
        **_SENDING,
        "document": Param(Kind.FILE, required=True),
        "caption": STRING,
        "caption_entities": LIST,
        "disable_content_type_detection": BOOLEAN,
    },
    "sendChatAction": {"chat_id": CHAT, "action": Param(Kind.STRING, required=True)},
    "editMessageText": {
        **_EDITED,
        "text": STRING,
        "parse_mode": STRING,
        "entities": LIST,
        "link_preview_options": OBJECT,
    },
    "editMessageReplyMarkup": _EDITED,
    "deleteMessage": {"chat_id": CHAT, "message_id": MESSAGE},
    "setMessageReaction": {
        "chat_id": CHAT,
        "message_id": MESSAGE,
        "reaction": LIST,
        "is_big": BOOLEAN,
    },
    "answerCallbackQuery": {
        "callback_query_id": Param(Kind.STRING, required=True),
        "text": STRING,
        "show_alert": BOOLEAN,
        "url": STRING,
        "cache_time": INTEGER,
    },
}
