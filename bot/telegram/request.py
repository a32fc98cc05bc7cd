"""HTTP for the Bot API client, over aiohttp: python-telegram-bot's own is over httpx.

Measured with fifty chats, half of the bot's processor time went into httpx and its connection
pool, which looks at every connection for every request. aiohttp, which Slack's side uses anyway,
takes a fifth of that.
"""

from __future__ import annotations

from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from telegram._utils.types import JSONDict, ODVInput  # types of overridden methods, not exported
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 64
"""Sends at the same time. Telegram takes about 30 messages a second from one bot."""

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
"""Between two pieces of an answer, unless a call says otherwise."""

IDLE_SECONDS = 60.0
"""How long an idle connection is kept, so that a message does not wait for a new one."""

_MESSAGE = ("message_id", "date", "chat")


class AiohttpRequest(BaseRequest):
    """Requests over connections of its own, opened on first use and closed by `shutdown`.

    There is no time limit for writing: whatever a request is for has one as a whole.
    """

    __slots__ = ("_session", "_trust_env")

    def __init__(self, trust_env: bool) -> None:
        """`trust_env`: go through the proxy that the environment names, if it names one."""
        self._trust_env = trust_env
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer unless a call says otherwise."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Nothing is opened before it is needed."""

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; the status and body of the answer.

        Raises:
            TimedOut, NetworkError: there was no answer.
        """
        timeout = ClientTimeout(
            sock_connect=_seconds(connect_timeout, CONNECT_SECONDS),
            sock_read=_seconds(read_timeout, READ_SECONDS),
        )
        try:
            async with self._opened().request(
                method,
                url,
                data=_body(request_data),
                timeout=timeout,
                allow_redirects=False,  # the address holds the token: it goes nowhere else
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (ClientError, OSError) as error:
            # Without the error's own words: they may hold the address, which holds the token.
            raise NetworkError(type(error).__name__) from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """The answer; of a message that was sent, only the fields without which it is none.

        Telegram sends the whole message back, and reading its text, entities and buttons into
        objects that nobody looks at took an eighth of the bot's processor time.

        Raises:
            TelegramError: it is no JSON.
        """
        answer = BaseRequest.parse_json_payload(payload)
        result = answer.get("result")
        if isinstance(result, dict) and "message_id" in result:
            answer["result"] = {name: result[name] for name in _MESSAGE if name in result}
        return answer

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS),
                cookie_jar=DummyCookieJar(),
                trust_env=self._trust_env,
                headers={"User-Agent": self.USER_AGENT},
            )
        return self._session


def _seconds(given: ODVInput[float], otherwise: float) -> float:
    return float(given) if isinstance(given, int | float) else otherwise


def _body(data: RequestData | None) -> FormData | None:
    if data is None or (not data.parameters and not data.contains_files):
        return None
    # Names as they are: the Bot API does not undo percent signs in them.
    form = FormData(data.json_parameters, quote_fields=False)
    for name, (filename, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form
