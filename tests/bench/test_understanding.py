"""Questions that nobody trained on are understood: the floors below which a change is refused."""

from __future__ import annotations

import pytest

from knowledge.library import Library
from knowledge.model import Language
from knowledge.phrasing import normalised
from tests.bench.understanding.measure import Measured, measure
from tests.bench.understanding.questions import Half, Question, evaluation, read

LEAST_RIGHT, LEAST_ONE_TAP, MOST_WRONG, MOST_FOREIGN = 0.75, 0.92, 0.04, 0.05


@pytest.fixture(scope="module")
def measured(real_library: Library) -> Measured:
    return measure(evaluation(real_library.phrasings), real_library.understand)


@pytest.mark.parametrize("group", ["all", *Language])
def test_plain_questions_are_answered_right(measured: Measured, group: str) -> None:
    tally = measured.ours[Half.PLAIN, group]

    assert tally.right >= LEAST_RIGHT
    assert tally.one_tap >= LEAST_ONE_TAP
    assert tally.wrong <= MOST_WRONG


def test_what_is_not_ours_is_not_answered(measured: Measured) -> None:
    assert measured.foreign.wrong <= MOST_FOREIGN


def test_the_sets_are_large_and_apart(real_library: Library) -> None:
    calibration, kept = read("calibration"), evaluation(real_library.phrasings)

    assert len(calibration) >= 500
    assert len(kept) >= 400
    assert sum(not each.entries for each in kept) >= 150
    assert _texts(kept).isdisjoint(_texts(calibration))
    for questions in (calibration, kept):
        named = {entry for each in questions for entry in each.entries}
        assert named <= set(real_library.entries)


def _texts(questions: list[Question]) -> set[str]:
    return {normalised(each.text) for each in questions}
