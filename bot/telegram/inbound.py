"""An update becomes an event. Pure: nothing here waits, sends, or reads a clock.

In private chats everything that a person can send has a fitting event; what Telegram itself
reports about a chat (a pinned message, say) has none. In groups only commands count.
"""

from __future__ import annotations

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType, MessageType

from bot.channel import Inbound
from bot.telegram.commands import parse_command
from bot.telegram.keyboards import decode
from bot.telegram.remote_files import clean, document_file, photo_file
from bot.telegram.written import written, written_unread
from dialogs.events import (
    AddressedInGroup,
    Blocked,
    Commanded,
    CommandName,
    Edited,
    Event,
    MediaKind,
    Pressed,
    Said,
    SentMedia,
    Unblocked,
    Uploaded,
)
from dialogs.state import Address
from knowledge.model import Language

CHANNEL = "telegram"

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
# Languages whose readers understand Bokmål; everybody else but "nn" is answered in English.
_READ_BOKMAL = frozenset({"nb", "no", "da", "sv"})

# By the message's own field, in the order in which they are looked for: an animation also has a
# document, and a venue also a location.
_MEDIA = {
    MessageType.STICKER: MediaKind.STICKER,
    MessageType.VOICE: MediaKind.VOICE,
    MessageType.AUDIO: MediaKind.VOICE,
    MessageType.ANIMATION: MediaKind.VIDEO,
    MessageType.VIDEO: MediaKind.VIDEO,
    MessageType.VIDEO_NOTE: MediaKind.VIDEO,
    MessageType.CONTACT: MediaKind.CONTACT,
    MessageType.VENUE: MediaKind.LOCATION,
    MessageType.LOCATION: MediaKind.LOCATION,
    MessageType.POLL: MediaKind.POLL,
    MessageType.DICE: MediaKind.OTHER,
    MessageType.GAME: MediaKind.OTHER,
    MessageType.STORY: MediaKind.OTHER,
    MessageType.PAID_MEDIA: MediaKind.OTHER,
    MessageType.CHECKLIST: MediaKind.OTHER,
    MessageType.GIVEAWAY: MediaKind.OTHER,
    MessageType.INVOICE: MediaKind.OTHER,
    MessageType.PASSPORT_DATA: MediaKind.OTHER,
}
_SENT_BY_PEOPLE = {
    *_MEDIA,
    MessageType.TEXT,
    MessageType.DOCUMENT,
    MessageType.PHOTO,
    MessageType.LIVE_PHOTO,  # carries a photo too
}
# These stand beside a message that a person sent; all the others report something about the chat.
_BESIDE = {
    MessageType.BUSINESS_CONNECTION_ID,
    MessageType.EFFECT_ID,
    MessageType.REPLY_TO_STORY,
    MessageType.SENDER_BOOST_COUNT,
    MessageType.SENDER_BUSINESS_BOT,
    MessageType.SUGGESTED_POST_INFO,
}
_REPORTS = set(MessageType) - _SENT_BY_PEOPLE - _BESIDE


def to_inbound(update: Update, bot_id: int, username: str = "") -> Inbound | None:
    """What an update means to the core; None when there is nothing to answer.

    `username` is the bot's own: a command that names another bot in a group is not for us.
    """
    chat, event = _read(update, username)
    if chat is None or event is None:
        return None
    user = update.effective_user
    return Inbound(
        event_id=event_id(bot_id, update.update_id),
        event=event,
        address=Address(CHANNEL, str(chat.id)),
        language=language_of(user.language_code if user else None),
    )


def event_id(bot_id: int, update_id: int) -> str:
    """The name under which an update is recognised when it is delivered again."""
    return f"tg:{bot_id}:{update_id}"


def language_of(code: str | None) -> Language:
    """The language to begin in, by the IETF tag that a client reports. Nobody's choice yet."""
    if not code:
        return Language.NB
    language = code.casefold()[:2]
    if language == Language.NN:
        return Language.NN
    return Language.NB if language in _READ_BOKMAL else Language.EN


def _read(update: Update, username: str) -> tuple[Chat | None, Event | None]:
    if (message := update.message) is not None:
        return message.chat, _message(message, username)
    if (edited := update.edited_message) is not None:
        return edited.chat, _edited(edited)
    if (query := update.callback_query) is not None:
        return (query.message.chat if query.message else None), _pressed(query)
    if (change := update.my_chat_member) is not None:
        return change.chat, _membership(change)
    return None, None


def _message(message: Message, username: str) -> Event | None:
    if message.chat.type in _GROUPS:
        return _in_group(message, username)
    if message.chat.type != ChatType.PRIVATE:
        return None
    name = str(message.message_id)
    if message.text is not None:
        return _text(clean(message.text), name)
    if (kind := _media_kind(message)) is not None:
        return SentMedia(kind, name, written(message))
    file = photo_file(message) or document_file(message)
    if file is not None:
        return Uploaded(file, name, clean(message.caption or ""), message.media_group_id)
    if any(getattr(message, field, None) for field in _REPORTS):
        return None
    return SentMedia(
        MediaKind.OTHER, name, written_unread(message)
    )  # something newer than this program


def _text(text: str, message: str) -> Event:
    command = parse_command(text)
    if command is None:
        return Said(text, message)
    return Commanded(command.name, command.argument, message)


def _media_kind(message: Message) -> MediaKind | None:
    return next((kind for field, kind in _MEDIA.items() if getattr(message, field, None)), None)


def _in_group(message: Message, username: str) -> Event | None:
    command = parse_command(clean(message.text or ""))
    if command is None:
        return None
    ours = command.addressee.casefold() == username.casefold()
    if command.addressee and username and not ours:
        return None
    if command.name is CommandName.UNKNOWN and not command.addressee:
        return None  # another bot's command, most likely
    return AddressedInGroup(command.name, command.argument)


def _edited(message: Message) -> Event | None:
    if message.chat.type != ChatType.PRIVATE:
        return None
    text = clean(message.text) if message.text is not None else written(message)
    if not text and not (message.photo or message.document):
        return None  # a live location moves every few seconds
    return Edited(text, str(message.message_id))


def _pressed(query: CallbackQuery) -> Event | None:
    if query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    return Pressed(decode(query.data), str(query.message.message_id))


def _membership(change: ChatMemberUpdated) -> Event | None:
    if change.chat.type != ChatType.PRIVATE:
        return None
    match change.new_chat_member.status:
        case ChatMemberStatus.BANNED:  # "kicked": how Telegram words a block
            return Blocked()
        case ChatMemberStatus.MEMBER:
            return Unblocked()
        case _:
            return None
