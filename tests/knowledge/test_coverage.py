"""What the content lacks in other languages, and how hard it is to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.coverage import Gap, Share, lix, missing, report
from knowledge.library import Library
from knowledge.loader import load
from knowledge.model import Language
from knowledge.texts import entry_key, item_key, phrase_key, section_key


def test_a_gap_is_a_text_that_a_language_lacks(library: Library) -> None:
    gaps = missing(library)
    assert Gap(Language.EN, phrase_key("answer.entry")) in gaps
    assert Gap(Language.EN, entry_key("what-is-it", "answer")) in gaps
    assert Gap(Language.NN, section_key("A")) in gaps
    assert Gap(Language.EN, item_key("A3", "question")) not in gaps
    assert not any(gap.language is Language.NB for gap in gaps)


def test_shares_count_what_is_there(library: Library) -> None:
    coverage = report(library)
    assert coverage.shares[Language.EN]["section"] == Share(translated=1, total=2)
    assert coverage.shares[Language.NN]["phrase"].translated == 0
    total = sum(share.total - share.translated for share in coverage.shares[Language.EN].values())
    assert total == sum(gap.language is Language.EN for gap in coverage.gaps)


def test_what_only_the_secretariat_reads_is_never_missing(content: Path) -> None:
    before = report(load(content)).shares
    phrases = content / "phrases.yaml"
    text = phrases.read_text(encoding="utf-8")
    phrases.write_text(f"{text}slack.card.title: Ny søknad\n", encoding="utf-8")
    library = load(content)
    assert phrase_key("slack.card.title") in library.texts
    assert not any(gap.key == phrase_key("slack.card.title") for gap in missing(library))
    assert report(library).shares == before


def test_only_an_example_in_words_has_to_be_translated(library: Library) -> None:
    gaps = missing(library)
    assert Gap(Language.EN, item_key("A1", "example")) in gaps
    assert not {"A2", "B1", "B3"} & {gap.key[1] for gap in gaps if gap.key[-1] == "example"}


def test_only_texts_of_some_length_are_rated(library: Library) -> None:
    assert [key for key, _ in report(library).readability] == [entry_key("what-is-it", "answer")]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("", 0),
        ("Dette er en kort setning.", 5 + 100 / 5),
        ("Dette er kort. Dette er også kort.", 3.5),
        ("Godkjenningsordningen er frivillig.", 3 + 200 / 3),
        ("- en to\n- tre fire", 2),
        ("**Kort** {{ et_langt_navn }} ord", 2),
    ],
)
def test_lix_is_words_per_sentence_and_the_share_of_long_words(text: str, index: float) -> None:
    assert lix(text) == pytest.approx(index)
