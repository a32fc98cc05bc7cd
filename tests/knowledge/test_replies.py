"""What people write instead of pressing: short words, labels of buttons, and the form of questions.

The words and labels are the real content's: that is where a missing one would be missed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.content import expected_phrases
from knowledge.library import Library
from knowledge.loader import load
from knowledge.model import AnswerKind, Word
from tests.models import CONTENT


@pytest.fixture(scope="module")
def real() -> Library:
    return load(CONTENT, expected_phrases())


@dataclass(frozen=True)
class Label:
    """A label as the core asks for it."""

    key: str
    params: dict[str, object] = field(default_factory=dict)
    parts: tuple[Label, ...] = ()


def choices(library: Library, item: str) -> tuple[Label, ...]:
    of_item = library.checklist.items[item].choices
    return tuple(Label("button.choice", {"item": item, "choice": each}) for each in of_item)


def chosen(library: Library, item: str, text: str) -> str | None:
    at = library.pick(text, choices(library, item), begun=True)
    return None if at is None else library.checklist.items[item].choices[at]


@pytest.mark.parametrize(
    ("word", "texts"),
    [
        (Word.YES, "ja|JA!|Ja, det har jeg|ja takk|Ja, det stemmer|yes|Yes, we have|jo"),
        (Word.NO, "nei|Nei, vent|nei takk|not yet|Ikke ennå|ikkje enno|no|We don't|nei, ikke nå"),
        (Word.NO, "Nei, det har vi ikke|det har vi ikke|no, we haven’t yet"),
        (Word.OK, "ok|OK.|greit|greitt|fine|Den er grei"),
        (Word.STOP, "stopp|Avbryt|avbryt!|stop|cancel|glem det"),
        (Word.BACK, "tilbake|Gå tilbake|attende|back"),
        (Word.SKIP, "hopp over|neste|skip|Next|Behold svaret"),
        (Word.DONE, "Ferdig!|ferdig nå|done"),
        (Word.START, "meny|menu|Menyen"),
        (Word.HELP, "hjelp|Hjelp!|help"),
        (Word.APPLY, "søk|fortsett|hald fram|continue"),
        (Word.STATUS, "status|Status?"),
        (Word.LANGUAGE, "språk|language"),
        (Word.PRIVACY, "personvern|privacy"),
        (Word.PAUSE, "pause|ta en pause"),
        (Word.DELETE, "slett|slett utkastet|delete"),
    ],
)
def test_a_short_word_says_all_it_has_to(real: Library, word: Word, texts: str) -> None:
    assert {text: real.word(text) for text in texts.split("|")} == dict.fromkeys(
        texts.split("|"), word
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙂",
        "Ja, men bare delvis",
        "nei men vi skal få det",
        "Hva er personvern?",
        "hvor er saken",
        "Testsenteret",
        "ja " * 40,
    ],
)
def test_what_says_more_is_no_short_word(real: Library, text: str) -> None:
    assert real.word(text) is None


@pytest.mark.parametrize(
    ("item", "text", "choice"),
    [
        ("B8", "Begge deler", "both"),
        ("B8", "begge", "both"),
        ("A1", "Første godkjenning.", "first"),
        ("A1", "første", "first"),
        ("A1", "First approval", "first"),
        ("A1", "Vidareføring", "continuation"),
        ("B7", "Hele virksomheten", "whole"),
        ("B7", "avdeling", "department"),
        ("B3", "AS", "as"),
        ("B3", "asa", "asa"),
        ("A1", "år", None),
        ("A1", "godkjenning", None),
        ("B7", "", None),
        ("B7", "vi er to stykker", None),
    ],
)
def test_a_choice_may_be_written(real: Library, item: str, text: str, choice: str | None) -> None:
    assert chosen(real, item, text) == choice


def test_every_choice_is_understood_by_its_label_in_every_language(real: Library) -> None:
    for item in real.checklist.items.values():
        if item.kind is not AnswerKind.CHOICE:
            continue
        for texts in real.texts.by_language.values():
            for choice in item.choices:
                label = texts.get(("item", item.id, "choices", choice))
                if label:
                    assert chosen(real, item.id, label) == choice, (item.id, label)


def test_a_button_is_named_in_full_and_in_any_language(real: Library) -> None:
    shown = (Label("button.back"), Label("button.skip"), Label("button.overview"))

    assert real.pick("Hopp over", shown) == 1
    assert real.pick("skip!", shown) == 1
    assert real.pick("OVERSIKT", shown) == 2
    assert real.pick("Hopp", shown) is None


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What should I write here?", True),
        ("Hvor finner jeg medlemsnummeret", True),
        ("hei, hva er dette", True),
        ("Kvifor spør du om det", True),
        ("har vi det", True),
        ("når kommer svaret", True),
        ("(hva da?)", True),
        ("Har rutiner for det", False),
        ("Når kunden ringer, svarer vi innen ett minutt", False),
        ("Kan dokumenteres", False),
        ("Er i Oslo", False),
        ("Blåfjell AS", False),
        ("", False),
    ],
)
def test_a_question_is_known_by_its_form(real: Library, text: str, asks: bool) -> None:
    assert real.asks(text) is asks


def test_where_several_items_fit_the_one_that_is_asked_is_meant(real: Library) -> None:
    asked = real.understand("Kvifor spør du om e-post?", asked="A3")
    elsewhere = real.understand("Kvifor spør du om e-post?", asked="B1")
    other = real.understand("Hvorfor spør dere om skatteattest?", asked="D3")

    assert (asked.subject, elsewhere.subject, other.subject) == ("A3", "C3b", "D2")
