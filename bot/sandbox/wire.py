"""Reading a call off the wire, the same way for both APIs.

Both accept a query string, a form, multipart or JSON; both send structured values as JSON text
inside form fields. The table of a method (`Param`) turns those into typed values and refuses what
it does not list.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

Values = dict[str, Any]


class Kind(StrEnum):
    """What a parameter holds."""

    INTEGER = "integer"
    STRING = "string"
    BOOLEAN = "boolean"
    CHAT = "chat"
    OBJECT = "object"
    LIST = "list"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a method's table."""

    kind: Kind
    required: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart body."""

    name: str
    mime: str
    content: bytes

    def describe(self) -> Values:
        """What the call log keeps of it."""
        return {"file_name": self.name, "mime_type": self.mime, "size": len(self.content)}


class WireError(ValueError):
    """A parameter that is unknown, missing or of the wrong kind."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{problem}: {name}")
        self.name = name
        self.problem = problem


async def read_values(request: web.Request) -> Values:
    """All parameters of a call, still untyped; WireError for an unreadable body."""
    values: Values = dict(request.query)
    if request.method == "POST" and request.body_exists:
        match request.content_type:
            case "multipart/form-data":
                values |= await _multipart(request)
            case "application/json":
                values |= _json_body(await request.read())
            case _:
                body = (await request.read()).decode()
                values |= dict(parse_qsl(body, keep_blank_values=True))
    return values


def _json_body(body: bytes) -> Values:
    try:
        values = json.loads(body or b"{}")
    except ValueError as error:
        raise WireError("body", "invalid JSON") from error
    if not isinstance(values, dict):
        raise WireError("body", "not a JSON object")
    return values


async def _multipart(request: web.Request) -> Values:
    values: Values = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise WireError("body", "unreadable multipart")
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = content.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            values[part.name] = Upload(part.filename, mime, content)
    return values


def typed(table: Mapping[str, Param], values: Values) -> Values:
    """``values`` checked against ``table`` and converted; WireError names the first mistake."""
    result: Values = {}
    for name, value in values.items():
        param = table.get(name)
        if param is None:
            raise WireError(name, "unknown parameter")
        if value is not None:
            result[name] = _convert(name, param.kind, value)
    for name, param in table.items():
        if param.required and name not in result:
            raise WireError(name, "missing parameter")
    return result


def _convert(name: str, kind: Kind, value: Any) -> Any:
    match kind:
        case Kind.INTEGER:
            return _integer(name, value)
        case Kind.STRING:
            if isinstance(value, str):
                return value
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return str(value)
            raise WireError(name, "parameter must be a string")
        case Kind.BOOLEAN:
            return _boolean(name, value)
        case Kind.CHAT:
            return value if isinstance(value, str) and value[:1] == "@" else _integer(name, value)
        case Kind.OBJECT:
            return _structure(name, dict, value)
        case Kind.LIST:
            return _structure(name, list, value)
        case Kind.FILE:
            return value


def _integer(name: str, value: Any) -> int:
    try:
        if isinstance(value, (bool, float)):
            raise ValueError
        return int(value)
    except (TypeError, ValueError) as error:
        raise WireError(name, "parameter must be an integer") from error


def _boolean(name: str, value: Any) -> bool:
    text = str(value).lower()
    if text in {"1", "true"}:
        return True
    if text in {"0", "false", ""}:
        return False
    raise WireError(name, "parameter must be a boolean")


def _structure(name: str, wanted: type[dict[Any, Any]] | type[list[Any]], value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise WireError(name, "parameter is not valid JSON") from error
    if not isinstance(value, wanted):
        raise WireError(name, f"parameter must be a JSON {wanted.__name__}")
    return value
