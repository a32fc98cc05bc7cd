"""What was taught, laid over content: found at once, shown as it was written, and exported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.library import Library
from knowledge.loader import load
from knowledge.model import (
    Band,
    EntryKind,
    Language,
    Markup,
    Taught,
    TaughtEntry,
    TaughtPhrasing,
)
from knowledge.renderer import ContentRenderer
from knowledge.taught import Overlay, TaughtLibrary
from knowledge.taught_files import files, themes
from tests.knowledge.conftest import FIXTURE

HOSTILE = "Nei. {{ fees }} {% if x %} }} <b>fet</b> **sterk** \\ 'a' \"b\"\nog *mer* 🙂 <!channel>"
CHAT = TaughtEntry(
    4, "chat", "Gjelder det chatboter?", HOSTILE, "Sekretariatet <i>", date(2026, 11, 24)
)


def way(text: str, entry: str, number: int = 1, language: Language = Language.NB) -> TaughtPhrasing:
    return TaughtPhrasing(number, text, entry, language)


@pytest.fixture
def known(library: Library) -> str:
    return next(e.id for e in library.entries.values() if e.kind is EntryKind.ANSWER)


def laid(library: Library, *ways: TaughtPhrasing) -> TaughtLibrary:
    return Overlay(library).with_taught(Taught(1, (CHAT,), ways))


# --- understanding --------------------------------------------------------------------------------


def test_a_taught_wording_asks_for_its_entry(library: Library, known: str) -> None:
    taught = laid(library, way("Hva er papirlappen fra dere?", known))

    found = taught.understand("hva er PAPIRLAPPEN fra dere")

    assert (found.band, found.entries, found.language) == (Band.ANSWER, (known,), Language.NB)


@pytest.mark.parametrize(
    "text",
    [
        "hva er papirlapen fra dere",
        "Hva er papirlappen fra dere da?",
        "kva er papirlappen fra dere",
    ],
)
def test_a_slip_or_an_ending_does_not_hide_a_taught_wording(
    library: Library, known: str, text: str
) -> None:
    taught = laid(library, way("Hva er papirlappen fra dere?", known))

    assert taught.understand(text).entries == (known,)


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("Hva skjer etter 2 år med lappen?", "Hva skjer etter 3 år med lappen?"),
        ("Må vi sende inn papirlappen?", "Må vi ikke sende inn papirlappen?"),
        ("Må vi sende inn papirlappen?", "Kan dere anbefale en pizzarestaurant?"),
        ("Må vi sende inn papirlappen?", ""),
    ],
)
def test_another_question_is_not_taken_for_a_taught_one(
    library: Library, known: str, wording: str, text: str
) -> None:
    taught = laid(library, way(wording, known))

    assert taught.understand(text) == library.understand(text)


def test_a_taught_wording_wins_over_the_files_where_it_is_the_same(library: Library) -> None:
    phrasing = next(each for each in library.phrasings if each.entry)

    taught = laid(library, way(phrasing.text, "chat"))

    assert taught.understand(phrasing.text).entries == ("chat",)


def test_a_wording_of_the_files_wins_over_a_taught_one_that_is_merely_near(
    library: Library,
) -> None:
    phrasing = max((p for p in library.phrasings if p.entry), key=lambda p: len(p.text))

    taught = laid(library, way(f"{phrasing.text}er", "chat"))

    assert taught.understand(phrasing.text) == library.understand(phrasing.text)


def test_the_title_of_a_new_answer_asks_for_it(library: Library) -> None:
    assert laid(library).understand("gjelder det chatboter").entries == ("chat",)


def test_a_way_of_asking_for_what_is_gone_is_left_out(library: Library) -> None:
    taught = laid(library, way("Hva er papirlappen fra dere?", "gone"))

    assert taught.understand("Hva er papirlappen fra dere?").entries != ("gone",)


def test_the_files_win_where_both_have_an_entry(library: Library, known: str) -> None:
    theirs = replace(CHAT, id=known)

    taught = Overlay(library).with_taught(Taught(1, (theirs,), ()))

    assert taught.entries[known] is library.entries[known]
    assert ContentRenderer(taught.library).title(known, Language.NB) != CHAT.title


# --- showing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_a_taught_answer_is_shown_as_it_was_written(library: Library, language: Language) -> None:
    renderer = ContentRenderer(laid(library).library)

    assert renderer.answer("chat", language, Markup.PLAIN).startswith(HOSTILE)
    assert renderer.title("chat", language) == CHAT.title


def test_a_taught_answer_has_no_effect_in_any_markup(library: Library) -> None:
    renderer = ContentRenderer(laid(library).library)

    telegram = renderer.answer("chat", Language.NB, Markup.TELEGRAM)
    slack = renderer.answer("chat", Language.NB, Markup.SLACK)

    assert "<b>" not in telegram
    assert "<!channel>" not in slack
    assert "**sterk**" not in slack


def test_its_source_is_shown_with_its_date_in_the_readers_own_way(library: Library) -> None:
    renderer = ContentRenderer(laid(library).library)

    assert "Sekretariatet <i>, 24. november 2026" in renderer.sources_line("chat", Language.NB)
    assert "24 November 2026" in renderer.sources_line("chat", Language.EN)


def test_what_is_not_translated_says_so(library: Library) -> None:
    renderer = ContentRenderer(laid(library).library)

    assert renderer.answer("chat", Language.NB, Markup.PLAIN) == HOSTILE
    assert renderer.answer("chat", Language.EN, Markup.PLAIN) != HOSTILE


# --- exporting ------------------------------------------------------------------------------------


def test_themes_are_the_files_that_entries_stand_in(library: Library) -> None:
    found = themes(FIXTURE)

    assert set(found) == set(library.entries)


def test_what_was_taught_is_written_as_content_files(library: Library) -> None:
    theirs = dict.fromkeys(library.entries, "fees")
    known = next(iter(library.entries))
    ways = (
        way("Gjelder det\nchat?", "chat"),
        way("Gjelder det chatboter?", "chat", 2),
        way("what about chat", "chat", 3, Language.EN),
        way("hva koster lappen", known, 4),
        way("hva er borte", "gone", 5),
    )

    written = files(Taught(9, (CHAT,), ways), theirs)

    assert written["asking/nb/learnt.txt"] == "[chat]\nGjelder det chatboter?\nGjelder det chat?\n"
    assert written["asking/en/learnt.txt"] == "[chat]\nwhat about chat\n"
    assert written["asking/nb/fees.txt"] == f"[{known}]\nhva koster lappen\n"
    (entry,) = yaml.safe_load(written["faq/learnt.yaml"])
    assert (entry["id"], entry["title"], entry["sources"]) == ("chat", CHAT.title, ["L4"])
    sources = yaml.safe_load(written["sources.yaml"])
    assert sources["L4"]["as_of"] == entry["as_of"] == CHAT.as_of
    assert not {"<", ">"} & set(entry["answer"] + sources["L4"]["title"])


def test_an_exported_answer_reads_as_it_was_taught(content: Path) -> None:
    answer = "Nei {det} er {{ ikke }} slik.\nBare telefon.\n\n- ett\n- to"
    written = files(Taught(1, (replace(CHAT, answer=answer),), ()), {})
    sources = content / "sources.yaml"
    sources.write_text(sources.read_text("utf-8") + written["sources.yaml"], "utf-8")
    for name in ("faq/learnt.yaml", "asking/nb/learnt.txt"):
        (content / name).write_text(written[name], "utf-8")

    shown = ContentRenderer(load(content)).answer("chat", Language.NB, Markup.PLAIN)

    assert shown == "Nei {det} er {{ ikke }} slik.\n\nBare telefon.\n\n• ett\n• to"


def test_nothing_is_written_when_nothing_was_taught() -> None:
    assert files(Taught(), {}) == {}
