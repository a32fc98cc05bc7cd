"""The bot is killed twenty times during one application and its case; nothing may be lost.

The sandbox lives on, as Telegram and Slack do. Messages may come twice; answers, files, the card,
the reference and the dossiers may not.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

import pytest

from bot.demo.filling import Form
from bot.demo.papers import paper
from bot.demo.reading import Reader
from bot.sandbox import SandboxClient
from bot.sandbox.client_applicant import File
from dialogs.state import CaseState, Dossier
from knowledge.library import Library
from storage.database import Database
from tests.e2e.house import CENTRE, NUMBER, REFERENCE, sandbox_settings
from tests.e2e.mortal import MortalBot, fatal_steps
from tests.e2e.stubborn import StubbornMember

DEATHS = 20
PATIENCE = 25.0

ANSWERS = {
    "A1": "first",
    "A2": "Kari Prøvesen, daglig leder",
    "A3": "soknad@example.no",
    "A4": "22 00 00 00",
    "A5": "yes",
    "A6": "yes",
    "B1": CENTRE,
    "B2": "123 456 785",
    "B3": "as",
    "B5": "Eksempelgata 1, 0001 Oslo",
    "B6": "Oslo",
    "B7": "whole",
    "B8": "inbound",
    "B9": "own",
    "B10": "no",
    "B12": "no",
    "B13": "no",
    "C1": "none",
    "C3": "email",
    "C3b": "faktura@example.no",
    "C4": "no",
    "D1": "yes",
    "D3": "2. november 2026",
    "N5b": "Daglig leder",
}
STORED = {"A4": "+4722000000", "B2": NUMBER, "D3": "2026-11-02"}
SINGLE = [paper("firmaattest.pdf")]
ALBUM = [paper("attest.pdf"), paper("restanse.png"), paper("kvittering.pdf")]
MORE = [paper("mva.pdf")]

Step = Callable[[], Awaitable[object]]


class Ordeal:
    """One application and its case as a list of steps, each of which waits for its outcome."""

    def __init__(self, sandbox: SandboxClient, reader: Reader) -> None:
        self._sandbox = sandbox
        self._kari = sandbox.applicant()
        self._reader = reader
        self._form = Form(self._kari, reader, PATIENCE)
        self._siri: StubbornMember | None = None

    def steps(self) -> list[Step]:
        """The story."""
        return [
            lambda: self._say("/start", "Veiviser"),
            lambda: self._press("button.apply", self._reader.text("notice.unofficial")),
            lambda: self._press("button.begin", None),
            *(self._answer(item) for item in self._asked()),
            lambda: self._form.skip_to(None),
            lambda: self._press("button.send", self._reader.label("button.submit")),
            lambda: self._press("button.submit", REFERENCE),
            self._meet_the_card,
            *self._case(),
        ]

    def _asked(self) -> list[str]:
        given = {*ANSWERS, "B4", "D2"}
        return [item for item in self._reader.checklist.items if item in given]

    def _answer(self, item: str) -> Step:
        files = {"B4": SINGLE, "D2": ALBUM}
        if item in files:
            return lambda: self._form.send(item, files[item])
        return lambda: self._form.answer(item, ANSWERS[item])

    def _case(self) -> list[Step]:
        asked = {"slack.modal.changes": {"items": ["D2", "B6"], "note": "Mer, takk."}}
        decided = {"slack.modal.decision": {"verdict": "approved"}, "slack.modal.confirm": {}}
        return [
            lambda: self._member.click("slack.button.take", "Siri Sekretær tok saken"),
            lambda: self._member.fill("slack.button.fee", {"slack.modal.fee": {}}, "Betalt"),
            lambda: self._member.fill("slack.button.changes", asked, "Mer, takk."),
            self._open_changes,
            lambda: self._form.answer("B6", "Bodø"),
            lambda: self._form.send("D2", MORE),
            lambda: self._press("button.send_changes", REFERENCE),
            lambda: self._member.click("slack.button.committee", "Hos nemnda"),
            lambda: self._member.fill("slack.button.decide", decided, "av nemnda"),
            lambda: self._kari.wait_for_message("Gratulerer", after=0, timeout=PATIENCE),
        ]

    @property
    def _member(self) -> StubbornMember:
        assert self._siri is not None
        return self._siri

    async def _say(self, text: str, expected: str) -> None:
        await self._kari.say(text)
        await self._kari.wait_for_message(expected, timeout=PATIENCE)

    async def _press(self, key: str, expected: str | None, **params: object) -> None:
        await self._kari.press(self._reader.label(key, **params), timeout=PATIENCE)
        await self._kari.wait_for_message(
            lambda m: expected is None or expected in m.text or expected in m.labels,
            timeout=PATIENCE,
        )

    async def _meet_the_card(self) -> None:
        card = await self._sandbox.secretariat.card(REFERENCE, timeout=PATIENCE)
        self._siri = StubbornMember(self._sandbox, self._reader, card)

    async def _open_changes(self) -> None:
        await self._kari.wait_for_message("Mer, takk.", after=0, timeout=PATIENCE)
        await self._press("button.make_changes", None, reference=REFERENCE)


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_nothing_is_lost_when_the_bot_is_killed_twenty_times(
    sandbox: SandboxClient, library: Library, tmp_path: Path
) -> None:
    # It follows from pytest-randomly's seed, so `--randomly-seed=...` gives the same deaths.
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it when the test fails
    bot = MortalBot(sandbox.url, tmp_path)
    steps = Ordeal(sandbox, Reader(library)).steps()
    fatal = fatal_steps(len(steps), DEATHS, random.Random(seed))

    await bot.start()
    try:
        for number, step in enumerate(steps):
            dying = None
            if number in fatal:
                await sandbox.wait_for_bot(timeout=PATIENCE)
                dying = asyncio.create_task(bot.kill_after(fatal[number]))
            await step()
            if dying is not None:
                await dying
        await sandbox.wait_for_bot(timeout=PATIENCE)
        dossier = await _settled(sandbox, tmp_path)
    finally:
        status = await bot.stop()

    assert (bot.deaths, status) == (DEATHS, 0), bot.log.read_text()[-3000:]
    _check_answers(dossier)
    await _check_files(dossier, sandbox, tmp_path)


async def _settled(sandbox: SandboxClient, folder: Path) -> Dossier:
    """The case when the bot has delivered everything."""
    database = Database.open(sandbox_settings(folder / "var", sandbox.url).database)
    try:
        async with asyncio.timeout(PATIENCE):
            while await database.read(lambda work: work.outbox.depth()):
                await asyncio.sleep(0.05)
        assert not await database.read(lambda work: work.set_aside.all())
        assert not await database.read(lambda work: work.outbox.put_aside())
        found = await database.read(lambda work: work.dossiers.find(REFERENCE))
        assert found is not None
        second = REFERENCE.replace("0001", "0002")
        assert await database.read(lambda work: work.dossiers.find(second)) is None
        return found
    finally:
        await database.close()


def _check_answers(dossier: Dossier) -> None:
    written = {item: answer.value for item, answer in dossier.answers.items() if not answer.files}
    assert written == {**ANSWERS, **STORED, "B6": "Bodø"}
    assert dossier.state is CaseState.APPROVED
    assert Counter(line.what for line in dossier.history) == Counter(
        ["submit", "take", "fee", "request_changes", "send_changes", "to_committee", "approve"]
    )


async def _check_files(dossier: Dossier, sandbox: SandboxClient, folder: Path) -> None:
    expected = {"B4": SINGLE, "D2": [*ALBUM, *MORE]}
    for item, sent in expected.items():
        stored = dossier.answers[item].files
        assert Counter(file.sha256 for file in stored) == Counter(map(_digest, sent))
    database = Database.open(sandbox_settings(folder / "var", sandbox.url).database)
    digests = [_digest(file) for files in expected.values() for file in files]
    contents = await database.read(lambda work: [work.files.read(each) for each in digests])
    assert [sha256(content).hexdigest() for content in contents] == digests
    await database.close()
    cards = await sandbox.secretariat.messages()
    assert len(cards) == 1
    thread = await sandbox.secretariat.thread(cards[0].ts)
    posted = [file for post in thread for file in post.files]
    names = Counter(file.name for file in posted)
    assert names.pop(f"{REFERENCE}_{NUMBER}_soknad.pdf") == 2
    shown = [await sandbox.secretariat.download(f) for f in posted if "soknad" not in f.name]
    # With the changes, all files of an item that was asked for are posted again.
    assert Counter(sha256(content).hexdigest() for content in shown) == Counter(
        map(_digest, [*SINGLE, *ALBUM, *ALBUM, *MORE])
    )


def _digest(file: File) -> str:
    return sha256(file.content).hexdigest()
