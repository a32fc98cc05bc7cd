"""What free text is taken to mean: its form first, then what it resembles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from knowledge.interpreter import LONGEST_MESSAGE, Interpreter
from knowledge.items import ItemIndex
from knowledge.judgement import Judgement
from knowledge.library import Library
from knowledge.model import Band, Entry, EntryKind, Language, Understanding
from knowledge.phrasing import normalised

ANSWER, CLARIFY, UNKNOWN, EMPTY = Band.ANSWER, Band.CLARIFY, Band.UNKNOWN, Band.EMPTY


class FixedJudge:
    """Knows a few texts by heart and nothing else."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = {normalised(text): entry for text, entry in known.items()}
        self.asked: list[str] = []

    def judge(self, text: str) -> Judgement:
        self.asked.append(text)
        entry = self.known.get(normalised(text))
        if entry is None:
            return Judgement(UNKNOWN)
        if entry.endswith("?"):
            return Judgement(CLARIFY, (entry[:-1],), 0.4, Language.NB)
        return Judgement(ANSWER, (entry,), 0.9, Language.NB)


@pytest.fixture
def judge() -> FixedJudge:
    return FixedJudge(
        {
            "hva koster det": "fee",
            "hva varer lengst": "time",
            "hva er normen": "norm",
            "Title of fee og for medlemmer": "member",
            "hva med moms": "vat?",
            "Hva koster det og hva spiser ulven": "fee?",
            "uff da": "hello?",
            "Det var til god hjelp": "hello",
            "Dette er fra Bodø": "hello",
        }
    )


@pytest.fixture
def interpreter(library: Library, judge: FixedJudge) -> Interpreter:
    related = {"fee": ("member", "vat"), "time": ()}
    entries = {
        id_: Entry(id_, EntryKind.ANSWER, (), date(2020, 1, 1), related.get(id_, ()))
        for id_ in ("fee", "time", "norm", "member", "vat")
    }
    forms = {id_: library.entries[id_] for id_ in ("look-up", "why-item", "hello")}
    items = ItemIndex([("A1", "firmaattest"), ("B2", "organisasjonsnummeret")])
    return Interpreter(
        library.interpreter.rules,
        entries | forms,
        items,
        (),
        lambda id_, _: f"Title of {id_}",
        judge,
    )


# --- a whole library ------------------------------------------------------------------------------


def test_the_same_words_are_answered_whatever_their_spelling(library: Library) -> None:
    for text in ("Hva koster godkjenningen?", "HVA KOSTER  GODKJENNINGEN", "god dag!"):
        assert library.understand(text).band is ANSWER


@pytest.mark.parametrize(
    "text", ["", " ", "?!", "🙂", "12345", "a b c", "hva er det som", "\u200f"]
)
def test_a_message_without_a_usable_word_is_empty(library: Library, text: str) -> None:
    found = library.understand(text)

    assert (found.band, found.entries) == (EMPTY, ())


def test_words_that_nothing_shares_are_unknown(library: Library) -> None:
    assert library.understand("hva er xylofon qwzx").band is UNKNOWN


@pytest.fixture
def lost(real_library: Library) -> Interpreter:
    """Reads messages as the real content does, and knows no answer to any."""
    real = real_library
    return Interpreter(
        real.interpreter.rules,
        real.entries,
        ItemIndex(()),
        [each for each in real.phrasings if each.entry is not None],
        lambda id_, _: id_,
        FixedJudge({}),
    )


@pytest.mark.parametrize(
    "text",
    [
        "noe tull",
        "hei igjen!",
        "hmm",
        "jeg skjønner ikke",
        "du er dum",
        "er du dum?",
        "avbryt",
        "test?",
        "asdfgh",
        "asdf qwer",
        "Hei, asdfgh",
        "hæ?",
    ],
)
def test_what_asks_nothing_is_no_question(lost: Interpreter, text: str) -> None:
    assert lost.understand(text).band in {EMPTY, ANSWER}


@pytest.mark.parametrize(
    "text",
    [
        "lærlinger?",
        "Kan lærlinger ringe for oss",
        "vi lurer på lærlinger",
        "jeg skjønner ikke fakturaen",
        "Vi trenger hjelp med bemanning i desember",
    ],
)
def test_what_asks_something_is_a_question_without_an_answer(lost: Interpreter, text: str) -> None:
    assert lost.understand(text).band is UNKNOWN


@pytest.mark.parametrize(
    "text",
    ["ile to kosztuje i czy jest obowiązkowe", "wie kann ich das bitte machen", "сколько стоит"],
)
def test_another_language_is_noticed(library: Library, text: str) -> None:
    assert library.understand(text) == Understanding(UNKNOWN, foreign=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hva koster det å søke", Language.NB),
        ("kva kostar det å søkje", Language.NN),
        ("how much does it cost", Language.EN),
        ("hur länge gäller det", Language.NB),
        ("hvor længe gælder den", Language.NB),
        ("ka e det førr nokka", Language.NB),
        ("qwertz", None),
    ],
)
def test_the_language_shows_in_small_words(
    library: Library, text: str, language: Language | None
) -> None:
    assert library.understand(text).language is language


