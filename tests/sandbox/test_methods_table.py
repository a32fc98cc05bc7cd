"""The sandbox's table of Bot API methods agrees with the published description."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.slack.methods import TABLE as SLACK_TABLE
from bot.sandbox.telegram.methods import TABLE
from bot.sandbox.wire import Kind

DESCRIPTION = Path(__file__).parents[2].parent / "shared" / "specs" / "telegram-bot-api.json"

TYPES = {
    Kind.INTEGER: {"Integer"},
    Kind.STRING: {"String"},
    Kind.BOOLEAN: {"Boolean"},
    Kind.CHAT: {"Integer", "String"},
    Kind.FILE: {"InputFile", "String"},
}


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    if not DESCRIPTION.is_file():
        pytest.skip("the published Bot API description is not part of this repository")
    methods: dict[str, Any] = json.loads(DESCRIPTION.read_text())["methods"]
    return methods


@pytest.mark.parametrize("method", sorted(TABLE))
def test_every_parameter_is_published_with_the_same_type_and_duty(
    published: dict[str, Any], method: str
) -> None:
    fields = {field["name"]: field for field in published[method].get("fields", [])}

    for name, param in TABLE[method].items():
        types = set(fields[name]["types"])
        assert param.required == fields[name]["required"] or name == "text", name
        match param.kind:
            case Kind.LIST:
                assert all(kind.startswith("Array of") for kind in types), name
            case Kind.OBJECT:
                assert not types & {"Integer", "String", "Boolean"}, name
            case kind:
                assert types == TYPES[kind], name


@pytest.mark.parametrize("method", sorted(TABLE))
def test_no_duty_of_the_published_method_is_missing(published: dict[str, Any], method: str) -> None:
    required = {f["name"] for f in published[method].get("fields", []) if f["required"]}

    assert required <= {name for name, param in TABLE[method].items() if param.required}


def test_both_tables_name_methods_in_their_services_style() -> None:
    assert all("." not in name for name in TABLE)
    assert all("." in name for name in SLACK_TABLE)
