"""The Web API over HTTP: token, table, faults, then the method's own function."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import web

from ..calls import CallLog
from ..faults import Faults
from ..store import Json
from ..trouble import DroppedError, suffer
from ..wire import Values, WireError, read_values, typed
from . import messages, reading, uploads, views
from .errors import SlackRefusalError
from .methods import TABLE
from .socket_mode import SocketMode
from .state import SlackState

Method = Callable[[SlackState, Values], Json]

_SOCKET = "apps.connections.open"
_BOT_TOKEN = re.compile(r"xoxb-[\w-]{3,}")
_APP_TOKEN = re.compile(r"xapp-[\w-]{3,}")
_ADDRESSES = {"upload_url", "url_private", "url_private_download", "permalink"}


def _snake(name: str) -> str:
    words = re.sub(r"URL", "Url", name).replace(".", "_")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words).lower()


def _function(name: str) -> Method:
    for room in (messages, reading, views, uploads):
        found: Method | None = getattr(room, _snake(name), None)
        if found is not None:
            return found
    raise LookupError(f"no function for {name}")


class SlackApi:
    """Answers ``/slack/api/<method>``, uploads and downloads of files."""

    def __init__(
        self, state: SlackState, socket: SocketMode, faults: Faults, calls: CallLog
    ) -> None:
        self._state = state
        self._socket = socket
        self._faults = faults
        self._calls = calls
        self._methods = {name: _function(name) for name in TABLE if name != _SOCKET}

    def routes(self) -> list[web.RouteDef]:
        """What the server must route here."""
        return [
            web.route("*", "/slack/api/{method}", self.call),
            web.post("/slack/upload/{ticket}", self.upload),
            web.get("/slack/files/{id}/{name}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        method = request.match_info["method"]
        params: Values = {}
        headers = {}
        try:
            params = await self._params(request, method)
            fault = self._faults.take(method)
            result = await suffer(
                request, fault, lambda: self._run(request, method, params), _fault_error
            )
            status, body = 200, {"ok": True, **_absolute(result, _root(request))}
        except SlackRefusalError as refusal:
            status, body = refusal.status, refusal.body()
            if refusal.retry_after:
                headers["Retry-After"] = str(refusal.retry_after)
        except DroppedError as dropped:
            self._calls.note(method, params, 0, str(dropped))
            return web.Response()
        self._calls.note(method, params, status, body.get("error"))
        headers["X-Slack-Req-Id"] = secrets.token_hex(8)
        return web.json_response(body, status=status, headers=headers)

    async def _params(self, request: web.Request, method: str) -> Values:
        if method not in TABLE:
            raise SlackRefusalError("unknown_method")
        try:
            values = await read_values(request)
            _check_token(request, method, values.pop("token", ""))
            # slack-bolt's own clients add the workspace to every call.
            values.pop("team_id", None)
            return typed(TABLE[method], values)
        except WireError as error:
            raise _argument_error(error) from error

    async def _run(self, request: web.Request, method: str, params: Values) -> Json:
        if method == _SOCKET:
            root = _root(request).replace("http", "ws", 1)
            return {"url": f"{root}/slack/socket?ticket={self._socket.ticket()}"}
        return self._methods[method](self._state, params)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file: the body itself, or a multipart's only part."""
        content = await _upload_content(request)
        ticket = request.match_info["ticket"]
        params = {"size": len(content)}

        async def work() -> int:
            return uploads.receive(self._state, ticket, content)

        try:
            size = await suffer(request, self._faults.take("upload"), work, _fault_error)
        except SlackRefusalError as refusal:
            self._calls.note("upload", params, refusal.status, refusal.error)
            return web.Response(status=refusal.status, text=refusal.error)
        except DroppedError as dropped:
            self._calls.note("upload", params, 0, str(dropped))
            return web.Response()
        self._calls.note("upload", params, 200, None)
        return web.Response(text=f"OK - {size}")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file's content, for those who show the bot's token."""
        if not _BOT_TOKEN.fullmatch(_bearer(request)):
            return web.Response(status=403, text="not allowed")
        file = self._state.files.get(request.match_info["id"])
        if file is None or file["sandbox_state"] in ("waiting", "deleted"):
            return web.Response(status=404, text="not found")
        return web.Response(
            body=self._state.store.read_file(file["id"]), content_type=file["mimetype"]
        )


def _bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


def _check_token(request: web.Request, method: str, in_body: Any) -> None:
    token = _bearer(request) or str(in_body)
    if not token:
        raise SlackRefusalError("not_authed")
    is_bot, is_app = bool(_BOT_TOKEN.fullmatch(token)), bool(_APP_TOKEN.fullmatch(token))
    if not is_bot and not is_app:
        raise SlackRefusalError("invalid_auth")
    if is_app != (method == _SOCKET):
        raise SlackRefusalError("not_allowed_token_type")


def _root(request: web.Request) -> str:
    return f"http://{request.host}"


def _absolute(value: Any, root: str) -> Any:
    """Addresses are kept without a host, because the port may change over a restart."""
    if isinstance(value, dict):
        return {
            key: root + inner
            if key in _ADDRESSES and isinstance(inner, str) and inner.startswith("/")
            else _absolute(inner, root)
            for key, inner in value.items()
        }
    return [_absolute(inner, root) for inner in value] if isinstance(value, list) else value


async def _upload_content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    values = await read_values(request)
    return b"".join(getattr(value, "content", b"") for value in values.values())


def _fault_error(status: int, retry_after: int) -> SlackRefusalError:
    if status == 429:
        return SlackRefusalError("ratelimited", status=429, retry_after=retry_after)
    return SlackRefusalError("internal_error", status=500)


def _argument_error(error: WireError) -> SlackRefusalError:
    match error.problem:
        case "unknown parameter":
            return SlackRefusalError("invalid_arguments", (f"unknown argument: {error.name}",))
        case "missing parameter":
            known = {"channel": "channel_not_found", "trigger_id": "invalid_trigger_id"}
            name = known.get(error.name, "invalid_arguments")
            return SlackRefusalError(name, (f"missing required field: {error.name}",))
        case "invalid JSON" | "not a JSON object":
            return SlackRefusalError(
                "invalid_json" if error.problem == "invalid JSON" else "json_not_object"
            )
        case _ if error.name == "blocks":
            return SlackRefusalError("invalid_blocks_format")
        case _:
            return SlackRefusalError("invalid_arguments", (str(error),))
