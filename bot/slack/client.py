"""The one Web API client that we own.

It repeats nothing by itself: a repetition is the outbox's business, which knows what must not be
double. Bolt makes a fresh client for every request; nothing is ever sent through those.
"""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar
from slack_sdk.web.async_client import AsyncWebClient

from bot.discretion import Discreet

SECONDS = 20.0
"""For one call, an upload included. Shorter than the lease of an outbox row."""

SDK_LOG = logging.getLogger("bot.slack.sdk")
SDK_LOG.setLevel(logging.INFO)
SDK_LOG.addFilter(Discreet())
"""For slack_sdk and Bolt: at DEBUG they log what people write, so they are never let there; at any
level they quote the address of a connection, whose query is a ticket. Bolt's own loggers take level
and filter from this one."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def open_client(token: str, api_url: str) -> AsyncWebClient:
    """A client with a session of its own, to be closed with `close_client`. Needs a running loop.

    `api_url` is the address that method names are put after, such as https://slack.com/api.
    """
    session = ClientSession(timeout=ClientTimeout(total=SECONDS), cookie_jar=DummyCookieJar())
    client = AsyncWebClient(
        token=token,
        base_url=f"{api_url.rstrip('/')}/",
        session=session,
        retry_handlers=[],
        logger=SDK_LOG,
    )
    if urlsplit(api_url).hostname in _LOOPBACK:
        client.proxy = None  # the client takes one from the environment, which never means this
    return client


def session_of(client: AsyncWebClient) -> ClientSession:
    """The session of a client that `open_client` made."""
    if client.session is None:
        raise ValueError("a client without a session of its own")
    return client.session


async def close_client(client: AsyncWebClient) -> None:
    """Close the client's session."""
    await session_of(client).close()
