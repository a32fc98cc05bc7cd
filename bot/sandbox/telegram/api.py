"""The Bot API over HTTP: token, table, faults, then the method's own function."""

import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from ..calls import CallLog
from ..faults import Faults
from ..store import Json
from ..trouble import DroppedError, suffer
from ..wire import Values, WireError, read_values, typed
from . import profile, sending
from .errors import RefusalError, bad_request, too_many_requests
from .methods import TABLE
from .state import DEFAULT_BOT, TelegramState
from .updates import UpdateQueue
from .webhook import Webhook

Method = Callable[[TelegramState, Values], Any]

_TOKEN = re.compile(r"\d+:[\w-]{5,}")
LONGEST_POLL = 50
"""Seconds; a longer ``timeout`` of getUpdates is cut to this."""


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class TelegramApi:
    """Answers ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

    def __init__(
        self, state: TelegramState, updates: UpdateQueue, faults: Faults, calls: CallLog
    ) -> None:
        self._state = state
        self._updates = updates
        self._faults = faults
        self._calls = calls
        self.webhook = Webhook(state, updates, faults, calls)
        self._own: dict[str, Callable[[Values], Any]] = {
            "setWebhook": self.webhook.set,
            "getWebhookInfo": self.webhook.info,
            "deleteWebhook": self.webhook.delete,
        }
        self._methods: dict[str, Method] = {
            name: getattr(sending, _snake(name), None) or getattr(profile, _snake(name))
            for name in TABLE
            if name not in self._own and name != "getUpdates"
        }

    def routes(self) -> list[web.RouteDef]:
        """What the server must route here."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self.call),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of a method; every answer is the Bot API's JSON."""
        method = request.match_info["method"]
        params: Values = {}
        try:
            params = await self._params(request, method)
            fault = self._faults.take(method)
            result = await suffer(request, fault, lambda: self._run(method, params), _fault_error)
            status, body = 200, {"ok": True, "result": result}
        except RefusalError as refusal:
            status, body = refusal.code, refusal.body()
        except DroppedError as dropped:
            self._calls.note(method, params, 0, str(dropped))
            return web.Response()
        if method != "getUpdates":
            self._calls.note(method, params, status, body.get("description"))
        return web.json_response(body, status=status)

    async def _params(self, request: web.Request, method: str) -> Values:
        self._check_token(request.match_info["token"])
        table = TABLE.get(method)
        if table is None:
            raise RefusalError(404, "Not Found: method not found")
        try:
            return typed(table, await read_values(request))
        except WireError as error:
            raise bad_request(_wire_reason(error)) from error

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise RefusalError(401, "Unauthorized")
        bot_id = int(token.split(":")[0])
        if self._state.bot()["id"] != bot_id:
            self._state.save_profile("bot", {**DEFAULT_BOT, "id": bot_id})

    async def _run(self, method: str, params: Values) -> Any:
        if method == "getUpdates":
            return await self._get_updates(params)
        if method in self._own:
            return self._own[method](params)
        result = self._methods[method](self._state, params)
        return _without_marks(result) if isinstance(result, dict) else result

    async def _get_updates(self, params: Values) -> list[Json]:
        self.webhook.refuse_polling()
        if "allowed_updates" in params:
            kinds = {"kinds": params["allowed_updates"]}
            if self._state.profile.get("allowed_updates") != kinds:
                self._state.save_profile("allowed_updates", kinds)
        limit = min(max(params.get("limit", 100), 1), 100)
        seconds = min(max(params.get("timeout", 0), 0), LONGEST_POLL)
        return await self._updates.poll(params.get("offset", 0), limit, seconds)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The content of a file whose path getFile told."""
        method = "download"
        try:
            self._check_token(request.match_info["token"])
            file = self._state.paths.get(request.match_info["path"])
            if file is None:
                raise RefusalError(404, "Not Found")
            self._calls.note(method, {"path": file.path}, 200, None)
            fault = self._faults.take(method)
            content = await suffer(
                request,
                fault,
                lambda: _later(self._state.store.read_file, file.file_id),
                _fault_error,
            )
        except RefusalError as refusal:
            return web.json_response(refusal.body(), status=refusal.code)
        except DroppedError:
            return web.Response()
        return web.Response(body=content, content_type="application/octet-stream")


async def _later(read: Callable[[str], bytes], name: str) -> bytes:
    return read(name)


def _without_marks(result: Json) -> Json:
    return {key: value for key, value in result.items() if not key.startswith("sandbox_")}


def _fault_error(status: int, retry_after: int) -> RefusalError:
    if status == 429:
        return too_many_requests(retry_after)
    return RefusalError(500, "Internal Server Error")


def _wire_reason(error: WireError) -> str:
    """What the real server says about the most usual omissions."""
    if error.problem == "missing parameter":
        known = {
            "chat_id": "chat_id is empty",
            "text": "message text is empty",
            "document": "there is no document in the request",
            "message_id": "message identifier is not specified",
            "file_id": "invalid file_id",
        }
        return known.get(error.name, f"parameter {error.name} is required")
    return str(error)
