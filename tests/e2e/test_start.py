"""What `veiviser run` refuses to start with, and that it ends in peace."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import StartError, running
from bot.cli import main
from bot.sandbox import SandboxClient
from knowledge.library import Library
from storage.database import Database
from storage.engine import sqlite_path
from tests import postgres
from tests.e2e.house import sandbox_settings
from tests.e2e.mortal import ROOT, MortalBot
from tests.models import CONTENT

TOKENS = {
    "TELEGRAM_TOKEN": "123456:TEST-token",
    "SLACK_BOT_TOKEN": "xoxb-test",
    "SLACK_APP_TOKEN": "xapp-test",
}


def _exit_status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("given", TOKENS)
def test_some_but_not_all_tokens_are_refused_by_name(
    given: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(given, TOKENS[given])

    status = _exit_status("run")

    said = capsys.readouterr().err
    assert status == 2
    for name in {*TOKENS, "SLACK_CHANNEL"} - {given}:
        assert name in said


def test_all_wrong_settings_are_named_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**TOKENS, "SLACK_BOT_TOKEN": "nonsense", "SLACK_CHANNEL": "#sekretariat"}
    for name, value in {**wrong, "LOG_LEVEL": "LOUD", "CONTENT_DIR": "nowhere"}.items():
        monkeypatch.setenv(name, value)

    status = _exit_status("run")

    said = capsys.readouterr().err
    assert status == 2
    for name in ("SLACK_BOT_TOKEN", "SLACK_CHANNEL", "LOG_LEVEL", "CONTENT_DIR"):
        assert name in said
    assert "nonsense" not in said


@pytest.mark.parametrize("command", ["run", "check"])
def test_broken_content_is_refused_with_every_mistake_in_its_place(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    checklist, phrases = content / "checklist" / "a.yaml", content / "phrases.yaml"
    checklist.write_text(checklist.read_text().replace("kind: email", "kind: telegram"))
    phrases.write_text(phrases.read_text().replace("button.skip: Hopp over\n", ""))
    monkeypatch.setenv("CONTENT_DIR", str(content))

    status = _exit_status(command)

    said = capsys.readouterr().err
    assert status == 2
    line = next(
        number
        for number, text in enumerate(checklist.read_text().split("\n"), start=1)
        if "kind: telegram" in text
    )
    assert f"checklist/a.yaml:{line}:" in said
    assert "button.skip" in said


async def test_a_real_process_starts_is_used_and_ends_in_peace(
    sandbox: SandboxClient, tmp_path: Path
) -> None:
    bot = MortalBot(sandbox.url, tmp_path)
    kari = sandbox.applicant()

    await bot.start()
    await kari.say("/start")
    hello = await kari.wait_for_message("Veiviser", timeout=20)
    await sandbox.wait_for_bot()
    status = await bot.stop()

    assert hello.labels
    assert status == 0, bot.log.read_text()
    assert "Traceback" not in bot.log.read_text()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_ended_while_it_starts_it_leaves_no_sandbox_behind(
    tmp_path: Path, how: signal.Signals
) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "MODEL_DIR") if name in os.environ}
    address = tmp_path / "sandbox" / "address"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={**kept, "VAR_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(20):
        while not address.exists() or not (url := address.read_text()):
            await asyncio.sleep(0.005)

        process.send_signal(how)
        _, errors = await process.communicate()  # whose other end the sandbox has too

    assert process.returncode == (0 if how is signal.SIGTERM else -how), errors.decode()
    assert "Traceback" not in errors.decode()
    assert not await SandboxClient.listens(url)
    assert not address.exists()


async def test_a_sandbox_of_somebody_else_s_stays_when_the_bot_is_killed(
    sandbox: SandboxClient, tmp_path: Path
) -> None:
    # The sandbox of the fixture stands where the bot looks for one.
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "MODEL_DIR") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={**kept, "VAR_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdout=asyncio.subprocess.DEVNULL,
    )
    await sandbox.wait_for_bot(timeout=20)

    process.kill()
    await process.wait()
    await asyncio.sleep(0.3)

    assert await SandboxClient.listens(sandbox.url)


def test_a_broken_database_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "veiviser.db").write_bytes(b"this is not a database at all " * 300)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))

    status = _exit_status("status", "123456785")

    said = capsys.readouterr().err
    assert status == 1
    cure = "run `veiviser restore BACKUP`, or move it away"
    assert said == f"veiviser: the database cannot be used: file is not a database: {cure}\n"


@pytest.mark.parametrize("table", ["alembic_version", "taught_version", "outbox", "timers"])
async def test_a_damaged_page_is_said_in_words_wherever_the_start_meets_it(
    table: str, sandbox: SandboxClient, library: Library, tmp_path: Path
) -> None:
    settings = sandbox_settings(tmp_path / "var", sandbox.url)
    await _damaged(sqlite_path(settings.database), table)

    with pytest.raises(StartError, match="veiviser restore"):
        async with running(settings, library):
            pytest.fail("it runs")


async def test_a_start_that_meets_a_damaged_page_ends_in_one_line(
    sandbox: SandboxClient, tmp_path: Path
) -> None:
    bot = MortalBot(sandbox.url, tmp_path)
    await _damaged(tmp_path / "var" / "veiviser.db", "taught_version")
    await bot.start()
    async with asyncio.timeout(20):
        assert await bot.ended() == 1
    said = bot.log.read_text().splitlines()
    assert [line for line in said if line.startswith("veiviser: the database cannot be used")]
    assert not [line for line in said if "Traceback" in line]


async def _damaged(path: Path, table: str) -> None:
    """A database one page of which was overwritten."""
    database = Database.open(f"sqlite:///{path}")
    await database.migrate()
    await database.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\x99" * size
    path.write_bytes(content)


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit_status("sandbox", f"--port={port}") == 2
    assert "0 to 65535" in capsys.readouterr().err


async def test_a_replica_whose_clock_is_wrong_does_not_start(
    sandbox: SandboxClient, tmp_path: Path, real_library: Library
) -> None:
    def ahead() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=40)

    with postgres.database(migrated=False) as url:
        settings = sandbox_settings(tmp_path, sandbox.url).model_copy(update={"database_url": url})
        with pytest.raises(StartError, match=r"clock is \+40 s off"):
            async with running(settings, real_library, ahead):
                pass
