"""Courtesies around a message do not change what it asks."""

from __future__ import annotations

import pytest

from knowledge.courtesy import Courtesy
from knowledge.interpreter import Interpreter
from knowledge.library import Library
from knowledge.model import Band
from knowledge.rules import Rules


@pytest.fixture(scope="module")
def rules(real_library: Library) -> Rules:
    return real_library.interpreter.rules


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Hei! Hva koster det? Takk på forhånd!", "Hva koster det"),
        ("Hei hei, hva koster det", "hva koster det"),
        ("Hei Veiviser, hva koster det? Mvh Kari Nordmann", "hva koster det"),
        ("Tusen takk for svar. Hva koster det?", "Hva koster det"),
        ("ok takk, men hva koster det", "men hva koster det"),
        ("Flott! Kan dere si meg hva det koster?", "hva det koster"),
        ("Beklager at jeg maser, men hva koster det", "men hva koster det"),
        ("Eit raskt spørsmål: kva kostar det? Beste helsing Ola", "kva kostar det"),
        ("God dag. Eg lurer på kva det kostar, på førehand takk", "kva det kostar"),
        ("Hello there, can you please tell me what it costs? Kind regards, Ann", "what it costs"),
        ("Thanks a lot for the quick reply! Just wondering if it is binding", "it is binding"),
        ("Great, what does it cost please", "what does it cost"),
    ],
)
def test_what_is_asked_is_left(rules: Rules, text: str, bare: str) -> None:
    assert rules.bare(text) == bare


@pytest.mark.parametrize(
    "text",
    [
        "bra callsenter, finnes det",
        "right of withdrawal",
        "spørsmål om gebyr",
        "takknemlige kunder",
        "heisann",
        "Tusen takk for hjelpen",
        "ja",
        "mvh",
        "vi sa takk og hilsen til kunden",
    ],
)
def test_what_only_looks_like_a_courtesy_stays(rules: Rules, text: str) -> None:
    assert rules.bare(text) == text


def test_behind_a_conjunction_there_may_be_another_courtesy(rules: Rules) -> None:
    bare = rules.bare("Hei! Tusen takk for sist, men kan dere si meg hva det koster? Mvh Kari")

    assert rules.alone(bare) == "hva det koster"


def test_lines_are_kept_apart_where_a_message_has_several_sentences(rules: Rules) -> None:
    parts = rules.parts("Hei\nHva koster det?\nHvem bestemmer?\nMvh Kari")

    assert parts == [("Hva koster det", True), ("Hvem bestemmer", True)]


def test_nothing_is_a_courtesy_where_the_content_names_none() -> None:
    assert Courtesy.of((), (), (), ()).without("hei, hva koster det") == "hei, hva koster det"


def test_a_conjunction_at_the_beginning_changes_nothing(library: Library) -> None:
    interpreter: Interpreter = library.interpreter
    plain = interpreter.understand("hva koster godkjenningen")

    assert interpreter.understand("takk, men hva koster godkjenningen?") == plain
    assert plain.band is Band.ANSWER
