"""A Bot API that records every call and answers as told: the other end for unit tests."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from telegram import Bot
from telegram.request import BaseRequest, RequestData

TOKEN = "777:TEST-token"
BOT_ID = 777
ROOT = "http://127.0.0.1:1"

Json = dict[str, Any]
Reply = tuple[int, bytes]
NOTHING_NEW: Reply = (200, b'{"ok": true, "result": []}')


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the method, its parameters, and the names of the files that came along."""

    method: str
    params: Json
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class FakeApi:
    """What was called, and what is answered next; without instructions all goes well."""

    calls: list[Call] = field(default_factory=list)
    planned: dict[str, list[Reply | Exception]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    results: Json = field(default_factory=dict)
    batches: list[list[Json]] = field(default_factory=list)
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    last_message: int = 100

    def refuse(self, method: str, code: int, description: str, **parameters: int) -> None:
        """Answer the next call of a method with an error in the Bot API's form."""
        body = {"ok": False, "error_code": code, "description": description}
        if parameters:
            body["parameters"] = parameters
        self.plan(method, (code, json.dumps(body).encode()))

    def plan(self, method: str, *replies: Reply | Exception) -> None:
        """Answer the next calls of a method with these replies, or raise them."""
        self.planned.setdefault(method, []).extend(replies)

    def called(self, method: str) -> list[Json]:
        """The parameters of the calls of one method, in order."""
        return [call.params for call in self.calls if call.method == method]

    def answer(self, call: Call) -> Reply:
        """Record a call and find its answer."""
        self.calls.append(call)
        planned = self.planned.get(call.method)
        if planned:
            reply = planned.pop(0)
            if isinstance(reply, Exception):
                raise reply
            return reply
        return 200, json.dumps({"ok": True, "result": self._result(call)}).encode()

    def _result(self, call: Call) -> object:
        if call.method in self.results:
            return self.results[call.method]
        match call.method:
            case "getUpdates":
                return self.batches.pop(0) if self.batches else []
            case "getMe":
                return {"id": BOT_ID, "is_bot": True, "first_name": "V", "username": "test_bot"}
            case "sendMessage" | "sendDocument":
                self.last_message += 1
                return self._message(call, self.last_message)
            case "editMessageText" | "editMessageReplyMarkup":
                return self._message(call, call.params["message_id"])
            case "getFile":
                name = call.params["file_id"]
                size = len(self.files.get(name, b""))
                return {
                    "file_id": name,
                    "file_unique_id": "u",
                    "file_size": size,
                    "file_path": name,
                }
            case "getMyCommands":
                return []
            case "getMyDescription":
                return {"description": ""}
            case "getMyShortDescription":
                return {"short_description": ""}
            case _:
                return True

    @staticmethod
    def _message(call: Call, number: int) -> Json:
        chat = {"id": call.params["chat_id"], "type": "private"}
        return {"message_id": number, "date": 1700000000, "chat": chat}


class FakeRequest(BaseRequest):
    """The client's transport, ending in a FakeApi."""

    def __init__(self, api: FakeApi) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> Reply:
        parts = urlsplit(url)
        name = parts.path.rpartition("/")[2]
        if "/file/bot" in parts.path:
            content = self._api.files.get(name)
            return (
                (404, b'{"ok":false,"description":"Not Found"}')
                if content is None
                else (200, content)
            )
        params: Json = dict(parse_qsl(parts.query))
        uploads: Json = {}
        if request_data is not None:
            params |= request_data.parameters
            uploads = dict(request_data.multipart_data or {})
        reply = self._api.answer(Call(name, params, tuple(uploads)))
        if name == "getUpdates" and reply == NOTHING_NEW:
            self._api.idle.set()
            await asyncio.Event().wait()  # a long poll; whoever waits for it cancels it
        return reply


def make_fake_bot(api: FakeApi) -> Bot:
    """A real client whose calls end in `api`."""
    request = FakeRequest(api)
    return Bot(
        TOKEN,
        base_url=f"{ROOT}/bot",
        base_file_url=f"{ROOT}/file/bot",
        request=request,
        get_updates_request=request,
    )
