"""`/godkjent utboks`: what could not be sent, listed and sent again, through a real connection."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import get_args

import pytest

from bot.channel import Sending
from bot.sandbox.client_secretariat import GUEST
from bot.slack.names import OutboxButton
from bot.slack.outbox_list import PAGE, outbox_list, outbox_post
from bot.slack.texts import Texts
from bot.slack.unsent_texts import KINDS
from dialogs.effects import Durable
from storage.aside import AsideRow
from tests.bot.slack.office import Office
from tests.bot.slack.samples import NOW, button_ids, shown, slack_accepts

ROW = AsideRow(7, "Tell", "GC-2026-0001", True, NOW, 10, "no answer in time")
CARD = AsideRow(8, "RefreshCard", "GC-2026-0001", False, NOW, 1, "invalid_blocks", behind=3)


def test_every_kind_of_thing_that_is_sent_has_a_name(texts: Texts) -> None:
    assert set(KINDS) == {each.__name__ for each in get_args(Durable)}
    post = outbox_list([replace(ROW, kind="Fax")], 1, texts)
    assert "Annet" in shown(post.blocks)


def test_a_line_says_what_for_whom_since_when_and_why(texts: Texts) -> None:
    said = shown(outbox_list([ROW, CARD, replace(ROW, reference=None)], 1, texts).blocks)
    assert "en søker (GC-2026-0001)" in said
    assert "10 ganger" in said
    assert "no answer in time" in said
    assert "3 venter bak det" in said


def test_a_long_list_comes_in_pages_that_slack_takes(texts: Texts) -> None:
    rows = [replace(ROW, id=number, error="E" * 255) for number in range(3 * PAGE)]
    for page in (1, 3, 99):
        post = outbox_list(rows, page, texts)
        assert slack_accepts(post.blocks)
        buttons = [each["accessory"] for each in post.blocks if "accessory" in each]
        assert [each["action_id"] for each in buttons] == [OutboxButton.SEND_AGAIN] * PAGE


def test_the_post_counts_by_kind(texts: Texts) -> None:
    post = outbox_post([ROW, ROW, CARD], texts)
    assert "Melding: 2" in shown(post.blocks)
    assert button_ids(post.blocks) == [OutboxButton.SEND_ALL_AGAIN]
    assert slack_accepts(post.blocks)


async def test_one_is_sent_again_from_the_list_and_only_once(at_work: Office, texts: Texts) -> None:
    at_work.shell.unsent = [ROW, CARD]
    people = at_work.sandbox.secretariat
    await people.command("/godkjent utboks")
    listed = await people.wait_for_ephemeral("GC-2026-0001")

    await people.press(OutboxButton.SEND_AGAIN, post=listed)
    await people.wait_for_ephemeral(texts.mrkdwn("slack.notice.sent_again", count=1))
    await people.press(OutboxButton.SEND_AGAIN, post=listed)
    await people.wait_for_ephemeral(texts.mrkdwn("slack.notice.nothing_aside"))

    assert at_work.shell.unsent == [CARD]


async def test_all_are_sent_again_from_the_post(at_work: Office, texts: Texts) -> None:
    at_work.shell.unsent = [ROW, CARD]
    await at_work.channel.post_aside([ROW, CARD], Sending("aside-1", 1))

    await at_work.sandbox.secretariat.press(OutboxButton.SEND_ALL_AGAIN)

    await at_work.sandbox.secretariat.wait_for_ephemeral(
        texts.mrkdwn("slack.notice.sent_again", count=2)
    )
    assert at_work.shell.unsent == []


async def test_an_empty_outbox_says_so(at_work: Office, texts: Texts) -> None:
    await at_work.sandbox.secretariat.command("/godkjent utboks")
    await at_work.sandbox.secretariat.wait_for_ephemeral(texts.mrkdwn("slack.outbox.empty"))


async def test_a_guest_sees_and_sends_nothing(at_work: Office, texts: Texts) -> None:
    at_work.shell.unsent = [ROW]
    await at_work.channel.post_aside([ROW], Sending("aside-1", 1))
    people = at_work.sandbox.secretariat

    await people.command("/godkjent utboks", by=GUEST)
    note = await people.wait_for_ephemeral(by=GUEST)
    await people.press(OutboxButton.SEND_ALL_AGAIN, by=GUEST)

    assert note.shown == texts.mrkdwn("slack.denied.guest")
    assert at_work.shell.unsent == [ROW]


async def test_a_database_that_does_not_answer_is_not_acknowledged(
    at_work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.outbox_desk.TURN_SECONDS", 0.05)
    monkeypatch.setattr("bot.sandbox.slack.socket_mode.ACK_SECONDS", 0.5)
    await at_work.channel.post_aside([ROW], Sending("aside-1", 1))

    async def hang(_row: int | None) -> int:
        await asyncio.Event().wait()
        return 0

    object.__setattr__(at_work.socket._desk.shell.outbox, "send_again", hang)
    report = await at_work.sandbox.secretariat.press(OutboxButton.SEND_ALL_AGAIN)

    assert not report["acked"]
