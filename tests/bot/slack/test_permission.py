"""Who may act, asked of a sandboxed Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.client import SandboxClient
from bot.slack import permission as room
from bot.slack.client import close_client, open_client
from bot.slack.permission import Denied, Permission, shown_name
from bot.slack.workspace import Workspace
from dialogs.state import Person
from tests.bot.slack.office import BOT_TOKEN, CHANNEL

TEAM, OTHER_TEAM = "T0SANDBOX01", "T0SANDBOX02"
SIRI, GUEST, STRANGER, BOT = "U0SANDSIRI1", "U0SANDGJES1", "U0SANDANNE1", "U0SANDBOT01"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(sandbox: SandboxClient) -> AsyncIterator[AsyncWebClient]:
    made = open_client(BOT_TOKEN, sandbox.slack_api_url)
    yield made
    await close_client(made)


@pytest.fixture
def permission(client: AsyncWebClient, clock: Clock) -> Permission:
    return Permission(client, CHANNEL, Workspace(client, CHANNEL), clock)


async def test_a_member_of_the_channel_may_act_under_their_name(permission: Permission) -> None:
    assert await permission.check(SIRI, TEAM) == Person(SIRI, "Siri Sekretær")


@pytest.mark.parametrize(
    ("user", "team", "key"),
    [
        (GUEST, TEAM, "slack.denied.guest"),
        (BOT, TEAM, "slack.denied.bot"),
        (STRANGER, OTHER_TEAM, "slack.denied.other_workspace"),
        (STRANGER, TEAM, "slack.denied.other_workspace"),
        (SIRI, OTHER_TEAM, "slack.denied.other_workspace"),
        (SIRI, "", "slack.denied.other_workspace"),
        ("U0NOBODY", TEAM, "slack.denied.unknown"),
    ],
)
async def test_others_in_the_channel_may_not(
    permission: Permission, user: str, team: str, key: str
) -> None:
    assert await permission.check(user, team) == Denied(key)


@pytest.mark.parametrize(
    ("flag", "key"),
    [
        ("deleted", "slack.denied.deactivated"),
        ("is_restricted", "slack.denied.guest"),
        ("is_ultra_restricted", "slack.denied.guest"),
    ],
)
async def test_a_member_whose_account_changed_may_not(
    sandbox: SandboxClient, permission: Permission, flag: str, key: str
) -> None:
    await sandbox.secretariat.change_user(SIRI, **{flag: True})

    assert await permission.check(SIRI, TEAM) == Denied(key)


async def test_somebody_outside_the_channel_may_not(
    sandbox: SandboxClient, permission: Permission
) -> None:
    outsider = await sandbox.secretariat.add_user("Ute Utenfor")

    assert await permission.check(outsider, TEAM) == Denied("slack.denied.not_member")


async def test_an_answer_is_remembered_for_a_minute_and_no_longer(
    sandbox: SandboxClient, permission: Permission, clock: Clock
) -> None:
    await permission.check(SIRI, TEAM)
    await sandbox.secretariat.set_member(SIRI, False)

    within = await permission.check(SIRI, TEAM)
    clock.now += room.REMEMBERED
    after = await permission.check(SIRI, TEAM)

    assert isinstance(within, Person)
    assert after == Denied("slack.denied.not_member")


async def test_all_pages_of_members_are_read(
    sandbox: SandboxClient, permission: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PAGE", 2)
    late = await sandbox.secretariat.add_user("Siste Medlem")
    await sandbox.secretariat.set_member(late, True)

    assert await permission.check(late, TEAM) == Person(late, "Siste Medlem")


@pytest.mark.parametrize("method", ["auth.test", "users.info", "conversations.members"])
async def test_nobody_may_act_while_slack_cannot_say_who_they_are(
    sandbox: SandboxClient, permission: Permission, method: str
) -> None:
    await sandbox.fault(method, "500")

    broken = await permission.check(SIRI, TEAM)
    mended = await permission.check(SIRI, TEAM)

    assert broken == Denied("slack.denied.unknown")
    assert isinstance(mended, Person)


async def test_a_slack_that_does_not_answer_is_not_waited_for(
    sandbox: SandboxClient, permission: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "DEADLINE", 0.05)
    await sandbox.fault("users.info", "hang", seconds=60)

    assert await permission.check(SIRI, TEAM) == Denied("slack.denied.unknown")


def test_a_person_without_a_name_is_shown_by_id() -> None:
    assert shown_name({"id": "U1", "profile": {"display_name": ""}}) == "U1"
