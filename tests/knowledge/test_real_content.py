"""The content that is shipped: it loads, it can be shown, and it is understood as measured."""

from __future__ import annotations

from collections import Counter
from zlib import crc32

import pytest

from dialogs.answering import TERMS_EXPLAINED
from knowledge.coverage import HARD_LIX, missing, report
from knowledge.library import Library
from knowledge.model import AnswerKind, Band, EntryKind, Language, Markup, Standing
from knowledge.phrasing import Phrasing, normalised
from knowledge.renderer import ContentRenderer
from knowledge.search import Search
from knowledge.texts import entry_key, item_key

MOST_WORDS = 90


@pytest.fixture(scope="module")
def real(real_library: Library) -> Library:
    return real_library


def test_every_text_of_an_entry_and_an_item_can_be_shown(real: Library) -> None:
    renderer = ContentRenderer(real)
    for language in Language:
        for markup in Markup:
            for entry in real.entries:
                assert renderer.title(entry, language, markup)
                renderer.sources_line(entry, language, markup)
                if entry_key(entry, "answer") in real.texts:
                    assert renderer.answer(entry, language, markup)


def test_the_checklist_covers_the_whole_first_application(real: Library) -> None:
    assert real.checklist.sections == tuple("ABCDEFGHIJKLMN")
    kinds = {item.kind for item in real.checklist.items.values()}
    assert kinds == set(AnswerKind)
    assert {item.standing for item in real.checklist.items.values()} == set(Standing)


def test_every_item_can_be_reached_from_the_items_before_it(real: Library) -> None:
    seen: set[str] = set()
    for item in real.checklist.items.values():
        assert {clause.item for clause in item.when} <= seen
        seen.add(item.id)


def test_every_answer_that_is_content_names_its_source(real: Library) -> None:
    sourceless = [
        entry.id for entry in real.entries.values() if entry.kind == "answer" and not entry.sources
    ]
    assert sourceless == []


def test_every_answer_that_is_content_is_looked_at_again(real: Library) -> None:
    never = [
        entry.id
        for entry in real.entries.values()
        if entry.kind == "answer" and not entry.review_by
    ]
    assert never == []


def test_without_a_fitted_model_the_nearest_phrasing_guesses_little_wrong(real: Library) -> None:
    held_out = [each for each in real.phrasings if _fiftieth(each) == 0]
    search = Search([each for each in real.phrasings if _fiftieth(each) != 0])
    ours = [(each.entry, search.judge(each.text)) for each in held_out if each.entry]
    foreign = [search.judge(each.text) for each in held_out if not each.entry]
    wrong = [
        entry for entry, found in ours if found.band is Band.ANSWER and entry not in found.entries
    ]
    helped = [entry for entry, found in ours if entry in found.entries]

    # A fiftieth is a small sample: the bounds are wider than what the whole measures.
    assert len(wrong) / len(ours) < 0.10
    assert len(helped) / len(ours) > 0.5
    assert sum(found.band is Band.ANSWER for found in foreign) / len(foreign) < 0.12


def _fiftieth(phrasing: Phrasing) -> int:
    """The same words always in the same part, whatever the order of the files."""
    return crc32(normalised(phrasing.text).encode()) % 50


def test_every_text_exists_in_every_language(real: Library) -> None:
    assert missing(real) == []


def test_no_text_is_hard_to_read(real: Library) -> None:
    hard = [(key, round(lix)) for key, lix in report(real).readability if lix > HARD_LIX]

    assert hard == []


@pytest.mark.parametrize(
    ("language", "often", "else_"),
    [(Language.NB, 40, 12), (Language.NN, 15, 6), (Language.EN, 15, 6)],
)
def test_every_entry_has_many_ways_of_asking(
    real: Library, language: Language, often: int, else_: int
) -> None:
    ways = Counter(each.entry for each in real.phrasings if each.language is language)
    found_by_form = {EntryKind.REGISTER, EntryKind.ITEM}
    few = {
        entry.id: ways[entry.id]
        for entry in real.entries.values()
        if ways[entry.id] < (often if entry.often else else_) and entry.kind not in found_by_form
    }

    assert sum(entry.often for entry in real.entries.values()) >= 40
    assert few == {}


def test_there_are_many_messages_that_are_not_ours(real: Library) -> None:
    assert sum(each.entry is None for each in real.phrasings) >= 1200


def test_no_answer_is_long(real: Library) -> None:
    long = {
        (entry, language): words
        for entry in real.entries
        for language in Language
        if entry_key(entry, "answer") in real.texts
        for text in [real.texts.find(entry_key(entry, "answer"), language).text]
        if (words := len(text.split())) > MOST_WORDS
    }

    assert long == {}


