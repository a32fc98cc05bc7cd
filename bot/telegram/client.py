"""The Bot API client: one `telegram.Bot` with our own addresses, time limits and silence.

Only the client is used of python-telegram-bot. Its Application and Updater confirm updates before
they are processed, and its rate limiter holds all chats up for one.
"""

from __future__ import annotations

import logging
from ipaddress import ip_address
from urllib.parse import urlsplit

from telegram import Bot

from bot.telegram.request import AiohttpRequest


def make_bot(token: str, api_url: str) -> Bot:
    """A client of the Bot API server whose root is `api_url`; nothing is sent yet.

    `bot.request.shutdown()` closes its connections.
    """
    quiet_libraries()
    root = api_url.rstrip("/")
    # A proxy from the environment is for the world outside, not for this machine.
    request = AiohttpRequest(trust_env=not _is_this_machine(root))
    return Bot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=request,
        get_updates_request=request,
    )


def id_of(token: str) -> int:
    """The bot's own id, which is the first part of its token.

    Raises:
        ValueError: this is not a token of the Bot API.
    """
    number = token.partition(":")[0]
    if not (number.isascii() and number.isdigit()):
        raise ValueError("a token begins with the bot's number and a colon")
    return int(number)


def quiet_libraries() -> None:
    """Keep what applicants write, and the token, out of the log.

    The client logs whole responses when it cannot read one, and aiohttp may log an address, which
    holds the token.
    """
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    logging.getLogger("aiohttp.client").setLevel(logging.CRITICAL + 1)


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
