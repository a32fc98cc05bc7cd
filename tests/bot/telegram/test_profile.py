"""The menu and the profile follow the content, and are set only where they differ."""

from __future__ import annotations

import json

from bot.telegram.profile import LANGUAGES, publish_profile
from dialogs.events import CommandName
from tests.bot.telegram.conftest import PlainRenderer
from tests.bot.telegram.fake_api import FakeApi, make_fake_bot


async def test_every_language_gets_its_commands_and_the_rest_of_the_world_english(
    api: FakeApi,
) -> None:
    assert await publish_profile(make_fake_bot(api), PlainRenderer())

    private = [params for params in api.called("setMyCommands") if "scope" not in params]
    names = {
        params.get("language_code"): [command["command"] for command in params["commands"]]
        for params in private
    }
    assert list(names) == [None, "nb", "no", "nn", "da", "sv"]
    assert names["nb"] == names["sv"]
    assert {"sok", "hjelp", "slett"} <= set(names["nb"])
    assert {"apply", "help", "delete"} <= set(names[None])
    assert {len(given) for given in names.values()} == {len(CommandName) - 1}  # all but unknown
    assert private[0]["commands"][0] == {"command": "start", "description": "command.start in en"}


async def test_in_groups_only_the_register_is_offered(api: FakeApi) -> None:
    await publish_profile(make_fake_bot(api), PlainRenderer())
    groups = [params for params in api.called("setMyCommands") if "scope" in params]
    assert len(groups) == len(LANGUAGES)
    assert {params["scope"]["type"] for params in groups} == {"all_group_chats"}
    assert {len(params["commands"]) for params in groups} == {1}


async def test_what_is_in_place_is_left_alone(api: FakeApi) -> None:
    await publish_profile(make_fake_bot(api), PlainRenderer())
    again = FakeApi()
    for kind in ("Description", "ShortDescription"):
        for params in api.called(f"setMy{kind}"):
            field = "short_description" if kind == "ShortDescription" else "description"
            body = {"ok": True, "result": {field: params[field]}}
            again.plan(f"getMy{kind}", (200, _json(body)))
    for params in api.called("setMyCommands"):
        again.plan("getMyCommands", (200, _json({"ok": True, "result": params["commands"]})))

    assert await publish_profile(make_fake_bot(again), PlainRenderer())

    assert {call.method for call in again.calls} == {
        "getMyCommands",
        "getMyDescription",
        "getMyShortDescription",
    }


async def test_trouble_with_one_language_leaves_the_others_served(api: FakeApi) -> None:
    api.refuse("getMyCommands", 500, "Internal Server Error")
    assert not await publish_profile(make_fake_bot(api), PlainRenderer())
    assert len(api.called("setMyShortDescription")) == len(LANGUAGES) - 1


def _json(body: object) -> bytes:
    return json.dumps(body).encode()