def test_jargon_is_explained_on_a_tap(real: Library) -> None:
    unexplained = [
        entry.id for entry in real.entries.values() if len(entry.terms) > TERMS_EXPLAINED
    ]

    assert unexplained == []


@pytest.mark.parametrize(
    ("language", "question"),
    [
        (Language.NB, "Hvorfor spør dere om {}?"),
        (Language.NN, "Kvifor spør de om {}?"),
        (Language.EN, "Why do you ask for {}?"),
    ],
)
def test_why_an_item_is_asked_can_be_asked_of_every_item(
    real: Library, language: Language, question: str
) -> None:
    names = {
        item: real.texts.find(item_key(item, "short"), language).text.casefold()
        for item in real.checklist.items
    }
    found = {item: real.understand(question.format(name)) for item, name in names.items()}
    elsewhere = [item for item, each in found.items() if each.subject != item]

    assert {each.entries for each in found.values()} == {("why-item",)}
    # The item before it, which it belongs to: "Har dere revisor?" instead of "Hvem er revisor?".
    assert len(elsewhere) < 0.05 * len(names)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Er Prøvesenter AS godkjent?", "Prøvesenter AS"),
        ("hei, er Prøvesenter AS blant de godkjente, takk", "Prøvesenter AS"),
        ("Er Prøvesenter ein av dei godkjende?", "Prøvesenter"),
        ("sjekk om Prøvesenter har godkjenning", "Prøvesenter"),
        ("Står Prøvesenter AS på lista deres?", "Prøvesenter AS"),
        ("Is Prøvesenter AS one of the approved centres?", "Prøvesenter AS"),
        ("chek if Prøvesenter has aproval pls", "Prøvesenter"),
        ("Does Prøvesenter have your approval?", "Prøvesenter"),
    ],
)
def test_a_named_centre_is_looked_up_however_it_is_asked(
    real: Library, text: str, subject: str
) -> None:
    found = real.understand(text)

    assert (found.entries, found.subject) == (("look-up",), subject)


@pytest.mark.parametrize(
    "text",
    [
        "Fjellheim Telefonsalg AS",
        "fjellheim as",
        "Fjellheim A/S",
        "Fjellheim og Dal Kundesenter DA",
        "Fjellheim Norge NUF",
    ],
)
def test_a_company_by_its_form_is_seen_to_be_one(real: Library, text: str) -> None:
    assert real.understand(text).subject == text


@pytest.mark.parametrize(
    "text",
    [
        "Vi er et AS",
        "bytte fra ENK til AS",
        "utenlandsk NUF",
        "ansatte i AS",
        "an AS",
        "og etter det da",
        "Fjellheim Telefonsalg",
        "hva med oss som driver et lite firma som er AS",
    ],
)
def test_a_sentence_that_ends_in_a_form_is_no_company(real: Library, text: str) -> None:
    assert real.understand(text).subject == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("english please", Language.EN),
        ("English", Language.EN),
        ("in English, please!", Language.EN),
        ("can you speak English?", Language.EN),
        ("Kan vi bytte til engelsk?", Language.EN),
        ("på nynorsk, takk", Language.NN),
        ("Kan du svare på nynorsk?", Language.NN),
        ("byt språk til nynorsk", Language.NN),
        ("norsk", Language.NB),
        ("Norsk takk", Language.NB),
        ("bokmål", Language.NB),
        ("Norwegian please", Language.NB),
        ("switch to Norwegian", Language.NB),
    ],
)
def test_a_language_that_is_asked_for_is_switched_to(
    real: Library, text: str, language: Language
) -> None:
    assert real.understand(text).switch_to is language


@pytest.mark.parametrize(
    "text",
    [
        "Kan vi bytte språk?",
        "Må normen være på norsk?",
        "we call customers in English",
        "norsk lov",
        "English customers",
        "kan vi svare på engelsk",
    ],
)
def test_a_language_that_is_only_mentioned_is_not_switched_to(real: Library, text: str) -> None:
    assert real.understand(text).switch_to is None


@pytest.mark.parametrize(
    "text",
    [
        "er vi blant de godkjente",
        "does it have approval",
        "is a company one of the approved ones?",
        "er noen av konkurrentene godkjent",
    ],
)
def test_who_is_not_named_is_not_looked_up(real: Library, text: str) -> None:
    assert real.understand(text).entries != ("look-up",)
