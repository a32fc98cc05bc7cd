"""The app's manifest: valid, and asking for no more than the adapter uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

import bot.slack
from bot.slack.names import COMMAND

_MANIFEST = Path(bot.slack.__file__).parent / "manifest.yaml"
_ROOT = Path(bot.slack.__file__).parents[2]
_SCHEMA = _ROOT.parent / "shared" / "specs" / "slack-app-manifest.schema.2.0.0.json"


@pytest.fixture
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(_MANIFEST.read_text(encoding="utf-8"))
    return read


@pytest.mark.skipif(not _SCHEMA.exists(), reason="the published schema is not in this checkout")
def test_the_manifest_matches_the_published_schema(manifest: dict[str, Any]) -> None:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))

    problems = [error.message for error in Draft7Validator(schema).iter_errors(manifest)]

    assert problems == []


def test_the_manifest_declares_the_command_that_we_answer(manifest: dict[str, Any]) -> None:
    assert [each["command"] for each in manifest["features"]["slash_commands"]] == [COMMAND]


def test_the_manifest_needs_no_public_address_and_hears_no_conversation(
    manifest: dict[str, Any],
) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}
    assert "event_subscriptions" not in manifest["settings"]


def test_the_manifest_asks_for_exactly_the_scopes_in_use(manifest: dict[str, Any]) -> None:
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == {
        "commands",
        "chat:write",
        "files:write",
        "files:read",
        "channels:read",
        "groups:read",
        "channels:history",
        "groups:history",
        "users:read",
    }


def test_the_long_description_is_long_enough_for_slack(manifest: dict[str, Any]) -> None:
    assert len(manifest["display_information"]["long_description"]) >= 174
