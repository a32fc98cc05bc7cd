"""The benchmark itself works: a look at its parts, small enough for every run of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.settings import read_settings
from knowledge.loader import load
from storage.engine import make_engine, usable_url
from tests.bench import processes
from tests.bench.filling import ANSWERS, CONVERSATIONS, DOSSIERS, EVENTS, fill, statements
from tests.bench.plan import Move, application
from tests.bench.report import Figure, show, write
from tests.bench.rounds import Crowd, Samples
from tests.databases import KINDS, fresh


def test_a_measured_applicant_types_an_answer_to_most_questions() -> None:
    moves = application(load(read_settings().content_dir).checklist)
    typed = [move for move in moves if move.text]
    assert len(typed) > len(moves) / 2
    assert all(move.text or move.label for move in moves)


async def test_the_echo_answers_many_chats_and_every_reply_is_timed(tmp_path: Path) -> None:
    samples = Samples()
    async with (
        processes.sandbox(tmp_path / "echo") as sandbox,
        processes.echo(tmp_path / "echo", sandbox.url) as echo,
    ):
        crowd = await Crowd.of(sandbox, 3)
        texts = await crowd.make(Move("Hei"), samples)
        assert echo.resident_mb() > 1
    assert texts == ("Hei",) * 3
    assert len(samples.seconds) == samples.messages == 3
    assert all(0 < seconds <= samples.elapsed for seconds in samples.seconds)


def test_an_aim_is_a_ceiling_a_floor_or_about_the_ratio() -> None:
    assert Figure("start", 1.0, "s", aim=1.5).met
    assert not Figure("memory", 151.0, "MB", aim=150).met
    assert not Figure("rate", 100.0, "/s", aim=120, at_least=True).met
    assert Figure("p50", 16.0, "ms", ratio=2.5, aim=5, of_ratio=True).met
    assert Figure("p95", 16.0, "ms").met is None


def test_the_figures_are_kept_as_json(tmp_path: Path) -> None:
    figures = [Figure("start", 1.0, "s", aim=1.5), Figure("rate", 140.0, "/s", 0.5)]
    show(figures, "a test")
    assert '"name": "rate"' in write(figures, tmp_path / "kept").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_database_has_the_rows_that_it_should(tmp_path: Path, kind: str) -> None:
    with fresh(tmp_path, kind, migrated=False) as url:
        fill(url, part=0.001)
        engine = make_engine(usable_url(url), connections=1)
        with engine.connect() as connection:
            counts = {
                table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
                for table in statements(1, 1, 1)
            }
        engine.dispose()
    assert counts == {
        "conversations": CONVERSATIONS // 1000,
        "dossiers": DOSSIERS // 1000,
        "answers": DOSSIERS * ANSWERS // 1000,
        "case_events": DOSSIERS // 1000,
        "journal": EVENTS // 1000,
    }


async def test_the_usual_bot_asks_its_questions_and_stores_the_answers(tmp_path: Path) -> None:
    asked = ["Hva heter virksomheten?", "Hvor ligger den?"]
    async with (
        processes.sandbox(tmp_path / "usual") as sandbox,
        processes.usual(tmp_path / "usual", sandbox.url, asked),
    ):
        crowd = await Crowd.of(sandbox, 2)
        replies = [(await crowd.make(Move(text)))[0] for text in ("/sok", "Senteret", "Oslo")]
    assert replies[:2] == asked
    assert "Takk" in replies[2]
