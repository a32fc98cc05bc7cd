"""The content that is shipped: it loads, it can be shown, and it is understood as measured."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from zlib import crc32

import pytest

import knowledge
from knowledge.coverage import HARD_LIX, missing, report
from knowledge.library import Library
from knowledge.loader import load
from knowledge.model import AnswerKind, Band, Language, Markup, Standing
from knowledge.phrasing import Phrasing, normalised
from knowledge.renderer import ContentRenderer
from knowledge.search import Search
from knowledge.texts import entry_key

CONTENT = Path(knowledge.__file__).parent / "content"


@pytest.fixture(scope="module")
def real() -> Library:
    return load(CONTENT)


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


def test_held_out_messages_are_understood_as_measured(real: Library) -> None:
    held_out = [phrasing for phrasing in real.phrasings if _tenth(phrasing) == 0]
    search = Search([phrasing for phrasing in real.phrasings if _tenth(phrasing) != 0])
    counts: Counter[tuple[bool, str]] = Counter()
    for phrasing in held_out:
        found = search.understand(phrasing.text)
        ours, right = phrasing.entry is not None, phrasing.entry in found.entries
        counts[ours, "all"] += 1
        if found.band is Band.ANSWER:
            counts[ours, "right" if right else "wrong"] += 1
        elif right:
            counts[ours, "offered"] += 1
    # A tenth is a small sample: the bounds are wider than what the whole measures.
    assert counts[True, "wrong"] / counts[True, "all"] < 0.06
    assert counts[False, "wrong"] / counts[False, "all"] < 0.10
    helped = counts[True, "right"] + counts[True, "offered"]
    assert helped / counts[True, "all"] > 0.5


def _tenth(phrasing: Phrasing) -> int:
    """The same words always in the same tenth, whatever the order of the files."""
    return crc32(normalised(phrasing.text).encode()) % 10


def test_every_text_exists_in_every_language(real: Library) -> None:
    assert missing(real) == []


def test_no_text_is_hard_to_read(real: Library) -> None:
    hard = [(key, round(lix)) for key, lix in report(real).readability if lix > HARD_LIX]

    assert hard == []
