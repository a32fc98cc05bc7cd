"""The benchmark itself works: a look at its parts, small enough for every run of the tests."""

from __future__ import annotations

from pathlib import Path

from bot.settings import read_settings
from knowledge.loader import load
from tests.bench import processes
from tests.bench.plan import Move, application
from tests.bench.report import Figure, show, write
from tests.bench.rounds import Crowd, Samples


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
