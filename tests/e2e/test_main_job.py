"""The main job: from an applicant's first hello to a dossier in the secretariat's Slack."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

from pypdf import PdfReader

from bot.clock import PURGE
from bot.demo.papers import paper
from bot.monthly import MONTH
from bot.sandbox.client_values import Attachment, Post
from dialogs.state import CaseState
from knowledge.model import AnswerKind
from tests.e2e.house import CENTRE, NUMBER, REFERENCE, House

# item: what is written or pressed, and what is stored; every kind of answer is among them.
GIVEN = {
    "A1": ("first", "first"),
    "A2": ("Kari Prøvesen, daglig leder", "Kari Prøvesen, daglig leder"),
    "A3": ("Soknad@example.no", "Soknad@example.no"),
    "A4": ("22 00 00 00", "+4722000000"),
    "A5": ("yes", "yes"),
    "B1": (CENTRE, CENTRE),
    "B2": ("123 456 785", NUMBER),
    "B8": ("inbound", "inbound"),
    "B12": ("yes", "yes"),
    "B11a": ("1 024", "1024"),
    "D3": ("2. november 2026", "2026-11-02"),
    "J9": ("example.no/personvern", "https://example.no/personvern"),
    "N5a": ("Kari Prøvesen", "Kari Prøvesen"),
}


async def test_an_application_with_every_kind_of_answer_reaches_the_secretariat(
    house: House,
) -> None:
    single, first, second = (
        paper(name) for name in ("firmaattest.pdf", "attest.pdf", "restanse.png")
    )
    await house.say("/start", house.reader.text("start.hello").split("\n")[0])
    await house.press("button.apply")
    await house.press("button.begin")

    for item in house.library.checklist.items:
        if item == "B4":
            await house.form.send(item, [single])
        elif item == "D2":
            await house.form.send(item, [first, second])
        elif item in GIVEN:
            await house.form.answer(item, GIVEN[item][0])
    await house.form.skip_to(None)
    await house.press("button.send")
    await house.press("button.submit", REFERENCE)

    stored = await house.dossier()
    assert stored.state is CaseState.SUBMITTED
    assert stored.reference == REFERENCE
    assert {i: a.value for i, a in stored.answers.items() if not a.files} == {
        item: canonical for item, (_, canonical) in GIVEN.items()
    }
    kinds = {house.library.checklist.items[item].kind for item in stored.answers}
    assert kinds == set(AnswerKind)
    await _check_the_card(house, {single.content, first.content, second.content})


async def _check_the_card(house: House, contents: set[bytes]) -> None:
    card = await house.office.card(REFERENCE)
    assert CENTRE in card.shown
    await house.all_sent()
    thread = await house.office.thread(card.ts)
    files = _files(thread)
    assert sorted(files) == [
        f"{REFERENCE}_{NUMBER}_soknad.pdf",
        f"{REFERENCE}_B4_firmaattest.pdf",
        *sorted(name for name in files if f"{REFERENCE}_D2_skatteattest" in name),
    ]
    assert len(files) == 4
    downloads = {name: await house.office.download(file) for name, file in files.items()}
    dossier = downloads.pop(f"{REFERENCE}_{NUMBER}_soknad.pdf")
    assert {sha256(each).digest() for each in downloads.values()} == {
        sha256(each).digest() for each in contents
    }
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(dossier)).pages)
    assert REFERENCE in text
    assert CENTRE in text
    assert sha256(next(iter(contents))).hexdigest()[:8] in text.replace("\n", "").replace(" ", "")


def _files(thread: list[Post]) -> dict[str, Attachment]:
    return {file.name: file for post in thread for file in post.files}


async def test_the_applicant_gets_a_copy_of_what_was_sent(house: House) -> None:
    await house.submit()

    copy = await house.kari.wait_for_message(lambda message: message.document is not None)

    pages = PdfReader(BytesIO(await house.kari.download(copy))).pages
    assert CENTRE in "\n".join(page.extract_text() for page in pages)


async def test_a_question_in_the_middle_is_answered_and_the_application_goes_on(
    house: House,
) -> None:
    await house.say("/sok", house.reader.text("notice.unofficial"))
    await house.press("button.begin")

    await house.say("Hvor lenge gjelder godkjenningen?", "tre år")
    await house.form.answer("A1", "first")

    assert (await house.dossier()).answers["A1"].value == "first"


async def test_what_the_secretariat_asks_for_comes_back_as_a_new_version(house: House) -> None:
    card = await house.submit({"B1": CENTRE, "M1": "Kort"})
    await house.click("slack.button.changes")
    await house.fill("slack.modal.changes", {"items": ["M1", "D2"], "note": "Skriv mer."})
    await house.kari.wait_for_message("Skriv mer.")

    await house.press("button.make_changes", reference=REFERENCE)
    await house.form.send("D2", [paper("attest.pdf")])
    await house.form.answer("M1", "Klager noteres i kundesystemet.")
    await house.press("button.send_changes", REFERENCE)
    await house.all_sent()

    stored = await house.dossier()
    assert stored.state is CaseState.CHANGES_MADE
    assert stored.answers["M1"].value == "Klager noteres i kundesystemet."
    names = [file.name for post in await house.office.thread(card.ts) for file in post.files]
    assert names.count(f"{REFERENCE}_soknad.pdf") == 2
    assert names.count(f"{REFERENCE}_D2_skatteattest.pdf") == 1
    assert len(await house.office.messages()) == 1


async def test_two_taps_on_submit_give_one_reference(house: House) -> None:
    await house.to_review()
    screen = await house.press("button.send")

    label = house.reader.label("button.submit")
    await house.kari.press(label, message=screen)
    await house.kari.press(label, message=screen)
    await house.office.card(REFERENCE)
    await house.all_sent()

    receipts = [m for m in await house.kari.messages() if f"inn: {REFERENCE}" in m.text]
    assert len(receipts) == 1
    assert [line.what for line in (await house.dossier()).history] == ["submit"]
    assert (
        await house.read(lambda work: work.dossiers.find(REFERENCE.replace("0001", "0002"))) is None
    )
    assert len(await house.office.messages()) == 1


async def test_a_running_bot_tidies_up_every_hour_and_tells_the_month(house: House) -> None:
    await house.until(lambda work: work.timers.is_set("journal", PURGE))
    assert await house.read(lambda work: work.timers.is_set(MONTH, MONTH))
