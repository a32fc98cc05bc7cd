"""One soak: everything is started, killed, drained and compared."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from bot.demo.reading import Reader
from bot.sandbox import SandboxClient
from bot.sandbox.client_values import Post
from knowledge.library import Library
from storage.database import Database
from storage.work import Work
from tests.bench import processes
from tests.soak import shown, verdict
from tests.soak.applicants import RobotApplicant
from tests.soak.bots import Reaper, Replica
from tests.soak.diary import CaseBook, Diary, counted
from tests.soak.secretaries import Desk, RobotSecretary
from tests.soak.trouble import trouble
from tests.soak.verdict import Verdict
from tests.soak.witness import Witness

SECRETARIES = ("Siri Sekretær", "Olav Sekretær", "Tone Sekretær")
MEMBERS = ["U0SANDSIRI1", "U0SANDOLAV1"]
DRAIN_SECONDS = 240.0
LEASE_SECONDS = "8"
"""Of several replicas: a killed one's rows wait so long. When a call begins, half of it is left at
least: a second more than a call is slow, so that it lands in time on a machine that stalls."""

UNLIMITED: Mapping[str, str] = {"RATE_LIMITS": "off"}
"""Settings that switch the bot's own rate limits off: what is proved here is not how slow it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of a soak. `seconds` are those in which the bot is killed."""

    kills: int
    seconds: float
    applicants: int
    replicas: int
    seed: int
    database: str = ""


@dataclass(slots=True)
class Soaked:
    """What came of it."""

    wanted: Wanted
    counts: dict[str, int] = field(default_factory=dict)
    verdict: Verdict = field(default_factory=Verdict)
    in_flight: int = 0
    unheard: int = 0
    drain_seconds: float = 0.0
    deaths: int = 0
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Nothing lost, nothing with a key twice, and no more messages twice than may be."""
        found = self.verdict
        never = (
            *(found.state_lost, found.state_duplicated, found.effects_lost),
            *(found.keyed_duplicated, found.out_of_order),
        )
        return not any(never) and found.effects_duplicated <= self.in_flight + self.unheard


async def soak(wanted: Wanted, library: Library, folder: Path) -> Soaked:
    """Run it, with everything it stores in `folder`.

    Raises:
        RuntimeError: a bot ended by itself, or things did not come to rest.
    """
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(processes.sandbox(folder / "sandbox"))
        url = wanted.database or f"sqlite:///{folder / 'bot-1' / 'veiviser.db'}"
        database = Database.open(url)
        stack.push_async_callback(database.close)
        await database.migrate()
        people = await _People.of(sandbox, Reader(library), wanted)
        await database.turn(people.prepare)
        replicas = await _started(stack, wanted, sandbox, folder, url)
        witness = Witness(sandbox, url)
        witness.open()
        stack.callback(witness.close)
        soaked = await _storm(wanted, sandbox, replicas, witness, people)
        await _compare(soaked, sandbox, witness, people, database, library)
    soaked.deaths = sum(replica.deaths for replica in replicas)
    soaked.seconds = time.monotonic() - began
    return soaked


async def _started(
    stack: AsyncExitStack, wanted: Wanted, sandbox: SandboxClient, folder: Path, url: str
) -> list[Replica]:
    more = {"DATABASE_URL": url, **UNLIMITED}
    if wanted.replicas > 1:
        more["LEASE_SECONDS"] = LEASE_SECONDS
    numbers = range(1, wanted.replicas + 1)
    replicas = [Replica(sandbox.url, folder, number, more) for number in numbers]
    for replica in replicas:  # one after the other, as the first one makes the tables
        await replica.start()
        stack.push_async_callback(replica.stop)
    return replicas


@dataclass(slots=True)
class _People:
    """All robots, and what they share."""

    applicants: list[RobotApplicant]
    secretaries: list[RobotSecretary]
    desk: Desk
    book: CaseBook
    over: asyncio.Event

    @property
    def diaries(self) -> list[Diary]:
        return [robot.diary for robot in self.applicants]

    def prepare(self, work: Work) -> None:
        """A draft for each applicant."""
        for robot in self.applicants:
            robot.prepare(work, datetime.now(UTC))

    @classmethod
    async def of(cls, sandbox: SandboxClient, reader: Reader, wanted: Wanted) -> _People:
        shown.begins(reader)
        over, book, desk = asyncio.Event(), CaseBook(), Desk(sandbox)
        applicants = []
        for number in range(wanted.applicants):
            chat = await sandbox.add_applicant(f"Robot {number}")
            chance = random.Random(wanted.seed * 1000 + number)
            applicants.append(RobotApplicant(chat, reader, chance, over))
        third = await sandbox.secretariat.add_user(SECRETARIES[-1])
        await sandbox.secretariat.set_member(third, present=True)
        people = [*MEMBERS, third]
        secretaries = [
            RobotSecretary(desk, reader, book, people, number, over)
            for number in range(len(people))
        ]
        return cls(applicants, secretaries, desk, book, over)


async def _storm(
    wanted: Wanted,
    sandbox: SandboxClient,
    replicas: list[Replica],
    witness: Witness,
    people: _People,
) -> Soaked:
    """The kills and the troubles; then the calm in which everything has to arrive."""
    chance = random.Random(wanted.seed)
    reaper = Reaper(replicas, wanted.kills, wanted.seconds, chance, witness.note_kill)
    robots = [asyncio.create_task(each.live()) for each in people.applicants]
    robots += [asyncio.create_task(each.live()) for each in people.secretaries]
    async with _meanwhile(witness.watch()), _meanwhile(people.desk.watch()):
        async with _meanwhile(trouble(sandbox, chance)):
            await reaper.run()
        await sandbox.clear_faults()
        people.over.set()
        calm = time.monotonic()
        await asyncio.gather(*robots)
        await _drained(witness)
        drained = time.monotonic() - calm
        await witness.look()
    return Soaked(wanted, in_flight=sum(witness.in_flight), drain_seconds=drained)


@asynccontextmanager
async def _meanwhile(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Do something beside the block; what goes wrong with it ends the run."""
    task = asyncio.create_task(work)
    try:
        yield
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _drained(witness: Witness) -> None:
    """Wait until nothing waits; what was set aside stays, and is found later."""
    ends = time.monotonic() + DRAIN_SECONDS
    while await witness.waiting():
        if time.monotonic() > ends:
            return
        await asyncio.sleep(0.1)


