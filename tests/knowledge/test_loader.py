"""What the loader makes of valid content, and that it reports mistakes all at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.library import Library
from knowledge.loader import load
from knowledge.model import AnswerKind, Clause, EntryKind, Language, NextStep, Standing
from knowledge.problems import ContentError
from knowledge.texts import item_key, phrase_key
from tests.knowledge.conftest import Mistakes, Spoil


def test_an_entry_may_have_a_day_by_which_it_is_looked_at_again(
    content: Path, spoil: Spoil
) -> None:
    file = "faq/scheme.yaml"
    spoil(file, "next_step: apply", "next_step: apply\n  review_by: 2026-11-23")
    found = [entry for entry in load(content).entries.values() if entry.review_by]

    (entry,) = found
    assert not entry.overdue(date(2026, 11, 23))
    assert entry.overdue(date(2026, 11, 24))


def test_a_review_date_that_is_none_is_reported(spoil: Spoil, mistakes: Mistakes) -> None:
    spoil("faq/scheme.yaml", "next_step: apply", "next_step: apply\n  review_by: snart")

    (mistake,) = mistakes()
    assert "review_by" in mistake


def test_items_come_in_the_order_of_files_and_lines(library: Library) -> None:
    assert library.checklist.sections == ("A", "B")
    assert list(library.checklist.items) == ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "B5"]
    assert library.checklist.name_item == "A1"
    assert library.checklist.org_number_item == "A2"
    assert library.checklist.version == "test-1"


def test_a_named_condition_and_an_inline_one_become_clauses(library: Library) -> None:
    assert library.checklist.items["B1"].when == (
        Clause("A3", frozenset({"outgoing", "both"})),
        Clause("A4", frozenset({"yes"})),
    )
    assert library.checklist.items["B2"].when == (Clause("B1"),)


def test_an_item_carries_its_limits_and_cautions(library: Library) -> None:
    address = library.checklist.items["B5"]
    assert (address.limits.min_length, address.limits.max_length) == (2, 200)
    assert address.limits.pattern == r"\d{4}"
    assert address.cautions[0].pattern == "skjult|hemmelig"
    assert library.checklist.items["B3"].limits.not_future
    assert library.checklist.items["B3"].cautions[0].older_than_months == 6
    assert library.checklist.items["B2"].limits.at_most_item == "B1"
    assert library.checklist.items["B4"].slug == "manus"
    assert library.checklist.items["A3"].choices == ("incoming", "outgoing", "both")
    assert library.checklist.items["A4"].kind is AnswerKind.YES_NO
    assert library.checklist.items["A4"].standing is Standing.MENTIONED
    assert not library.checklist.items["A4"].required


def test_an_entry_carries_what_it_leads_to(library: Library) -> None:
    entry = library.entries["what-is-it"]
    assert (entry.kind, entry.next_step) == (EntryKind.ANSWER, NextStep.APPLY)
    assert (entry.sources, entry.as_of) == (("S0", "S1"), date(2020, 12, 16))
    assert entry.related == ("fee",)


def test_prose_is_reflowed_and_phrases_keep_their_lines(library: Library) -> None:
    why = library.texts.find(item_key("B5", "why"), Language.NB).text
    assert why == "Adressen sparer tid.\n\nDen vises bare for sekretariatet."
    phrase = library.texts.find(phrase_key("answer.entry"), Language.NB).text
    assert phrase.count("\n") == 4


def test_a_text_that_is_missing_falls_back_and_says_so(library: Library) -> None:
    question = item_key("A3", "question")
    assert library.texts.find(question, Language.EN).language is Language.EN
    assert library.texts.find(question, Language.NN).language is Language.NB
    with pytest.raises(KeyError, match=r"item\.A3\.nothing"):
        library.texts.find(item_key("A3", "nothing"), Language.EN)


def test_facts_of_a_language_are_laid_over_the_base(content: Path) -> None:
    overlay = content / "languages" / "en" / "fees.yaml"
    overlay.write_text("note: Rates for testing.\n", encoding="utf-8")
    facts = load(content).facts
    assert facts[Language.EN]["fees"]["note"] == "Rates for testing."
    assert facts[Language.EN]["fees"]["first"] == facts[Language.NB]["fees"]["first"]
    assert facts[Language.NN]["fees"]["note"] == "Satsene er prøvedata."


def test_phrases_may_be_split_by_theme(content: Path) -> None:
    (content / "phrases").mkdir()
    (content / "phrases.yaml").rename(content / "phrases" / "all.yaml")
    (content / "phrases" / "more.yaml").write_text("more: Mer.\n", encoding="utf-8")
    assert phrase_key("more") in load(content).texts


def test_mistakes_in_many_files_are_reported_together(spoil: Spoil, mistakes: Mistakes) -> None:
    spoil("checklist/a.yaml", "kind: text", "kind: prose")
    spoil("faq/scheme.yaml", "related: [fee]", "related: [nothing]")
    spoil("phrases.yaml", "{{ name }}", "{{ name ")
    spoil("sources.yaml", "as_of: 2020-12-16", "as_of: 16.12.2020")
    files = {line.split(":")[0] for line in mistakes()}
    assert files >= {"checklist/a.yaml", "faq/scheme.yaml", "phrases.yaml", "sources.yaml"}


def test_an_empty_folder_is_reported_and_not_an_accident(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as raised:
        load(tmp_path)
    assert "sources.yaml:1: the file is missing" in str(raised.value)


EXPECTED = {
    "greeting": ("name",),
    "answer.entry": ("entry",),
    "ask.item": ("item",),
    "button.entry": ("entry",),
    "echo": ("text",),
    "notice": (),
}


def test_the_phrases_of_valid_content_are_those_expected(content: Path) -> None:
    assert load(content, EXPECTED).entries


@pytest.mark.parametrize(
    ("expected", "mistake"),
    [
        (EXPECTED | {"more": ()}, "phrases:1: the message 'more' has no phrase"),
        (EXPECTED | {"greeting": ()}, "phrases.yaml:1: greeting: 'name' is not among []"),
        (
            {key: names for key, names in EXPECTED.items() if key != "echo"},
            "phrases.yaml:10: nothing asks for the phrase 'echo'",
        ),
    ],
)
def test_phrases_are_compared_with_what_is_expected(
    content: Path, expected: dict[str, tuple[str, ...]], mistake: str
) -> None:
    with pytest.raises(ContentError) as raised:
        load(content, expected)
    assert mistake in str(raised.value).splitlines()


def test_a_phrase_that_another_text_shows_is_not_left_over(content: Path, spoil: Spoil) -> None:
    spoil("phrases.yaml", "notice:", "state.new: Ny\nstate.old: Gammel\nhint: Tips\nnotice:")
    spoil(
        "phrases.yaml", "{{ text }}", "{{ text }}{{ ('state.' ~ text)|phrase }}{{ 'hint'|phrase }}"
    )
    assert load(content, EXPECTED).entries
