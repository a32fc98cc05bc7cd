"""Every kind of mistake in content, each found with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.knowledge.conftest import Mistakes, Spoil

A, B = "checklist/a.yaml", "checklist/b.yaml"
CONDITIONS, FAQ, PHRASES = "checklist/conditions.yaml", "faq/scheme.yaml", "phrases.yaml"
EN_A, EN_FAQ = "languages/en/checklist/a.yaml", "languages/en/faq/scheme.yaml"
WAYS, NOT_OURS, RULES = "asking/nb/scheme.txt", "not_ours/other.txt", "rules.yaml"
EN_PHRASES = "languages/en/phrases.yaml"

MISTAKES = [
    # shape
    (A, "kind: text", "kind: prose", f"{A}:5: unknown kind 'prose'"),
    (A, "standing: stated", "standing: sure", f"{A}:6: unknown standing 'sure'"),
    (A, "required: yes", "required: maybe", f"{A}:7: 'required' has to be yes or no"),
    (A, "short: Navn", "shorts: Navn", f"{A}:10: unknown key 'shorts'"),
    (A, "    short: Navn\n", "", f"{A}:4: 'short' is missing"),
    (A, "short: Navn", "short:", f"{A}:10: 'short' is empty"),
    (A, "short: Navn", "short: [Navn]", f"{A}:10: 'short' has to be a single value"),
    (A, "items:", "items: none\nitem:", f"{A}:3: 'items' has to be a list"),
    (A, "title: Virksomheten", "titles: x", f"{A}:1: 'title' is missing"),
    (A, "    example: Prøve AS\n", "", f"{A}:4: 'example' is missing"),
    (A, "    missing: Uten navn finnes ikke saken.\n", "", f"{A}:4: 'missing' is missing"),
    # ids and references
    (A, "id: A2", "id: A1", f"{A}:14: the id 'A1' is already used in {A}:4"),
    (A, "id: A4", "id: D4", f"{A}:37: an item's id is its section and a number"),
    (A, "sources: [S0]", "sources: [S7]", f"{A}:8: there is no source 'S7'"),
    (B, "section: B", "section: A", f"{B}:1: the section 'A' is already there"),
    (B, "[OUTGOING, ", "[INCOMING, ", f"{B}:9: unknown condition 'INCOMING'"),
    (B, "item: A4", "item: B3", f"{B}:9: a condition can only look back: 'B3'"),
    (B, "item: A4", "item: Z1", f"{B}:9: there is no item 'Z1'"),
    (B, "is: [yes]", "is: [maybe]", f"{B}:9: 'maybe' is not among the answers of A4"),
    (B, "{item: A4, is: [yes]}", "{is: [yes]}", f"{B}:9: 'item' is missing"),
    (B, "at_most_item: B1", "at_most_item: B3", f"{B}:21: 'B3' is not an earlier item"),
    (CONDITIONS, "both]", "all]", f"{CONDITIONS}:4: 'all' is not among the answers of A3"),
    (CONDITIONS, "purpose: A3", "purpose: A9", f"{CONDITIONS}:2: the role 'purpose'"),
    (CONDITIONS, "name: A1, ", "", f"{CONDITIONS}:2: 'name' is missing"),
    (CONDITIONS, "org_number: A2", "org_number: A3", f"{CONDITIONS}:2: the role 'org_number'"),
    # kinds
    (A, "sources: []", "sources: []\n    slug: x", f"{A}:19: 'slug' is only for files"),
    (A, "sources: []", "sources: []\n    choices: {a: A}", f"{A}:19: 'choices' is only for choice"),
    (A, "choices:", "choice:", f"{A}:24: 'choices' is missing"),
    (A, "both:", "Both sides:", f"{A}:32: a choice's id is made of"),
    (B, "    slug: manus\n", "", f"{B}:40: 'slug' is missing"),
    (B, "slug: manus", "slug: Manus 1", f"{B}:45: 'slug' is made of a-z and _"),
    (B, "not_future: yes", "min_length: 3", f"{B}:31: 'min_length' is only for text"),
    (B, "min_length: 2", "min_length: two", f"{B}:54: 'min_length' has to be a whole number"),
    (B, "min_length: 2", "min_length: 400", f"{B}:54: 'min_length' is more than"),
    (B, "max_length: 200", "max_length: 9999", f"{B}:55: 'max_length' is at most 3000"),
    (B, r"'\d{4}'", "'(4'", f"{B}:56: 'pattern' is not a regular expression"),
    (B, "    pattern_error: Postnummeret mangler.\n", "", f"{B}:49: 'pattern_error' is missing"),
    (B, "older_than_months: 6", "matches: x", f"{B}:38: 'matches' is only for"),
    (B, "        matches: skjult|hemmelig\n", "", f"{B}:67: a caution has exactly one of"),
    (B, "matches: skjult|hemmelig", "matches: (x", f"{B}:68: 'matches' is not a regular"),
    # texts
    (A, "short: Navn", f"short: {'x' * 41}", f"{A}:10: A1.short: 41 characters, at most 40"),
    (A, "Nummeret sparer tid.", "Nummeret må med.", f"{A}:21: A2.why: 'må' words an inferred"),
    (B, "Attesten er eldre", "Det Kreves mer", f"{B}:39: B3.cautions.old: 'kreves' words"),
    (A, "Uten navn", "Uten **navn", f"{A}:13: A1.missing: a ** is not closed"),
    (A, "Uten navn", "<b>Uten navn", f"{A}:13: A1.missing: < and > are not used"),
    (FAQ, "Hva koster det?", "x" * 61, f"{FAQ}:14: fee.title: 61 characters, at most 60"),
    (FAQ, "fees.first.other", "fees.second", f"{FAQ}:15: there is no fees.second"),
    (FAQ, "fees.first.other", "amount", f"{FAQ}:15: fee.answer: 'amount' is not among []"),
    (PHRASES, "{{ name }}", "{{ name", f"{PHRASES}:1: not a template"),
    (PHRASES, "{{ name }}", "{% if name %}", f"{PHRASES}:1: not a template"),
    (
        PHRASES,
        "{{ text }}",
        "{{ text|shout }}",
        f"{PHRASES}:10: not a template: No filter named 'shout'",
    ),
    (PHRASES, "{{ text }}", "{{ 'no'|phrase }}", f"{PHRASES}:10: there is no phrase 'no'"),
    (PHRASES, "{{ text }}", "{{ rendering }}", f"{PHRASES}:10: 'rendering' is not for texts"),
    (PHRASES, "value.no: Nei\n", "", "phrases:1: the message 'value.no' has no phrase"),
    (PHRASES, "notice:", "echo:", f"{PHRASES}:11: the key 'echo' stands here twice"),
    # entries
    (FAQ, "id: fee", "id: what-is-it", f"{FAQ}:13: the id 'what-is-it' is already used"),
    (FAQ, "id: fee", "id: Fee_1", f"{FAQ}:13: an id is words of a-z and 0-9"),
    (FAQ, "kind: apply", "kind: jump", f"{FAQ}:23: unknown kind 'jump'"),
    (FAQ, "next_step: apply", "next_step: run", f"{FAQ}:12: unknown next_step 'run'"),
    (FAQ, "related: [fee]", "related: [free]", f"{FAQ}:1: related: there is no other entry"),
    (FAQ, "related: [fee]", "related: [fee, fee]", f"{FAQ}:11: 'related' has at most 3 different"),
    (FAQ, "  sources: [S1]\n", "", f"{FAQ}:13: 'sources' is missing"),
    (FAQ, "  answer: Hei!\n", "", f"{FAQ}:17: 'answer' is missing"),
    (FAQ, "as_of: 2020-12-16", "as_of: 2020-12-17", f"{FAQ}:1: as_of: the newest date"),
    (FAQ, "  as_of: 2020-12-16\n", "", f"{FAQ}:1: as_of: the newest date of the sources"),
    (FAQ, "as_of: 2020-12-16", "as_of: 20201216", f"{FAQ}:10: 'as_of' has to be a date such as"),
    # ways of asking
    (WAYS, "god dag", "HVA  koster godkjenningen?!", f"{WAYS}:14: 'HVA  koster godkjenningen?!'"),
    (WAYS, "god dag", "!!!", f"{WAYS}:14: there is no word"),
    (WAYS, "[fee]", "[free]", f"{WAYS}:7: there is no entry 'free'"),
    (WAYS, "[what-is-it]\n", "", f"{WAYS}:2: an entry's id in brackets has to come first"),
    (NOT_OURS, "pizza", "pizza\n🙂", f"{NOT_OURS}:3: there is no word"),
    (NOT_OURS, "pizza", "pizza\nHei.", f"{NOT_OURS}:3: 'Hei.' already leads to hello"),
    # rules
    (RULES, "entry: look-up", "entry: look", f"{RULES}:35: there is no entry 'look'"),
    (RULES, "[hei|hi, takk]", "[(hei|hi, takk]", f"{RULES}:2: not a regular expression"),
    (RULES, "  filler: [flott]", "  fillers: [flott]", f"{RULES}:3: unknown key 'fillers'"),
    (RULES, "(?:og|and)", "(?:og|and", f"{RULES}:7: not a regular expression"),
    (RULES, "  stop: [stopp]\n", "", f"{RULES}:18: 'stop' is missing"),
    (RULES, "  stop: [stopp]", "  halt: [stopp]", f"{RULES}:24: unknown key 'halt'"),
    (RULES, "pointers: det etter that\n", "", f"{RULES}:1: 'pointers' is missing"),
    # other files
    ("sources.yaml", "https://example.no/avis", "ftp:x", "sources.yaml:1: 'url' has to be a web"),
    ("contact.yaml", "source: S0", "source: S8", "contact.yaml:3: there is no source 'S8'"),
    ("contact.yaml", "2020-12-16", "16.12.2020", "contact.yaml:4: 'confirmed' has to be a date"),
    # other languages
    (EN_A, "A3:", "A9:", f"{EN_A}:5: item A9 question is translated but not there in nb"),
    (EN_A, "incoming:", "inward:", f"{EN_A}:6: item A3 choices inward is translated"),
    (EN_A, "question:", "asked:", f"{EN_A}:5: unknown key 'asked'"),
    (EN_A, "A3:\n    question: W", "A2:\n    why: You must. W", f"{EN_A}:5: A2.why: 'must' words"),
    (EN_FAQ, "hello:", "hallo:", f"{EN_FAQ}:4: there is no entry 'hallo'"),
    (EN_PHRASES, "{{ name }}", "{{ who }}", f"{EN_PHRASES}:1: greeting: uses ['who'], in nb"),
    (EN_PHRASES, "greeting:", "hi:", f"{EN_PHRASES}:1: phrase hi is translated but not there"),
]


@pytest.mark.parametrize(("file", "old", "new", "mistake"), MISTAKES)
def test_a_mistake_is_reported_with_its_file_and_line(
    spoil: Spoil, mistakes: Mistakes, file: str, old: str, new: str, mistake: str
) -> None:
    spoil(file, old, new)
    found = mistakes()
    assert any(line.startswith(mistake) for line in found), found


def test_the_content_that_is_spoilt_here_has_no_mistakes_before(mistakes: Mistakes) -> None:
    assert mistakes() == []


@pytest.mark.parametrize("name", ["faq/more.yml", "languages/se/phrases.yaml", "extra.yaml"])
def test_a_file_that_nobody_reads_is_a_mistake(
    content: Path, mistakes: Mistakes, name: str
) -> None:
    (content / name).parent.mkdir(parents=True, exist_ok=True)
    (content / name).write_text("a: b\n", encoding="utf-8")
    assert mistakes() == [f"{name}:1: nothing reads this file"]


@pytest.mark.parametrize("name", ["sources", "fees", "contact", "checklist/conditions", "phrases"])
def test_a_missing_file_is_reported(content: Path, mistakes: Mistakes, name: str) -> None:
    (content / f"{name}.yaml").unlink()
    assert f"{name}.yaml:1: the file is missing" in mistakes()