async def _compare(
    soaked: Soaked,
    sandbox: SandboxClient,
    witness: Witness,
    people: _People,
    database: Database,
    library: Library,
) -> None:
    found, diaries, book = soaked.verdict, people.diaries, people.book
    made = (await sandbox.updates())["made"]
    missing = made - witness.journalled()
    if missing or witness.missed_calls:
        found.find("state_lost", f"updates: {missing}", abs(missing) + witness.missed_calls)
    for each in [*(m for d in diaries for m in d.missed), *book.missed]:
        found.find("effects_lost", each)
    await database.read(lambda work: _check_database(found, work, diaries, book, library))
    calls = shown.by_chat(witness.calls)
    for diary in diaries:
        shown.check_chat(found, diary, book, calls.get(diary.chat, []))
        chat = await sandbox.applicant(diary.chat).messages(1_000_000)
        shown.check_receipts(found, diary, chat)
    await _check_channel(found, people)
    soaked.unheard = shown.unheard(witness.calls)
    refused = sum(call.status != 200 for call in witness.calls)
    soaked.counts = {"updates": made, "calls": len(witness.calls), "troubled calls": refused}
    soaked.counts |= counted(diaries) | {"acts": sum(map(len, book.acts.values()))}


def _check_database(
    found: Verdict, work: Work, diaries: list[Diary], book: CaseBook, library: Library
) -> None:
    references = []
    for diary in diaries:
        dossiers = verdict.owned(work, diary.chat, library.checklist.name_item)
        references += [dossier.reference for dossier in dossiers if dossier.reference]
        verdict.check_state(found, diary, book, dossiers)
    verdict.check_references(found, references)
    for failed in work.set_aside.all():
        found.find("state_lost", f"{failed.event_id} was set aside: {failed.error}")
    for row in work.outbox.put_aside():
        found.find("effects_lost", f"{row.kind} in {row.lane} was set aside: {row.last_error}")
    for row in work.outbox.waiting():
        found.find("effects_lost", f"{row.kind} in {row.lane} still waits: {row.last_error}")


async def _check_channel(found: Verdict, people: _People) -> None:
    desk = people.desk
    await desk.look()
    cards: dict[str, list[Post]] = {}
    for post in desk.posts.values():
        for reference in desk.references(post):
            cards.setdefault(reference, []).append(post)
    digests = {
        file.id: sha256(await desk.sandbox.secretariat.download(file)).hexdigest()
        for thread in desk.threads.values()
        for post in thread
        for file in post.files
    }
    for diary in people.diaries:
        for application in diary.applications:
            own = cards.get(application.reference, [])
            if application.reference:
                threads = [desk.threads.get(post.ts, []) for post in own]
                shown.check_case(found, application, people.book, threads, digests)
    shown.check_inquiries(found, people.diaries, desk.inquiries())
