"""Backup beside a running bot and restore without one, as an operator does it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bot.app import StartError
from bot.cli import main
from bot.commands.run import against
from bot.sandbox import SandboxClient
from bot.settings import read_settings
from knowledge.library import Library
from tests.e2e.house import REFERENCE, House


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

    assert await asyncio.to_thread(_run, "restore", copy) == 1
    said = capsys.readouterr().err
    assert f"process {os.getpid()} is already running" in said
    assert "stop it first" in said
    settings = against(read_settings(), sandbox.url)
    with pytest.raises(StartError, match="already running"):
        await House(settings, library, sandbox).start()


def test_a_reference_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("restore", "copy.db", "--last-reference=42") == 2
    assert "GC-2026-0042" in capsys.readouterr().err


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_on_postgresql_its_own_tools_are_named(
    command: str,
    tool: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/veiviser")
    assert _run(command, "copy.db") == 1
    assert capsys.readouterr().err == f"veiviser: the database is PostgreSQL: use {tool}\n"
