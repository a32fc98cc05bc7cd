"""`veiviser doctor`: each thing that can be wrong is said, with what to do, and ends with 1."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot.cli import main
from bot.commands.run import SANDBOX_TOKENS
from bot.sandbox import SandboxClient
from dialogs.effects import Tell
from dialogs.messages import say
from dialogs.state import Address
from storage import inspection
from storage.aside import GONE
from storage.database import Database
from storage.work import Work
from tests.databases import POSTGRES, fresh
from tests.disks import small_disk
from tests.e2e.house import House

PATH = Path("var") / "veiviser.db"


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a sentence is not broken over lines."""
    monkeypatch.setenv("COLUMNS", "400")


def doctor(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["doctor", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def write(act: Callable[[Work], object]) -> None:
    """Have something in the database."""

    async def once() -> None:
        database = Database.open(f"sqlite:///{PATH.absolute()}")
        await database.migrate()
        await database.turn(act)
        await database.close()

    asyncio.run(once())


@pytest.fixture
def made() -> None:
    """A database."""
    write(lambda work: None)


def test_with_nothing_wrong_it_says_so_and_ends_with_zero(
    made: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor() == 0
    said = capsys.readouterr().out
    assert "WRONG" not in said
    for part in ("Python", "content", "model", "disk", "migrations", "writing", "outbox", "clock"):
        assert part in said


def test_before_the_first_start_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor() == 0
    assert "none yet" in capsys.readouterr().out
    assert not PATH.exists()


async def test_beside_a_running_bot_it_names_the_process(
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await asyncio.to_thread(doctor) == 0
    assert f"runs as process {os.getpid()}" in capsys.readouterr().out

    monkeypatch.setenv("DATABASE_URL", house.settings.database)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "elsewhere"))
    assert await asyncio.to_thread(doctor) == 0
    assert f"runs as process {os.getpid()}" in capsys.readouterr().out


def test_wrong_settings_are_each_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    monkeypatch.setenv("TELEGRAM_RATE", "0")
    assert doctor() == 1
    said = capsys.readouterr().out
    assert "LOG_LEVEL" in said
    assert "TELEGRAM_RATE" in said


def test_broken_content_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "content"
    empty.mkdir()
    monkeypatch.setenv("CONTENT_DIR", str(empty))
    assert doctor() == 1
    assert "veiviser check" in capsys.readouterr().out


def test_a_file_that_is_no_database_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    PATH.parent.mkdir()
    PATH.write_bytes(b"rubbish " * 999)
    assert doctor() == 1
    assert "veiviser restore" in capsys.readouterr().out


def test_a_damaged_page_is_said(made: None, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(PATH)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    content = bytearray(PATH.read_bytes())
    content[8192:24576] = b"\x77" * 16384
    PATH.write_bytes(content)
    assert doctor() == 1
    assert "damaged" in capsys.readouterr().out


def test_a_database_of_a_newer_program_is_said(
    made: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(PATH, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert doctor() == 1
    assert "newer than" in capsys.readouterr().out


def test_a_lock_that_another_program_keeps_is_said(
    made: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(inspection, "PATIENCE", 0.05)
    with closing(sqlite3.connect(PATH, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert doctor() == 1
        said = capsys.readouterr().out
        assert "keeps it locked" in said
        assert "sound" in said

        other.execute("ROLLBACK")
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert doctor() == 1
        _is_kept_from_it_and_not_damaged(capsys.readouterr().out, "end that program")


def _is_kept_from_it_and_not_damaged(said: str, cure: str) -> None:
    (line,) = [line for line in said.splitlines() if "database" in line]
    assert "WRONG" in line
    assert cure in line
    assert "damaged" not in line
    assert "restore" not in line


def test_a_read_only_disk_is_said_and_is_no_damage(
    made: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with small_disk(tmp_path / "disk", 8) as disk:
        there = disk.folder / "veiviser.db"
        there.write_bytes(PATH.read_bytes())
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{there}")
        disk.set_writable(False)
        assert doctor() == 1
    _is_kept_from_it_and_not_damaged(capsys.readouterr().out, "who owns the folder")


@pytest.mark.parametrize("name", ["folder", "file/veiviser.db"])
def test_a_place_where_no_file_can_be_is_said(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / name}")
    assert doctor() == 1
    _is_kept_from_it_and_not_damaged(capsys.readouterr().out, "DATABASE_URL")


def test_a_table_that_is_gone_is_said(made: None, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(PATH, isolation_level=None)) as connection:
        connection.execute("DROP TABLE outbox")
    assert doctor() == 1
    said = capsys.readouterr().out
    assert "lacks the tables outbox" in said
    assert "veiviser restore" in said


def test_a_disk_without_room_is_said(
    made: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.doctor.database.inspection.free_bytes", lambda _folder: 1000)
    assert doctor() == 1
    assert "make room" in capsys.readouterr().out


def test_a_clock_behind_the_newest_event_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    later = datetime.now(UTC) + timedelta(hours=3)
    write(lambda work: work.journal.record("tg:1:1", later))
    assert doctor() == 1
    assert "clock right" in capsys.readouterr().out


def _queued(work: Work, age: timedelta) -> None:
    effect = Tell(Address("telegram", "1"), say("help.commands"))
    work.outbox.add(effect, "chat:telegram:1", "telegram", datetime.now(UTC) - age)


def test_what_nobody_sends_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    write(lambda work: _queued(work, timedelta(minutes=1)))
    assert doctor() == 0
    write(lambda work: _queued(work, timedelta(hours=1)))
    assert doctor() == 1
    assert "start the bot" in capsys.readouterr().out


def test_what_was_set_aside_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime.now(UTC)

    def fill(work: Work) -> None:
        _queued(work, timedelta(minutes=1))
        (row,) = work.outbox.claim(now, now, 1)
        work.outbox.give_up(row, "refused", False, now)

    write(fill)
    assert doctor() == 1
    assert "veiviser outbox retry" in capsys.readouterr().out


def test_who_blocked_the_bot_is_nobodys_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime.now(UTC)

    def fill(work: Work) -> None:
        _queued(work, timedelta(minutes=1))
        (row,) = work.outbox.claim(now, now, 1)
        work.outbox.give_up(row, GONE, False, now)

    write(fill)
    assert doctor() == 0
    assert "WRONG" not in capsys.readouterr().out


# --- on PostgreSQL --------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """A PostgreSQL without tables; gets statements."""
    with fresh(tmp_path, POSTGRES, migrated=False) as url:
        monkeypatch.setenv("DATABASE_URL", url)

        def tell(statement: str) -> None:
            with closing(psycopg.connect(url.replace("+psycopg", ""), autocommit=True)) as client:
                client.execute(statement.encode())

        yield tell


def test_a_postgresql_is_looked_at_like_a_file(
    server: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor() == 0
    assert "no tables yet" in capsys.readouterr().out

    with pytest.raises(SystemExit):
        main(["migrate"])
    assert doctor() == 0
    said = capsys.readouterr().out
    for part in ("PostgreSQL answers", "migrations", "writing", "outbox", "clock", "no replica"):
        assert part in said

    server("UPDATE alembic_version SET version_num = '9999'")
    assert doctor() == 1
    assert "newer than" in capsys.readouterr().out


def test_a_postgresql_that_lacks_a_table_is_said(
    server: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["migrate"])
    server("DROP TABLE outbox")
    assert doctor() == 1
    said = capsys.readouterr().out
    assert "lacks the tables outbox" in said
    assert "veiviser catch-up" in said


def test_a_postgresql_that_takes_no_changes_is_said(
    server: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["migrate"])
    name = make_url(os.environ["DATABASE_URL"]).database
    server(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert doctor() == 1
    assert "read-only, or a standby" in capsys.readouterr().out


def test_a_postgresql_that_does_not_answer_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://veiviser:secret@127.0.0.1:1/veiviser")
    assert doctor() == 1
    said = capsys.readouterr().out
    assert "see that it runs" in said
    assert "secret" not in said


async def test_the_tokens_are_only_tried_when_it_is_wanted(
    sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in SANDBOX_TOKENS.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.setenv("TELEGRAM_API_URL", sandbox.url)
    monkeypatch.setenv("SLACK_API_URL", f"{sandbox.url}/slack/api/")
    assert await asyncio.to_thread(doctor) == 0
    assert await sandbox.calls() == []

    assert await asyncio.to_thread(doctor, "--online") == 0
    assert "Socket Mode" in capsys.readouterr().out

    monkeypatch.setenv("SLACK_CHANNEL", "C0NOWHERE01")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
    assert await asyncio.to_thread(doctor, "--online") == 1
    said = capsys.readouterr().out
    assert "C0NOWHERE01" in said
    assert "cannot be reached" in said
