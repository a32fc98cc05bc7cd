"""What goes wrong outside and inside: nothing is lost, and what must be single stays single."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bot.delivery import Delivery
from bot.demo.papers import paper
from dialogs.effects import Step
from dialogs.events import Said
from dialogs.said import said
from dialogs.scene import Scene
from tests.e2e.house import CENTRE, NUMBER, REFERENCE, House

KINDS = ("429", "500", "hang", "drop_before", "drop_after")
METHODS = ("editMessageText", "sendMessage", "sendDocument", "chat.postMessage", "chat.update")
UPLOADS = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that tries again at once; must be asked for before `house`."""
    monkeypatch.setattr("bot.courier.SEND_SECONDS", 0.5)
    monkeypatch.setattr("bot.courier.FIRST_PAUSE", 0.05)
    monkeypatch.setattr("bot.courier.PAUSE_FACTOR", 1.0)
    monkeypatch.setattr("bot.app.Delivery", partial(Delivery, look_seconds=0.05))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", [*METHODS, *UPLOADS])
async def test_one_card_and_one_of_each_file_whatever_happens_to_a_call(
    impatient: None, house: House, method: str, kind: str
) -> None:
    await _submit_with_a_file(house, method, kind)
    card = await house.office.card(REFERENCE)
    await house.click("slack.button.take")
    await house.kari.wait_for_message("tatt saken", after=0)
    await house.all_sent()

    assert len(await house.office.messages()) == 1
    assert "Siri Sekretær" in (await house.office.card(REFERENCE)).shown
    names = sorted(file.name for post in await house.office.thread(card.ts) for file in post.files)
    assert names == [f"{REFERENCE}_{NUMBER}_soknad.pdf", f"{REFERENCE}_B4_firmaattest.pdf"]
    chat = await house.kari.messages()
    assert any(f"inn: {REFERENCE}" in message.text for message in chat)
    assert any(message.document for message in chat if message.from_bot)
    assert await house.read(lambda work: work.outbox.put_aside()) == ()


async def _submit_with_a_file(house: House, method: str, kind: str) -> None:
    await house.to_review({"B1": CENTRE, "B2": NUMBER})
    section = house.reader.section("B", (await house.form.screen()).labels)
    await house.kari.press(section)
    await house.kari.wait_for_message(CENTRE)
    await house.press("button.answer", item="B4")
    await house.form.upload([paper("firmaattest.pdf")])
    await house.press("button.files_done", CENTRE)
    await house.press("button.overview")
    await house.press("button.send")
    times = 1 if kind in {"429", "hang"} else 2  # these two take a second each
    await house.sandbox.fault(method, kind, times=times, retry_after=1, seconds=1.0)
    await house.kari.press(house.reader.label("button.submit"))


@pytest.mark.parametrize("method", ["getFile", "file"])
@pytest.mark.parametrize("kind", ["500", "drop_before", "drop_after"])
async def test_a_file_arrives_whatever_happens_to_its_download(
    impatient: None, house: House, method: str, kind: str
) -> None:
    sent = paper("firmaattest.pdf")
    await house.say("/sok", house.reader.text("notice.unofficial"))
    await house.press("button.begin")
    await house.form.answer("B1", CENTRE)
    await house.form.skip_to("B4")
    await house.sandbox.fault(method, kind, times=2)

    await house.form.upload([sent])

    stored = (await house.dossier()).answers["B4"].files
    assert [file.name for file in stored] == [sent.name]
    digest = stored[0].sha256
    assert await house.read(lambda work: work.files.read(digest)) == sent.content


async def test_an_update_that_telegram_delivers_twice_counts_once(house: House) -> None:
    await house.submit()
    await house.all_sent()
    before = len(await house.kari.messages())

    await house.sandbox.deliver_again()
    await house.say("/start", "Veiviser")

    assert len(await house.kari.messages()) == before + 2
    assert [line.what for line in (await house.dossier()).history] == ["submit"]


async def test_a_press_that_slack_delivers_twice_counts_once(house: House) -> None:
    await house.submit()
    await house.click("slack.button.take")
    await house.office.card("Siri Sekretær tok saken")

    await house.office.redeliver()
    await house.all_sent()

    assert [line.what for line in (await house.dossier()).history] == ["submit", "take"]


# --- an update that makes the bot stumble ---------------------------------------------------------

POISON = "gift"


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One text makes every turn fail; counts how often it was tried."""
    tried: list[int] = []

    def stumbling(scene: Scene, event: Said) -> Step:
        if event.text == POISON:
            tried.append(1)
            raise RuntimeError("this is a test")
        return said(scene, event)

    monkeypatch.setattr("dialogs.router.said", stumbling)
    monkeypatch.setattr("bot.telegram.taking.RETRY_SECONDS", 0.01)
    return tried


async def test_a_poisonous_update_is_tried_three_times_and_then_set_aside(
    house: House, poison: list[int]
) -> None:
    await house.say("/start", "Veiviser")

    await house.kari.say(POISON)
    await house.kari.say("Hvor lenge gjelder godkjenningen?")

    apology = await house.kari.wait_for_message("gikk galt", after=0)
    await house.kari.wait_for_message("tre år", after=0)
    (failed,) = await house.read(lambda work: work.set_aside.all())
    assert len(poison) == 3
    assert failed.reference in apology.text
    assert POISON not in repr(failed)


async def test_an_update_that_nobody_can_read_does_not_stop_the_others(house: House) -> None:
    broken: dict[str, Any] = {"message": {"message_id": "x", "chat": {"id": house.kari.id}}}

    await house.sandbox.push_update(broken)
    await house.say("/start", "Veiviser")

    assert (await house.kari.last_message()).labels
