"""An update that a process did not survive: suspected, taken alone, and at last set aside."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.telegram.outbound import TelegramChannel
from bot.telegram.taking import MAX_DEATHS, ExhaustedError
from tests.bot.telegram.fake_api import BOT_ID, FakeApi
from tests.bot.telegram.fake_inbox import FakeInbox
from tests.bot.telegram.test_polling import poll_all, said
from tests.facts import all_have_run, until


async def test_what_a_process_did_not_survive_is_taken_alone_while_the_others_go_on(
    api: FakeApi, channel: TelegramChannel
) -> None:
    """When the process ends again, only one of them can be the reason."""
    counted: list[str] = []

    class Watching(FakeInbox):
        async def count_attempt(self, event_id: str) -> int:
            counted.append(event_id)
            return await super().count_attempt(event_id)

    begun = {f"tg:{BOT_ID}:{number}" for number in (1, 2, 3)}
    gate = asyncio.Event()
    inbox = Watching(begun=begun, gate=gate)
    api.batches = [[said(1, "a", 10), said(2, "b", 20), said(3, "c", 30), said(4, "d", 40)]]
    polling = asyncio.create_task(poll_all(api, channel, inbox))
    await until(lambda: inbox.held == 2)
    await all_have_run()
    assert len(begun.intersection(counted)) == 1
    assert f"tg:{BOT_ID}:4" in counted
    gate.set()
    await polling
    assert sorted(inbox.taken) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(("deaths", "taken"), [(MAX_DEATHS - 1, ["a"]), (MAX_DEATHS, [])])
async def test_an_update_that_ends_the_process_again_and_again_is_set_aside(
    api: FakeApi, channel: TelegramChannel, deaths: int, taken: list[str]
) -> None:
    event = f"tg:{BOT_ID}:5"
    inbox = FakeInbox(begun={event}, attempts=Counter({event: deaths}))
    api.batches = [[said(5, "a")]]
    await poll_all(api, channel, inbox)
    assert inbox.taken == taken
    aside = [type(error) for _, error in inbox.aside]
    assert aside == ([] if taken else [ExhaustedError])
