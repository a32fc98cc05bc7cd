"""The golden conversations, played at every depth. Only these tests know the bot's wording."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.delivery import HEAVY
from dialogs.effects import FetchFile
from knowledge.library import Library
from tests.databases import KINDS, fresh
from tests.limits import fit_nothing, lengthen
from tests.transcripts_runner.core_driver import CoreDriver
from tests.transcripts_runner.playing import play
from tests.transcripts_runner.sandbox_driver import SandboxDriver
from tests.transcripts_runner.story import Act, Seen, read, write
from tests.transcripts_runner.turn_driver import TurnDriver

FOLDER = Path(__file__).parent / "transcripts"
STORIES = sorted(FOLDER.glob("*.yaml"))


@pytest.fixture(scope="module")
def library(real_library: Library) -> Library:
    return real_library


def _compare(act: Act, seen: Sequence[Seen]) -> None:
    assert _readable(seen) == _readable(act.seen), f"after {act.kind}: {act.what}"


def _readable(seen: Sequence[Seen]) -> str:
    return "\n".join(f"{each.kind}:\n{each.text}\n" for each in seen)


def test_there_are_fifteen_stories() -> None:
    assert len(STORIES) >= 15


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_a_story_in_the_core_alone(
    path: Path, library: Library, request: pytest.FixtureRequest
) -> None:
    story, driver = read(path), CoreDriver(library)

    if request.config.getoption("--update-transcripts"):
        write(story, await play(story, driver))
    else:
        await play(story, driver, _compare)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_a_story_through_turn_and_storage(
    path: Path, library: Library, tmp_path: Path, kind: str
) -> None:
    with fresh(tmp_path, kind) as url:
        await play(read(path), TurnDriver(library, url), _compare)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_a_story_through_the_real_adapters(
    path: Path, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Which of two files arrives first is chance, and no story is about it.
    monkeypatch.setitem(HEAVY, FetchFile.__name__, 1)
    lengthen(monkeypatch)
    fit_nothing(monkeypatch)
    await play(read(path), SandboxDriver(library, tmp_path), _compare)
