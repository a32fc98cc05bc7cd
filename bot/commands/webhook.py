"""`veiviser webhook set|delete|info`: where Telegram pushes updates, instead of being polled."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime

from telegram import Bot, WebhookInfo
from telegram.error import TelegramError

from bot.cli import CommandError
from bot.settings import Settings, SettingsError, read_settings
from bot.telegram.client import make_bot
from bot.telegram.webhook import delete_webhook, set_webhook, webhook_info


def run(options: argparse.Namespace) -> int:
    """Do it and say what Telegram knows now; updates that wait are kept."""
    settings = read_settings()
    if not settings.live:
        raise SettingsError(["TELEGRAM_TOKEN missing: a webhook belongs to a bot"])
    if options.action == "set" and not settings.webhook_url:
        raise SettingsError(["WEBHOOK_URL missing: the address that Telegram shall push to"])
    try:
        info = asyncio.run(_act(settings, options.action))
    except TelegramError as error:
        raise CommandError(f"Telegram says: {error.message}") from error
    for line in _told(info):
        print(line)
    return 0


async def _act(settings: Settings, action: str) -> WebhookInfo:
    bot: Bot = make_bot(settings.telegram_token, settings.telegram_api_url)
    try:
        if action == "set":
            await set_webhook(bot, settings.webhook_url, settings.webhook_secret)
        elif action == "delete":
            await delete_webhook(bot)
        return await webhook_info(bot)
    finally:
        await bot.request.shutdown()


def _told(info: WebhookInfo) -> list[str]:
    lines = [f"Telegram pushes to {info.url}." if info.url else "No webhook: the bot polls."]
    if info.max_connections:
        lines.append(f"At once: {info.max_connections}")
    lines.append(f"Waiting: {info.pending_update_count}")
    if info.last_error_message:
        at = info.last_error_date or datetime.now(UTC)
        lines.append(f"Last trouble: {at.isoformat(timespec='seconds')} {info.last_error_message}")
    return lines
