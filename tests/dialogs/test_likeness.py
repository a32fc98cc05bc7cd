"""What is grouped as one question, and what is not."""

from __future__ import annotations

import pytest

from dialogs.likeness import alike, first_alike, normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gjelder ordningen chatboter?", "gjelder ordningen CHATBOTER"),
        ("Gjelder ordningen for chatboter?", "Gjelder ordnigen for chatboter"),
        ("Gjelder ordningen for chatboter?", "For chatboter, gjelder ordningen?"),
    ],
)
def test_the_same_question_in_other_words_is_one(one: str, other: str) -> None:
    assert alike(normalised(one), normalised(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hva skjer etter 2 år?", "Hva skjer etter 3 år?"),
        ("Må vi ha avtale?", "Må vi ikke ha avtale?"),
        ("Gjelder ordningen for chatboter?", "Kan dere anbefale en pizzarestaurant?"),
        ("Hva er gebyret?", "Hva er kravet?"),
    ],
)
def test_different_questions_are_two(one: str, other: str) -> None:
    assert not alike(normalised(one), normalised(other))


def test_the_first_that_is_alike_is_found() -> None:
    known = [(3, "hva er kravet"), (5, "gjelder det chatboter"), (8, "gjelder det chatboter nå")]

    assert first_alike("gjelder det chatboter", known) == 5
    assert first_alike("noe helt annet", known) is None
