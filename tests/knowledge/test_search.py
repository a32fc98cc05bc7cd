"""What free text resembles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.interpreter import LONGEST_MESSAGE
from knowledge.judgement import SUGGESTIONS
from knowledge.model import Band, Language
from knowledge.ngrams import NgramIndex, ngrams
from knowledge.phrasing import Phrasing, normalised
from knowledge.search import Search

NB = Language.NB


def search_of(ways: dict[str, list[str]], not_ours: tuple[str, ...] = ()) -> Search:
    ours = [Phrasing(text, entry, NB) for entry, texts in ways.items() for text in texts]
    return Search([*ours, *(Phrasing(text, None, None) for text in not_ours)])


FEE = ["hva koster godkjenningen", "pris på søknaden", "hvor stort er gebyret"]
TIME = ["hvor lenge varer godkjenningen", "gyldighetstid for godkjenningen"]


def test_a_near_and_lone_phrasing_is_answered() -> None:
    search = search_of({"fee": FEE, "time": TIME}, ("hva koster en pizza",))
    found = search.judge("hvor stort er gebyrtet da")
    assert (found.band, found.entries) == (Band.ANSWER, ("fee",))


def test_two_near_entries_are_both_offered() -> None:
    search = search_of(
        {"fee": ["godkjenningens pris"], "time": ["godkjenningens tid"], "x": ["y z"]}
    )
    found = search.judge("spørsmål om godkjenningen")
    assert found.band is Band.CLARIFY
    assert set(found.entries) == {"fee", "time"}


def test_never_more_than_three_are_offered() -> None:
    search = search_of({f"e{n}": [f"godkjenning nummer {word}"] for n, word in enumerate("abcdef")})
    found = search.judge("godkjenning nummer")
    assert found.band is Band.CLARIFY
    assert len(set(found.entries)) == len(found.entries) == SUGGESTIONS


def test_what_is_nearer_to_not_ours_is_not_answered() -> None:
    search = search_of({"fee": FEE}, ("hva koster en pizza",))
    assert search.judge("hva koster en stor pizza").band is Band.UNKNOWN
    assert search.judge("hva koster en pizza").band is Band.UNKNOWN


def test_an_empty_search_knows_nothing() -> None:
    assert Search([]).judge("hva koster det").band is Band.UNKNOWN


@given(st.text(max_size=2 * LONGEST_MESSAGE))
def test_no_text_is_too_strange(text: str) -> None:
    found = SHARED.judge(text)
    assert len(found.entries) <= SUGGESTIONS
    assert (found.band is Band.ANSWER) == (len(found.entries) == 1) or found.band is Band.CLARIFY
    assert (found.band is Band.UNKNOWN) == (not found.entries)


@pytest.mark.parametrize(
    "spelling", ["søknad på nå", "soknad pa na", "SØKNAD på nå!", "soeknad paa naa", "sökned"]
)
def test_letters_may_be_written_without_norwegian_keys(spelling: str) -> None:
    folded = normalised(spelling)
    assert folded == ("sokned" if spelling == "sökned" else "soknad pa na")


def test_without_small_words_the_nearest_phrasing_tells_the_language() -> None:
    search = Search([Phrasing("approval fee", "fee", Language.EN)])
    assert search.judge("approval fees").language is Language.EN


def test_ngrams_stay_inside_words() -> None:
    assert ngrams(["ab"]) == {" ab", "ab ", " ab "}
    assert not any("b c" in ngram for ngram in ngrams(["ab", "cd"]))


def test_a_text_is_nearest_to_itself_and_its_group() -> None:
    index = NgramIndex([["gebyr"], ["pris"], ["gebyret"]], [0, 1, 0])
    scores = index.scores(["gebyr"])
    assert scores[0] == pytest.approx(1.0)
    assert 0 < scores[2] < 1
    assert 1 not in scores
    assert 1 < index.spans[0] < 2
    assert index.spans[1] == pytest.approx(1.0)


SHARED = search_of({"fee": FEE, "time": TIME}, ("hva koster en pizza",))
