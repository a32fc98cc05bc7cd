"""The bot's menu and profile, set from content at start wherever they differ from it.

Telegram shows the list of a reader's own language and falls back to the default one. Bokmål is
therefore set for every other language whose readers understand it, and English is the default.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats
from telegram.constants import BotCommandLimit, BotDescriptionLimit
from telegram.error import TelegramError

from bot.telegram.commands import menu
from bot.telegram.keyboards import shorten
from dialogs.events import CommandName
from knowledge.model import Language, Markup, Renderer

LANGUAGES: Mapping[str | None, Language] = {
    None: Language.EN,
    "nb": Language.NB,
    "no": Language.NB,
    "nn": Language.NN,
    "da": Language.NB,
    "sv": Language.NB,
}
"""Telegram's language code (None: everybody else) -> the language that it is served in."""

MAX_COMMAND = int(BotCommandLimit.MAX_DESCRIPTION)
MAX_DESCRIPTION = int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)
MAX_SHORT = int(BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)

# In a group only the register is looked up.
_IN_GROUPS = BotCommandScopeAllGroupChats()

log = logging.getLogger(__name__)


async def publish_profile(bot: Bot, renderer: Renderer) -> bool:
    """Set commands and descriptions in every language; True when all of them are in place now.

    What cannot be set is logged and left for the next start: a bot without a menu still answers.
    """
    done = True
    for code, language in LANGUAGES.items():
        try:
            await _commands(bot, renderer, code, language)
            await _descriptions(bot, renderer, code, language)
        except TelegramError as error:
            done = False
            log.warning("profile for %s not set: %s", code or "default", type(error).__name__)
    return done


async def _commands(bot: Bot, renderer: Renderer, code: str | None, language: Language) -> None:
    for scope, meanings in ((None, CommandName), (_IN_GROUPS, {CommandName.STATUS})):
        wanted = tuple(
            BotCommand(name, _word(renderer, f"command.{meaning}", language, MAX_COMMAND))
            for meaning, name in menu(language)
            if meaning in meanings
        )
        if await bot.get_my_commands(scope, code) != wanted:
            await bot.set_my_commands(wanted, scope, code)


async def _descriptions(bot: Bot, renderer: Renderer, code: str | None, language: Language) -> None:
    long = _word(renderer, "profile.description", language, MAX_DESCRIPTION)
    if (await bot.get_my_description(language_code=code)).description != long:
        await bot.set_my_description(long, language_code=code)
    short = _word(renderer, "profile.short", language, MAX_SHORT)
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)


def _word(renderer: Renderer, key: str, language: Language, limit: int) -> str:
    text = renderer.render(key, {}, language, Markup.PLAIN).strip()
    return text if len(text) <= limit else shorten(text, limit)
