"""What delivery asks of the channel, against a strict sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.channel import Parcel, RefusedError, Sending, TryLaterError
from bot.sandbox.client import SandboxClient
from bot.slack.texts import Texts
from dialogs.messages import say
from dialogs.state import CaseState
from knowledge.model import Checklist
from tests.bot.slack.office import Office, open_office
from tests.bot.slack.samples import NOW, SIRI, dossier, inquiry

PDF = Parcel("GC-2026-0001_soknad.pdf", "application/pdf", b"%PDF-1.7 test")
SAID = say("whisper.already_answered")


def _first(key: str = "row-1") -> Sending:
    return Sending(key, 1)


def _second(key: str = "row-1", progress: Mapping[str, str] | None = None) -> Sending:
    return Sending(key, 2, progress or {})


async def test_a_card_is_posted_once_and_then_edited_in_place(office: Office) -> None:
    place = await office.channel.put_card(dossier(), None, _first())
    again = await office.channel.put_card(dossier(CaseState.IN_REVIEW), place, _first("row-2"))

    posts = await office.sandbox.secretariat.messages()
    assert place == again
    assert len(posts) == 1
    assert "Under gjennomgang" in posts[0].shown


async def test_a_card_whose_posting_was_cut_off_is_found_again(office: Office) -> None:
    await office.sandbox.fault("chat.postMessage", "drop_after")

    with pytest.raises(TryLaterError):
        await office.channel.put_card(dossier(), None, _first())
    place = await office.channel.put_card(dossier(CaseState.IN_REVIEW), None, _second())

    posts = await office.sandbox.secretariat.messages()
    assert [post.ts for post in posts] == [place.partition("/")[2]]
    assert "Under gjennomgang" in posts[0].shown


async def test_a_card_that_was_never_posted_is_posted_on_the_second_try(office: Office) -> None:
    await office.channel.put_card(dossier(), None, _first("another-row"))
    await office.sandbox.fault("chat.postMessage", "drop_before")

    with pytest.raises(TryLaterError):
        await office.channel.put_card(dossier(), None, _first())
    await office.channel.put_card(dossier(), None, _second())

    assert len(await office.sandbox.secretariat.messages()) == 2


async def test_a_deleted_card_is_posted_anew(office: Office) -> None:
    place = await office.channel.put_card(dossier(), None, _first())
    channel, _, ts = place.partition("/")
    await office.client.chat_delete(channel=channel, ts=ts)

    anew = await office.channel.put_card(dossier(), place, _first("row-2"))

    assert anew != place
    assert len(await office.sandbox.secretariat.messages()) == 1


async def test_a_text_goes_into_the_thread_once(office: Office) -> None:
    card = await office.channel.put_card(dossier(), None, _first())
    ts = card.partition("/")[2]
    await office.sandbox.fault("chat.postMessage", "drop_after")

    with pytest.raises(TryLaterError):
        await office.channel.post_text(card, SAID, _first("row-2"))
    await office.channel.post_text(card, SAID, _second("row-2"))

    assert len(await office.sandbox.secretariat.thread(ts)) == 1


async def test_a_file_is_shown_in_the_thread_under_its_name(office: Office) -> None:
    card = await office.channel.put_card(dossier(), None, _first())

    await office.channel.post_file(card, PDF, _first("row-2"))

    (post,) = await office.sandbox.secretariat.thread(card.partition("/")[2])
    assert [file.name for file in post.files] == [PDF.name]
    assert await office.sandbox.secretariat.download(post.files[0]) == PDF.content


@pytest.mark.parametrize("method", ["files.completeUploadExternal", "upload"])
@pytest.mark.parametrize("kind", ["drop_after", "drop_before", "500"])
async def test_a_file_is_shown_once_however_its_upload_breaks(
    office: Office, method: str, kind: str
) -> None:
    card = await office.channel.put_card(dossier(), None, _first())
    saved: dict[str, str] = {}

    async def save(progress: Mapping[str, str]) -> None:
        saved.update(progress)

    await office.sandbox.fault(method, kind)
    with pytest.raises(TryLaterError):
        await office.channel.post_file(card, PDF, Sending("row-2", 1, {}, save))
    await office.channel.post_file(card, PDF, _second("row-2", saved))

    assert len(await office.sandbox.secretariat.thread(card.partition("/")[2])) == 1


async def test_a_file_that_was_deleted_meanwhile_is_uploaded_again(office: Office) -> None:
    card = await office.channel.put_card(dossier(), None, _first())

    await office.channel.post_file(card, PDF, _second("row-2", {"slack_file": "F0GONE"}))

    assert len(await office.sandbox.secretariat.thread(card.partition("/")[2])) == 1


async def test_an_inquiry_is_edited_when_it_is_answered(office: Office) -> None:
    open_one = inquiry("Når får vi svar?")
    place = await office.channel.put_inquiry(open_one, None, _first())
    done = replace(open_one, answer="Om to uker.", answered_by=SIRI, answered_at=NOW)

    await office.channel.put_inquiry(done, place, _first("row-2"))

    (post,) = await office.sandbox.secretariat.messages()
    assert "Om to uker." in post.shown
    assert post.buttons == ()


async def test_every_post_is_read_aloud_and_makes_no_link_of_its_own(office: Office) -> None:
    card = await office.channel.put_card(dossier(), None, _first())
    await office.channel.post_text(card, SAID, _first("row-2"))

    calls = await office.sandbox.calls("chat.postMessage")
    assert all(call["params"]["text"] and call["params"]["parse"] == "none" for call in calls)
    assert all(call["params"]["unfurl_links"] is False for call in calls)


async def test_too_many_posts_wait_as_long_as_slack_says_and_are_not_repeated(
    office: Office,
) -> None:
    await office.sandbox.fault("chat.postMessage", "429", retry_after=9)

    with pytest.raises(TryLaterError) as caught:
        await office.channel.put_card(dossier(), None, _first())

    assert caught.value.seconds == 9
    assert len(await office.sandbox.calls("chat.postMessage")) == 1


async def test_a_channel_without_the_bot_refuses(office: Office) -> None:
    await office.sandbox.secretariat.set_member("U0SANDBOT01", False)

    with pytest.raises(RefusedError, match="not_in_channel"):
        await office.channel.put_card(dossier(), None, _first())


async def test_an_unknown_channel_refuses(
    sandbox: SandboxClient, texts: Texts, checklist: Checklist
) -> None:
    async with open_office(sandbox, texts, checklist, "C0NOWHERE00") as office:
        with pytest.raises(RefusedError, match="channel_not_found"):
            await office.channel.put_card(dossier(), None, _first())
