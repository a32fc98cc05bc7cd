"""Backup beside a running bot and restore without one, as an operator does it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from bot.app import StartError
from bot.cli import main
from bot.commands.run import against
from bot.sandbox import SandboxClient
from bot.settings import read_settings
from dialogs.effects import RefreshCard
from knowledge.library import Library
from storage.database import Database
from storage.work import Work
from tests.databases import KINDS, POSTGRES, fresh
from tests.e2e.house import REFERENCE, House
from tests.storage.samples import NOW

T = TypeVar("T")


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


async def test_a_case_survives_in_a_copy_that_was_made_while_the_bot_ran(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = await house.submit()
    await house.all_sent()
    copy = str(tmp_path / "copy.db")
    talking = asyncio.create_task(house.say("/hjelp", "/sok"))

    assert await asyncio.to_thread(_run, "backup", copy) == 0
    await talking
    assert await asyncio.to_thread(_run, "backup", copy) == 1
    assert await asyncio.to_thread(_run, "restore", copy) == 1
    said = capsys.readouterr()
    assert "--force" in said.err
    assert "stop it first" in said.err
    assert said.out == ""

    await house.click("slack.button.take")
    await house.office.card("Siri Sekretær tok saken")
    await house.stop()
    later = REFERENCE.replace("0001", "0041")
    assert await asyncio.to_thread(_run, "restore", copy, f"--last-reference={later}") == 0
    assert capsys.readouterr().err == ""
    await house.start()

    assert (await house.dossier()).reference == REFERENCE
    assert (await house.dossier()).handler is None
    await house.all_sent()  # the card was newer than the case, and is renewed
    await house.click("slack.button.take")
    await house.office.card("Siri Sekretær tok saken")
    assert [post.ts for post in await house.office.messages()] == [card.ts]
    year = int(REFERENCE[3:7])
    assert await house.app.database.turn(lambda work: work.references.next(year)) == (
        REFERENCE.replace("0001", "0042")
    )


async def test_it_is_refused_while_a_bot_runs_on_the_database_wherever_it_was_started(
    house: House,
    library: Library,
    sandbox: SandboxClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = str(tmp_path / "copy.db")
    assert await asyncio.to_thread(_run, "backup", copy) == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("VAR_DIR", "var")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///../var/veiviser.db")

    for command in (("restore", copy), ("catch-up",)):
        assert await asyncio.to_thread(_run, *command) == 1
        said = capsys.readouterr().err
        assert f"process {os.getpid()} is already running" in said
        assert "stop it first" in said
    settings = against(read_settings(), sandbox.url)
    with pytest.raises(StartError, match="already running"):
        await House(settings, library, sandbox).start()


def test_a_reference_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("restore", "copy.db", "--last-reference=42") == 2
    assert "GC-2026-0042" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "tool"),
    [("backup", "pg_dump"), ("restore", "pg_restore, then `veiviser catch-up`")],
)
def test_on_postgresql_its_own_tools_are_named(
    command: str,
    tool: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/veiviser")
    assert _run(command, "copy.db") == 1
    assert capsys.readouterr().err == f"veiviser: the database is PostgreSQL: use {tool}\n"


# --- catching up ----------------------------------------------------------------------------------


@pytest.fixture(params=KINDS)
def url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A database that was just put back, as PostgreSQL's or the system's tools do it."""
    with fresh(tmp_path, request.param) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        yield url


async def _in(url: str, act: Callable[[Work], T]) -> T:
    database = Database.open(url)
    try:
        await database.migrate()
        return await database.turn(act)
    finally:
        await database.close()


def _fill(work: Work) -> None:
    work.references.next(2026)
    work.outbox.add(RefreshCard(1), "case:1", "secretariat", NOW)


async def test_a_database_that_others_put_back_catches_up(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await _in(url, _fill)

    assert await asyncio.to_thread(_run, "catch-up", "--last-reference=GC-2026-0041") == 0

    assert "To be sent after a look: 1." in capsys.readouterr().out
    assert await _in(url, lambda work: work.references.next(2026)) == "GC-2026-0042"
    (row,) = await _in(url, lambda work: work.outbox.claim(NOW, NOW, 9))
    assert row.attempts == 2


async def test_a_replica_that_is_connected_keeps_it_from_catching_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with fresh(tmp_path, POSTGRES) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        replica = Database.open(url)
        await replica.turn(_fill)

        assert await asyncio.to_thread(_run, "catch-up", "--last-reference=GC-2026-0041") == 1

        assert "stop all replicas" in capsys.readouterr().err
        assert await replica.turn(lambda work: work.references.next(2026)) == "GC-2026-0002"
        (row,) = await replica.turn(lambda work: work.outbox.claim(NOW, NOW, 9))
        assert row.attempts == 1
        await replica.close()


def test_where_there_is_no_database_there_is_nothing_to_catch_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run("catch-up") == 1
    assert "there is no database" in capsys.readouterr().err
    assert not Path("var").exists()


def test_a_server_that_is_away_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert _run("catch-up") == 1
    assert capsys.readouterr().err.startswith("veiviser: the database")
