"""A disk that fills up under a running bot, or is read-only: it is said, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.sandbox import SandboxClient
from knowledge.library import Library
from tests.disks import SmallDisk, small_disk
from tests.e2e.house import House, sandbox_settings

MEGABYTES = 8


@pytest.fixture
async def crowded(
    sandbox: SandboxClient, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[House, SmallDisk]]:
    """A bot with a small disk of its own."""
    with small_disk(tmp_path / "disk", MEGABYTES) as disk:
        monkeypatch.setenv("VAR_DIR", str(disk.folder))
        monkeypatch.setenv("COLUMNS", "400")  # so that a sentence is not broken over lines
        built = House(sandbox_settings(disk.folder, sandbox.url), library, sandbox)
        await built.start()
        yield built, disk
        await built.stop()


async def test_what_comes_while_the_disk_is_full_is_taken_when_there_is_room(
    crowded: tuple[House, SmallDisk], capsys: pytest.CaptureFixture[str]
) -> None:
    house, disk = crowded
    await house.say("/start", "Godkjent Callcenter")
    disk.fill()

    await house.kari.say("/status Nordlys")
    await house.kari.say("/status Sørvind")
    assert await _ends_with(1, "doctor")
    assert "make room" in capsys.readouterr().out
    await _nothing_is_said(house, "Nordlys")

    disk.make_room()
    await house.kari.wait_for_message("Sørvind", timeout=30)
    await house.all_sent()
    shown = [m.text for m in await house.kari.messages(50) if m.from_bot]
    assert [sum(name in text for text in shown) for name in ("Nordlys", "Sørvind")] == [1, 1]


async def test_on_a_read_only_disk_the_bot_does_not_start_and_afterwards_nothing_is_missing(
    crowded: tuple[House, SmallDisk], capsys: pytest.CaptureFixture[str]
) -> None:
    house, disk = crowded
    await house.say("/start", "Godkjent Callcenter")
    await house.stop()
    disk.set_writable(False)

    await house.kari.say("/status Nordlys")
    assert await _ends_with(2, "run")
    assert "VAR_DIR cannot be written" in capsys.readouterr().err
    assert await _ends_with(1, "doctor")
    assert "VAR_DIR cannot be written" in capsys.readouterr().out

    disk.set_writable(True)
    await house.start()
    await house.kari.wait_for_message("Nordlys")


async def _ends_with(status: int, command: str) -> bool:
    def ended() -> object:
        with pytest.raises(SystemExit) as exit_:
            main([command])
        return exit_.value.code

    return await asyncio.to_thread(ended) == status


async def _nothing_is_said(house: House, name: str) -> None:
    await asyncio.sleep(0.5)
    assert not [m for m in await house.kari.messages(50) if m.from_bot and name in m.text]
