"""What the bot says becomes calls of the Bot API. A key is worded here, just before it is sent."""

from __future__ import annotations

import logging
from collections.abc import Callable

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import CallbackQueryLimit, ChatAction, FileSizeLimit, ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channel import FileTooLargeError, Parcel, RefusedError, Sending, TryLaterError
from bot.telegram.errors import Translator, is_already_deleted, is_gone, is_too_big, is_unchanged
from bot.telegram.inbound import CHANNEL
from bot.telegram.keyboards import shorten, to_markup
from bot.telegram.texts import MAX_CAPTION, split
from dialogs.effects import Keyboard
from dialogs.messages import Message
from dialogs.state import Address, RemoteFile
from knowledge.model import Language, Markup, Renderer

MAX_DOWNLOAD = 20 * 1024 * 1024
"""Bytes that getFile gives out ("up to 20MB"), counted as Telegram's server counts them."""

MAX_UPLOAD = int(FileSizeLimit.FILESIZE_UPLOAD)
MAX_TOAST = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)

FILE_SECONDS = 60.0
"""How long one answer may take while a file travels: less than the try that it is part of
(`bot.courier.SEND_SECONDS`), during which the row's lease is renewed."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = logging.getLogger(__name__)


class TelegramChannel:
    """The applicant channel over a Bot API client."""

    name = CHANNEL

    def __init__(
        self,
        bot: Bot,
        renderer: Renderer,
        errors: Translator | None = None,
        spend: Callable[[Address], None] = lambda _to: None,
    ) -> None:
        """`spend` is told of every message that one sending needs beyond its first."""
        self._spend = spend
        self._bot = bot
        self._renderer = renderer
        self._errors = errors or Translator()

    async def tell(
        self,
        to: Address,
        message: Message,
        keyboard: Keyboard,
        language: Language,
        edit: str | None,
        sending: Sending,
    ) -> str:
        """Send a message, or replace the one named by `edit`; returns the id of the last message.

        A text over the limit goes out in parts, the buttons under the last. Which parts are out is
        saved, so that another attempt goes on behind them.
        """
        parts = split(self._word(message, language, Markup.TELEGRAM))
        markup = to_markup(keyboard, lambda label: self._word(label, language, Markup.PLAIN))
        sent = int(sending.progress.get("parts", "0"))
        last = sending.progress.get("message", "")
        with self._errors.translated(to.chat):
            for number in range(sent, len(parts)):
                buttons = markup if number == len(parts) - 1 else None
                replaces = edit if number == 0 else None
                if number > sent:
                    self._spend(to)
                last = await self._put(_chat(to), parts[number], buttons, replaces)
                if len(parts) > 1 and sending.save is not None:
                    await sending.save({"parts": str(number + 1), "message": last})
        return last

    async def drop_keyboard(self, to: Address, message: str) -> None:
        """Take the buttons off an answered question. Best effort, never raises."""
        try:
            await self._bot.edit_message_reply_markup(_chat(to), int(message))
        except (TelegramError, RefusedError, ValueError) as error:
            log.debug("buttons stay where they are: %s", type(error).__name__)

    async def send_file(
        self, to: Address, parcel: Parcel, caption: Message, language: Language, sending: Sending
    ) -> str:
        """Send a file with a caption; returns its message's id.

        What a caption cannot hold (1024 characters) follows as a message.

        Raises:
            TryLaterError, RefusedError
        """
        if len(parcel.content) > MAX_UPLOAD:
            raise RefusedError(f"a bot cannot send more than {MAX_UPLOAD} bytes")
        text = self._word(caption, language, Markup.TELEGRAM)
        first, *rest = split(text, MAX_CAPTION)
        chat = _chat(to)
        await self._show(chat, ChatAction.UPLOAD_DOCUMENT)
        with self._errors.translated(to.chat):
            sent = await self._bot.send_document(
                chat,
                document=parcel.content,
                filename=parcel.name,
                caption=first or None,
                parse_mode=ParseMode.HTML if first else None,
                read_timeout=FILE_SECONDS,
                write_timeout=FILE_SECONDS,
            )
            for part in rest:
                self._spend(to)
                await self._put(chat, part, None, None)
        return str(sent.message_id)

    async def delete(self, to: Address, message: str, sending: Sending) -> None:
        """Remove a message. One that is gone already counts as removed.

        Raises:
            TryLaterError, RefusedError: among others when it is older than 48 hours.
        """
        with self._errors.translated(to.chat):
            try:
                await self._bot.delete_message(_chat(to), _message(message))
            except BadRequest as error:
                if not is_already_deleted(error):
                    raise

    async def download(self, file: RemoteFile) -> bytes:
        """The bytes of an announced file, at most 20 MB (the Bot API's limit).

        Raises:
            FileTooLargeError, TryLaterError, RefusedError
        """
        if file.size > MAX_DOWNLOAD:
            raise FileTooLargeError(file.size)
        with self._errors.translated(f"file:{file.unique_id}"):
            try:
                found = await self._bot.get_file(file.id)
            except BadRequest as error:
                if is_too_big(error):
                    raise FileTooLargeError from error
                raise
            if (found.file_size or 0) > MAX_DOWNLOAD:
                raise FileTooLargeError(found.file_size)
            if not found.file_path:
                raise RefusedError("the file is not available")
            try:
                return bytes(await found.download_as_bytearray(read_timeout=FILE_SECONDS))
            except (BadRequest, InvalidToken) as error:  # a link lives for an hour: get another
                raise TryLaterError("the file's link does not work") from error

    async def answer_callback(
        self, callback: str, note: Message | None, language: Language, alert: bool = False
    ) -> None:
        """Let a pressed button stop spinning, with a short note over the chat if there is one.

        Best effort: a press that Telegram has forgotten by now is nobody's loss.
        """
        text = self._word(note, language, Markup.PLAIN) if note is not None else None
        try:
            await self._bot.answer_callback_query(
                callback,
                text=shorten(text, MAX_TOAST) if text else None,
                show_alert=alert or None,
            )
        except TelegramError as error:
            log.debug("a press was not answered: %s", type(error).__name__)

    async def typing(self, to: Address) -> None:
        """Show for five seconds that something is being written. Best effort, never raises."""
        try:
            await self._show(_chat(to), ChatAction.TYPING)
        except RefusedError:
            log.debug("nobody to type to")

    def _word(self, message: Message, language: Language, markup: Markup) -> str:
        return self._renderer.render_message(message, language, markup)

    async def _put(
        self, chat: int, text: str, markup: InlineKeyboardMarkup | None, replaces: str | None
    ) -> str:
        if replaces is not None and await self._replaced(chat, text, markup, replaces):
            return replaces
        sent = await self._bot.send_message(
            chat,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=markup,
        )
        return str(sent.message_id)

    async def _replaced(
        self, chat: int, text: str, markup: InlineKeyboardMarkup | None, message: str
    ) -> bool:
        if not message.isdecimal():
            return False
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=chat,
                message_id=int(message),
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=markup,
            )
        except BadRequest as error:
            if is_gone(error):
                raise
            # Deleted, too old, or a file's caption: whatever it is, the words go out anew.
            return is_unchanged(error)
        return True

    async def _show(self, chat: int, action: ChatAction) -> None:
        try:
            await self._bot.send_chat_action(chat, action)
        except TelegramError as error:
            log.debug("%s was not shown: %s", action.value, type(error).__name__)


def _chat(to: Address) -> int:
    try:
        return int(to.chat)
    except ValueError as error:
        raise RefusedError("not a chat of this channel", gone=True) from error


def _message(message: str) -> int:
    try:
        return int(message)
    except ValueError as error:
        raise RefusedError("not a message of this channel") from error
