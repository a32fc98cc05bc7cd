"""Questions that nobody trained on are understood: the floors below which a change is refused."""

from __future__ import annotations

import pytest

from knowledge.library import Library
from knowledge.model import Language
from knowledge.phrasing import normalised
from tests.bench.understanding.measure import Measured, measure
from tests.bench.understanding.questions import Half, Question, read, unseen

LEAST_RIGHT, LEAST_ONE_TAP, MOST_WRONG, MOST_FOREIGN = 0.75, 0.92, 0.04, 0.05


@pytest.fixture(scope="module")
def measured(real_library: Library) -> Measured:
    questions = unseen(read("evaluation"), real_library.phrasings)
    return measure(questions, real_library.understand)


@pytest.mark.parametrize("group", ["all", *Language])
def test_plain_questions_are_answered_right(measured: Measured, group: str) -> None:
    tally = measured.ours[Half.PLAIN, group]

    assert tally.right >= LEAST_RIGHT
    assert tally.one_tap >= LEAST_ONE_TAP
    assert tally.wrong <= MOST_WRONG


def test_what_is_not_ours_is_not_answered(measured: Measured) -> None:
    assert measured.foreign.wrong <= MOST_FOREIGN


def test_the_sets_are_large_and_apart(real_library: Library) -> None:
    calibration, evaluation = read("calibration"), read("evaluation")
    shared = _texts(calibration) & _texts(evaluation)

    assert len(calibration) >= 500
    assert len(evaluation) >= 400
    assert sum(not each.entries for each in evaluation) >= 150
    assert len(shared) < 0.02 * len(evaluation)
    for questions in (calibration, evaluation):
        named = {entry for each in questions for entry in each.entries}
        assert named <= set(real_library.entries)


def _texts(questions: list[Question]) -> set[str]:
    return {normalised(each.text) for each in questions}
