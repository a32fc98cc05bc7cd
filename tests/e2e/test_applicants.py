"""The applicant's side beyond the straight way: leaving, deleting, odd messages, two languages."""

from __future__ import annotations

import asyncio

import pytest

from bot.demo.filling import Form
from bot.demo.papers import paper
from bot.demo.reading import Reader
from bot.telegram.outbound import TelegramChannel
from dialogs.state import CaseState, RemoteFile
from knowledge.model import Language
from tests.e2e.house import CENTRE, REFERENCE, House


async def test_an_applicant_can_withdraw_and_the_card_says_so(house: House) -> None:
    await house.submit()
    await house.say("/status", REFERENCE)

    await house.press("button.withdraw", "angres", reference=REFERENCE)
    await house.press("button.withdraw_now", "trukket")

    assert (await house.dossier()).state is CaseState.WITHDRAWN
    card = await house.office.card(house.reader.text("slack.state.withdrawn"))
    assert not [label for label in card.labels if label == house.reader.text("slack.button.take")]


async def test_a_blocked_bot_is_a_warning_on_the_card(house: House) -> None:
    await house.submit()
    await house.all_sent()

    await house.kari.block()

    warning = house.reader.text("slack.card.unreachable").lstrip("- ")
    await house.office.card(warning[:40])
    await house.kari.unblock()
    await house.until(lambda work: not (found := work.dossiers.load(1)) or not found.unreachable)


async def test_a_message_that_cannot_be_delivered_is_a_warning_too(house: House) -> None:
    await house.submit()
    await house.all_sent()
    await house.kari.block()
    await house.office.card(house.reader.text("slack.card.unreachable").lstrip("- ")[:40])

    await house.click("slack.button.take")

    await house.office.card("Siri Sekretær tok saken")
    assert (await house.dossier()).unreachable


async def test_deleting_takes_drafts_and_their_files_out_of_the_database(house: House) -> None:
    await house.say("/sok", house.reader.text("notice.unofficial"))
    await house.press("button.begin")
    await house.form.answer("B1", CENTRE)
    sent = paper("firmaattest.pdf")
    await house.form.send("B4", [sent])
    digest = (await house.dossier()).answers["B4"].files[0].sha256

    await house.say("/slett", "slette")
    await house.press("button.delete_now", "Slettet")

    assert await house.read(lambda work: work.dossiers.load(1)) is None
    with pytest.raises(KeyError):
        await house.read(lambda work: work.files.read(digest))


async def test_deleting_leaves_a_case_that_was_sent(house: House) -> None:
    await house.submit()

    await house.say("/slett", "slette")
    await house.press("button.delete_now")

    assert (await house.dossier()).state is CaseState.SUBMITTED


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("en", Language.EN),
        ("pl", Language.EN),
        ("nb", Language.NB),
        ("da", Language.NB),
        ("sv", Language.NB),
        (None, Language.NB),
    ],
)
async def test_the_first_language_is_the_applicants_own(
    house: House, code: str | None, language: Language
) -> None:
    ola = await house.sandbox.add_applicant("Ola", language_code=code)
    reader = Reader(house.library, language)

    await ola.say("/start")

    hello = await ola.wait_for_message()
    assert reader.label("button.apply") in hello.labels


async def test_two_applicants_do_not_meet(house: House) -> None:
    ola = await house.sandbox.add_applicant("Ola")
    await house.prepare_draft({"B1": CENTRE})
    await house.prepare_draft({"B1": "Prøvesenteret AS (testdata)"}, ola.id)

    await ola.say("/sok")
    await house.say("/sok", house.reader.text("apply.welcome_back"))
    await ola.wait_for_message(house.reader.text("apply.welcome_back"))
    await ola.press(house.reader.label("button.send"))
    await ola.press(house.reader.label("button.submit"))

    await house.office.card("Prøvesenteret AS (testdata)")
    assert (await house.dossier(1)).state is CaseState.DRAFT
    assert (await house.dossier(2)).reference == REFERENCE


@pytest.mark.parametrize("kind", ["sticker", "voice", "video", "contact", "location", "poll"])
async def test_what_the_bot_cannot_use_gets_a_fitting_answer(house: House, kind: str) -> None:
    await house.say("/start", "Veiviser")

    await house.kari.other(kind)

    expected = house.reader.text("media.unusable", kind=kind).strip()
    answer = await house.kari.wait_for_message()
    assert answer.text == expected


async def test_an_edited_message_changes_no_answer_and_says_so(house: House) -> None:
    await house.say("/sok", house.reader.text("notice.unofficial"))
    await house.press("button.begin")
    await house.form.skip_to("A2")
    said = await house.kari.say("Kari")
    await house.kari.wait_for_message()

    await house.kari.edit(said.id, "Karin")

    await house.kari.wait_for_message(house.reader.text("media.edited").split("\n")[0][:40])
    assert (await house.dossier()).answers["A2"].value == "Kari"


async def test_in_a_group_only_the_register_is_looked_up(house: House) -> None:
    group = await house.sandbox.add_group("Testgruppe", [house.kari])

    await group.say("/status@veiviser_sandbox_bot 123456785")
    looked_up = await group.wait_for_message()
    await group.say("/sok@veiviser_sandbox_bot")
    private = await group.wait_for_message()

    assert "123456785" in looked_up.text
    assert private.text == house.reader.text("group.private_please")


@pytest.fixture
def arrival(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Files are on their way until it is set."""
    arrival, download = asyncio.Event(), TelegramChannel.download

    async def late(channel: TelegramChannel, file: RemoteFile) -> bytes:
        await arrival.wait()
        return await download(channel, file)

    monkeypatch.setattr(TelegramChannel, "download", late)
    return arrival


async def test_a_message_while_a_file_is_on_its_way_loses_neither(
    house: House, arrival: asyncio.Event
) -> None:
    await house.say("/sok", house.reader.text("notice.unofficial"))
    await house.press("button.begin")
    await house.form.answer("B1", CENTRE)
    await house.form.skip_to("B4")

    await house.kari.upload([paper("firmaattest.pdf")])
    await house.kari.wait_for_message("firmaattest.pdf")
    await house.say("Hvor lenge gjelder godkjenningen?", "tre år")
    assert "B4" not in (await house.dossier()).answers
    arrival.set()

    await house.until(lambda work: (found := work.dossiers.load(1)) and "B4" in found.answers)
    stored = (await house.dossier()).answers["B4"].files
    assert [file.name for file in stored] == ["firmaattest.pdf"]


async def test_submitting_waits_for_a_file_on_its_way(house: House, arrival: asyncio.Event) -> None:
    await house.to_review({"B1": CENTRE})
    await house.press("button.send")
    await house.press("button.overview")
    form = Form(house.kari, house.reader)
    label = house.reader.section("B", (await form.screen()).labels)
    await house.kari.press(label)
    await house.kari.wait_for_message(CENTRE)
    await house.press("button.answer", item="B4")
    await house.kari.upload([paper("firmaattest.pdf")])
    await house.kari.wait_for_message("firmaattest.pdf")
    await house.press("button.files_done", CENTRE)
    await house.press("button.overview")
    await house.press("button.send")

    await house.press("button.submit", "Filene er på vei")
    arrival.set()

    await house.kari.wait_for_message(REFERENCE)
    card = await house.office.card(REFERENCE)
    await house.all_sent()
    names = [file.name for post in await house.office.thread(card.ts) for file in post.files]
    assert f"{REFERENCE}_B4_firmaattest.pdf" in names
