"""Two replicas on one PostgreSQL: either may die at any moment, and so may the database.

Each replica is a process. The sandbox lives on, as Telegram and Slack do.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.reading import Reader
from bot.sandbox import SandboxClient
from dialogs.state import CaseState, Dossier
from knowledge.library import Library
from storage.database import Database
from storage.work import Work
from tests.cluster.topology import Cluster, cluster
from tests.databases import POSTGRES, fresh
from tests.e2e.house import REFERENCE
from tests.e2e.test_kill import ANSWERS, STORED, Ordeal
from tests.postgres import server_of_its_own

DEATHS = 8
LEASE = 2.0
PATIENCE = 30.0


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with fresh(tmp_path, POSTGRES, migrated=False) as url:
        yield url


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_a_case_goes_on_whichever_replica_is_killed(
    sandbox: SandboxClient, library: Library, url: str, tmp_path: Path, webhook: bool
) -> None:
    steps = Ordeal(sandbox, Reader(library)).steps()
    fatal = set(random.sample(range(len(steps)), DEATHS))
    async with cluster(sandbox.url, url, tmp_path, webhook=webhook, lease_seconds=LEASE) as started:
        dead = None
        for number, step in enumerate(steps):
            dying = None
            if number in fatal:
                if dead is not None:
                    await dead.bot.start()
                    await dead.becomes(200)
                # The one that has lived for longer: where only one polls, it is that one.
                dead = started.replicas[0 if dead is None or dead is started.replicas[1] else 1]
                dying = asyncio.create_task(_kill(dead.bot.kill))
            await step()
            if dying is not None:
                await dying
        dossier = await _settled(url)
    assert sum(replica.bot.deaths for replica in started.replicas) == DEATHS
    _check(dossier)
    cards = await sandbox.secretariat.messages()
    assert len(cards) == 1
    thread = await sandbox.secretariat.thread(cards[0].ts)
    names = Counter(file.name for post in thread for file in post.files if "soknad" in file.name)
    assert list(names.values()) == [2]
    if started.balancer is not None:
        assert all(started.balancer.passed.values()), started.balancer.passed


async def _kill(kill: object) -> None:
    await asyncio.sleep(random.uniform(0, 0.2))
    await kill()  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_a_database_that_restarts_is_waited_for_and_nothing_is_lost(
    sandbox: SandboxClient, library: Library, tmp_path: Path, webhook: bool
) -> None:
    steps = Ordeal(sandbox, Reader(library)).steps()
    restarts = {5, len(steps) // 2}
    with server_of_its_own() as server:
        async with cluster(
            sandbox.url, server.url, tmp_path, webhook=webhook, lease_seconds=LEASE
        ) as started:
            for number, step in enumerate(steps[: len(steps) // 2 + 3]):
                if number not in restarts:
                    await step()
                    continue
                await asyncio.to_thread(server.stop)
                await _all(started, 503)
                assert await started.replicas[0].probe("/livez") == 200
                going_on = asyncio.ensure_future(step())  # said while nobody can listen
                await asyncio.sleep(1.5)
                assert not going_on.done()
                await asyncio.to_thread(server.start)
                await going_on
                await _all(started, 200)
            await _look(server.url, _nothing_is_wrong)
            assert [await replica.bot.stop() for replica in started.replicas] == [0, 0]


async def _all(started: Cluster, status: int) -> None:
    for replica in started.replicas:
        await replica.becomes(status)


async def _look(url: str, look: object) -> object:
    database = Database.open(url)
    try:
        async with asyncio.timeout(PATIENCE):
            while await database.read(lambda work: work.outbox.depth()):
                await asyncio.sleep(0.05)
        return await database.read(look)  # type: ignore[arg-type]
    finally:
        await database.close()


def _nothing_is_wrong(work: Work) -> None:
    assert not work.set_aside.all()
    assert not work.outbox.put_aside()


async def _settled(url: str) -> Dossier:
    """The case when everything is delivered."""

    def look(work: Work) -> Dossier | None:
        _nothing_is_wrong(work)
        assert work.dossiers.find(REFERENCE.replace("0001", "0002")) is None
        return work.dossiers.find(REFERENCE)

    found = await _look(url, look)
    assert isinstance(found, Dossier)
    return found


def _check(dossier: Dossier) -> None:
    written = {item: answer.value for item, answer in dossier.answers.items() if not answer.files}
    assert written == {**ANSWERS, **STORED, "B6": "Bodø"}
    assert dossier.state is CaseState.APPROVED
    assert [len(dossier.answers[item].files) for item in ("B4", "D2")] == [1, 4]
    assert Counter(line.what for line in dossier.history) == Counter(
        ["submit", "take", "fee", "request_changes", "send_changes", "to_committee", "approve"]
    )
