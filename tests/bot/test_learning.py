"""Every process picks up what was taught, at its next turn and before its next message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.content import expected_phrases
from bot.learning import Learning, LearntRenderer
from dialogs.lessons import NewAnswer, RemoveEntry
from dialogs.state import Person
from knowledge.library import Library
from knowledge.loader import load
from knowledge.model import Band, Language, Markup, Taught
from knowledge.taught import TaughtLibrary
from storage.database import Database
from storage.work import Work
from tests.bot.stage import NOON
from tests.databases import opened

CONTENT = Path(__file__).parents[2] / "knowledge" / "content"
SIRI = Person("U1", "Siri")
TEXT = "Gjelder det papirlappen?"


@pytest.fixture(scope="module")
def library() -> Library:
    return load(CONTENT, expected_phrases())


@pytest.fixture
async def database(tmp_path: Path, kind: str) -> AsyncIterator[Database]:
    async with opened(tmp_path, kind) as database:
        yield database


def teach(work: Work) -> None:
    new = NewAnswer("Gjelder det lappen?", "Ja.", "Sekretariatet")
    work.taught.add_entry("lappen", new, SIRI, NOON, date(2026, 3, 2))
    work.taught.add_phrasing(TEXT, "lappen", Language.NB, SIRI, NOON)


async def test_what_is_taught_is_seen_by_every_process(
    database: Database, library: Library
) -> None:
    one, other = Learning(library), Learning(library)
    assert (await database.read(one.look)).understand(TEXT).band is not Band.ANSWER

    await database.turn(teach)

    for learning in (one, other):
        knowledge = await database.read(learning.look)
        assert knowledge.understand(TEXT).entries == ("lappen",)
        assert learning.knowledge is knowledge
        renderer = LearntRenderer(learning)
        params = {"entry": "lappen"}
        assert "Ja." in renderer.render("answer.entry", params, Language.NB, Markup.PLAIN)


async def test_nothing_is_built_anew_while_nothing_changes(
    database: Database, library: Library
) -> None:
    learning = Learning(library)
    await database.turn(teach)

    first = await database.read(learning.look)

    assert await database.read(learning.look) is first


async def test_a_transaction_that_is_undone_teaches_nothing(
    database: Database, library: Library
) -> None:
    learning = Learning(library)

    def fail(work: Work) -> None:
        teach(work)
        raise LookupError

    with pytest.raises(LookupError):
        await database.turn(fail)

    assert (await database.read(learning.look)).understand(TEXT).band is not Band.ANSWER


async def test_whoever_refits_is_told_once_for_each_change(
    database: Database, library: Library
) -> None:
    told: list[tuple[int, bool]] = []

    def on_taught(taught: Taught, knowledge: TaughtLibrary) -> None:
        told.append((taught.version, "lappen" in knowledge.entries))

    learning = Learning(library, on_taught)
    await database.turn(teach)
    await database.read(learning.look)
    await database.read(learning.look)
    change, day = RemoveEntry(1), date(2026, 3, 2)
    await database.turn(lambda work: work.taught.change(change, SIRI, NOON, day))
    await database.read(learning.look)

    assert told == [(2, True), (3, False)]


async def test_a_refit_that_fails_does_not_fail_the_turn(
    database: Database, library: Library
) -> None:
    def on_taught(taught: Taught, knowledge: TaughtLibrary) -> None:
        raise LookupError

    learning = Learning(library, on_taught)
    await database.turn(teach)

    assert (await database.read(learning.look)).understand(TEXT).entries == ("lappen",)