def test_what_helps_nobody_is_never_offered(interpreter: Interpreter) -> None:
    assert interpreter.understand("uff da").band is EMPTY


# --- fixed forms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Er Nordlys Kontakt godkjent?", "Nordlys Kontakt"),
        ("hei, er nordlys as godkjent", "nordlys as"),
        ("123 456 785", "123 456 785"),
        ("er 123456785 godkjent", "123456785"),
    ],
)
def test_a_name_or_a_number_is_looked_up(interpreter: Interpreter, text: str, subject: str) -> None:
    found = interpreter.understand(text)

    assert (found.band, found.entries, found.subject) == (ANSWER, ("look-up",), subject)


@pytest.mark.parametrize(
    "text", ["er vi godkjent", "er firmaet godkjent", "er søknaden som vi sendte i går godkjent"]
)
def test_what_is_no_name_is_not_looked_up(interpreter: Interpreter, text: str) -> None:
    assert interpreter.understand(text).entries == ()


def test_why_an_item_is_asked_finds_the_item(interpreter: Interpreter) -> None:
    found = interpreter.understand("Hvorfor spør dere om firmaattesten?")

    assert (found.entries, found.subject) == (("why-item",), "A1")


def test_why_that_is_asked_is_about_the_present_item(interpreter: Interpreter) -> None:
    found = interpreter.understand("hvorfor spør dere om det")

    assert (found.entries, found.subject) == (("why-item",), "")


def test_why_something_else_is_asked_is_left_to_the_judge(interpreter: Interpreter) -> None:
    assert interpreter.understand("hvorfor spør dere om været").band is UNKNOWN


# --- two questions --------------------------------------------------------------------------------


def test_two_questions_get_two_answers(interpreter: Interpreter) -> None:
    found = interpreter.understand("Hva koster det? Hva varer lengst?")

    assert (found.band, found.entries, found.partly) == (ANSWER, ("fee", "time"), False)


def test_two_questions_of_which_one_is_known_say_so(interpreter: Interpreter) -> None:
    found = interpreter.understand("Hva koster det og hva spiser ulven?")

    assert (found.band, found.entries, found.partly) == (ANSWER, ("fee",), True)


def test_a_story_that_points_elsewhere_offers_both(
    interpreter: Interpreter, judge: FixedJudge
) -> None:
    judge.known[normalised("Det var en gang. Hva koster det")] = "time?"

    found = interpreter.understand("Det var en gang. Hva koster det?")

    assert (found.band, found.entries) == (CLARIFY, ("time", "fee"))


def test_a_question_beside_something_foreign_is_only_offered(interpreter: Interpreter) -> None:
    found = interpreter.understand("Jeg vil ha bevilling til å skjenke. Hva koster det?")

    assert (found.band, found.entries) == (CLARIFY, ("fee",))


def test_a_third_question_is_not_passed_over_in_silence(interpreter: Interpreter) -> None:
    found = interpreter.understand("Hva koster det? Hva varer lengst? Hva er normen?")

    assert (found.entries, found.partly) == (("fee", "time"), True)


def test_the_question_in_a_long_story_is_found(interpreter: Interpreter, judge: FixedJudge) -> None:
    story = "Vi er et lite firma i Bodø. Sjefen er streng. Hva koster det"
    judge.known[normalised(story)] = "fee?"

    found = interpreter.understand(f"{story}?")

    assert (found.band, found.entries, found.partly) == (ANSWER, ("fee",), False)


def test_small_talk_between_the_sentences_is_left_out(interpreter: Interpreter) -> None:
    found = interpreter.understand("Det var til god hjelp. Hva koster det? Dette er fra Bodø.")

    assert (found.band, found.entries, found.partly) == (ANSWER, ("fee",), False)


def test_small_talk_alone_is_answered(interpreter: Interpreter) -> None:
    found = interpreter.understand("Det var til god hjelp. Dette er fra Bodø.")

    assert (found.band, found.entries) == (ANSWER, ("hello",))


def test_what_asks_something_is_more_than_small_talk(
    interpreter: Interpreter, judge: FixedJudge
) -> None:
    judge.known[normalised("Xyz. Hva gjelder")] = "hello"
    judge.known[normalised("Hva gjelder")] = "time?"

    found = interpreter.understand("Xyz. Hva gjelder?")

    assert (found.band, found.entries) == (CLARIFY, ("time",))


# --- continuations --------------------------------------------------------------------------------


def test_a_continuation_is_about_the_last_answer(interpreter: Interpreter) -> None:
    assert interpreter.understand("og for medlemmer?", "fee").entries == ("member",)
    assert interpreter.understand("og for medlemmer?").band is UNKNOWN


def test_a_continuation_that_only_points_offers_what_is_related(interpreter: Interpreter) -> None:
    found = interpreter.understand("og etter det?", "fee")

    assert (found.band, found.entries) == (CLARIFY, ("member", "vat"))
    assert interpreter.understand("og etter det?").band is EMPTY


def test_only_the_beginning_of_a_long_message_is_looked_at(
    interpreter: Interpreter, judge: FixedJudge
) -> None:
    interpreter.understand("ulv " * 2000)

    assert max(len(text) for text in judge.asked) <= LONGEST_MESSAGE
