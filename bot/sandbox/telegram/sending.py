"""The methods that show something in a chat, one function per method of the table."""

import asyncio
import time
from typing import Any

from ..store import Json
from ..wire import Upload, Values
from . import files, html, keyboards
from .errors import bad_request, forbidden
from .state import Bubble, Chat, TelegramState

TEXT_CHARACTERS = 4096
"""Message text after entity parsing (Bot API)."""

CAPTION_CHARACTERS = 1024
"""Caption after entity parsing (Bot API)."""

TOAST_CHARACTERS = 200
"""answerCallbackQuery.text (Bot API)."""

QUERY_SECONDS = 30.0
"""How long a pressed button waits for its answer; the real limit is not published."""

TYPING_SECONDS = 5.0
"""How long a chat action shows (Bot API)."""

ACTIONS = set(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document"
    " choose_sticker find_location record_video_note upload_video_note".split()
)
REACTIONS = set(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
)


def find_chat(state: TelegramState, chat_id: Any) -> Chat:
    """The chat that a call names; 400 if there is none."""
    chat = state.chats.get(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    return chat


def open_chat(state: TelegramState, chat_id: Any) -> Chat:
    """A chat that the bot may write in; 403 where the person does not let it."""
    chat = find_chat(state, chat_id)
    if chat.blocked:
        raise forbidden(
            "bot was blocked by the user"
            if chat.kind == "private"
            else f"bot was kicked from the {chat.kind} chat"
        )
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def read_text(params: Values, name: str, limit: int, too_long: str) -> tuple[str, list[Json]]:
    """The text of a call and its entities, parsed as ``parse_mode`` says."""
    mode = params.get("parse_mode", "")
    entities_name = "entities" if name == "text" else "caption_entities"
    if mode.lower() not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    if mode:
        text, entities = html.parse(params.get(name, ""))
    else:
        text, entities = params.get(name, ""), params.get(entities_name, [])
    text, entities = html.trimmed(text, entities)
    if len(text) > limit:
        raise bad_request(too_long)
    return text, entities


def _content(params: Values) -> Json:
    text, entities = read_text(params, "text", TEXT_CHARACTERS, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    return {"text": text, "entities": entities} if entities else {"text": text}


def _reply(chat: Chat, params: Values) -> Json:
    reply = params.get("reply_parameters")
    if reply is None:
        return {}
    bubble = chat.bubbles.get(reply.get("message_id"))
    if bubble is not None:
        shown = {k: v for k, v in bubble.message.items() if k != "reply_to_message"}
        return {"reply_to_message": shown}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _post(state: TelegramState, chat: Chat, params: Values, content: Json) -> Json:
    markup = params.get("reply_markup")
    if markup is not None:
        keyboards.check_any(markup)
    message = state.new_message(chat, state.bot(), {**_reply(chat, params), **content})
    if markup is not None and "inline_keyboard" in markup:
        message["reply_markup"] = markup
    chat.typing = None
    state.save_bubble(chat, message)
    return message


def send_message(state: TelegramState, params: Values) -> Json:
    """sendMessage."""
    chat = open_chat(state, params["chat_id"])
    return _post(state, chat, params, _content(params))


def send_document(state: TelegramState, params: Values) -> Json:
    """sendDocument: an upload, or the id of a file that the bot has seen."""
    chat = open_chat(state, params["chat_id"])
    caption, entities = read_text(
        params, "caption", CAPTION_CHARACTERS, "message caption is too long"
    )
    document = params["document"]
    if isinstance(document, Upload):
        if not document.content:
            raise bad_request("file must be non-empty")
        if len(document.content) > files.UPLOAD_LIMIT:
            raise bad_request("file is too big")
        file = files.keep(state, document.name, document.mime, document.content)
    elif document in state.files:
        file = state.files[document]
    else:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    content: Json = {"document": files.as_document(file)}
    if caption:
        content |= {"caption": caption}
    if entities:
        content |= {"caption_entities": entities}
    return _post(state, chat, params, content)


def _own_bubble(state: TelegramState, params: Values) -> tuple[Chat, Bubble]:
    if "chat_id" not in params or "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = open_chat(state, params["chat_id"])
    bubble = chat.bubbles.get(params["message_id"])
    if bubble is None:
        raise bad_request("message to edit not found")
    if not bubble.message["from"]["is_bot"]:
        raise bad_request("message can't be edited")
    return chat, bubble


def _change(state: TelegramState, chat: Chat, old: Json, new: Json) -> Json:
    if {k: v for k, v in old.items() if k != "edit_date"} == new:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly"
            " the same as a current content and reply markup of the message"
        )
    edited = {**new, "edit_date": int(time.time())}
    state.save_bubble(chat, edited)
    return edited


def _with_markup(message: Json, params: Values) -> Json:
    """The message with the call's keyboard; without one the old keyboard goes (as on the real)."""
    changed = {k: v for k, v in message.items() if k not in ("reply_markup", "edit_date")}
    markup = params.get("reply_markup")
    if markup is not None:
        keyboards.check_inline(markup)
        if markup["inline_keyboard"]:
            changed["reply_markup"] = markup
    return changed


def edit_message_text(state: TelegramState, params: Values) -> Json:
    """editMessageText."""
    chat, bubble = _own_bubble(state, params)
    content = _content(params)
    if "text" not in bubble.message:
        raise bad_request("there is no text in the message to edit")
    changed = {**_with_markup(bubble.message, params), **content}
    if "entities" not in content:
        changed.pop("entities", None)
    return _change(state, chat, bubble.message, changed)


def edit_message_reply_markup(state: TelegramState, params: Values) -> Json:
    """editMessageReplyMarkup."""
    chat, bubble = _own_bubble(state, params)
    return _change(state, chat, bubble.message, _with_markup(bubble.message, params))


def delete_message(state: TelegramState, params: Values) -> bool:
    """deleteMessage; in a private chat the bot may delete the applicant's messages too."""
    chat = find_chat(state, params["chat_id"])
    bubble = chat.bubbles.get(params["message_id"])
    if bubble is None:
        raise bad_request("message to delete not found")
    if chat.kind != "private" and not bubble.message["from"]["is_bot"]:
        raise bad_request("message can't be deleted")
    state.remove_bubble(chat, params["message_id"])
    return True


def set_message_reaction(state: TelegramState, params: Values) -> bool:
    """setMessageReaction: a bot may set one of the standard emoji, or none."""
    chat = open_chat(state, params["chat_id"])
    bubble = chat.bubbles.get(params["message_id"])
    if bubble is None:
        raise bad_request("message to react not found")
    reactions = params.get("reaction", [])
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(r.get("type") != "emoji" or r.get("emoji") not in REACTIONS for r in reactions):
        raise bad_request("REACTION_INVALID")
    record = {**bubble.message, "sandbox_reaction": [r["emoji"] for r in reactions]}
    state.save_bubble(chat, record)
    return True


def send_chat_action(state: TelegramState, params: Values) -> bool:
    """sendChatAction: shows for five seconds or until the next message."""
    chat = open_chat(state, params["chat_id"])
    if params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.typing = (params["action"], time.time() + TYPING_SECONDS)
    state.changes.bump(chat.topic)
    loop = asyncio.get_running_loop()
    loop.call_later(TYPING_SECONDS, state.changes.bump, chat.topic)
    return True


def answer_callback_query(state: TelegramState, params: Values) -> bool:
    """answerCallbackQuery: once, and in time."""
    query = state.queries.get(params["callback_query_id"])
    if query is None or time.monotonic() - query.born > QUERY_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.get("text", "")
    if len(text) > TOAST_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    del state.queries[params["callback_query_id"]]
    chat = state.chats[query.chat_id]
    toast = {"query": params["callback_query_id"], "text": text}
    revision = state.changes.bump(chat.topic)
    chat.toasts.append({**toast, "alert": params.get("show_alert", False), "revision": revision})
    return True
