"""Reads the content folder, reports every mistake at once, and makes the Library of it.

    library = load(Path("knowledge/content"), expected=MESSAGES)

What a file may hold is told by the reader of its kind (`loader_*`). Here is only which file is
read by whom, and in which order: what is referred to before what refers to it, the base language
before the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from knowledge.draft import Draft
from knowledge.fields import Fields
from knowledge.interpreter import Interpreter
from knowledge.items import ItemIndex
from knowledge.library import FactTable, Library
from knowledge.loader_asking import check_ways, read_not_ours, read_ways
from knowledge.loader_checklist import overlay_section, read_checklist
from knowledge.loader_checks import PHRASES, check_texts
from knowledge.loader_conditions import NAME_ROLE, ORG_NUMBER_ROLE
from knowledge.loader_facts import (
    FACT_FILES,
    overlay_facts,
    overlay_sources,
    read_facts,
    read_sources,
)
from knowledge.loader_faq import check_entries, overlay_entries, read_entries, read_terms
from knowledge.loader_rules import read_rules
from knowledge.model import Checklist, Language
from knowledge.phrasing import Phrasing
from knowledge.problems import Place
from knowledge.search import Search
from knowledge.texts import BASE, TextKey, Texts, entry_key, item_key, phrase_key

_CONTENT_SUFFIXES = frozenset({".yaml", ".yml", ".txt", ".json", ".toml"})


def load(content_dir: Path, expected: Mapping[str, tuple[str, ...]] | None = None) -> Library:
    """All content of a folder.

    `expected` holds the keys of all messages that may be asked for, with the names of their
    parameters; phrases are then compared with it, in both directions.

    Raises:
        ContentError: there are mistakes; it lists all of them.
    """
    draft = Draft(content_dir)
    _read_base(draft)
    for language in Language:
        if language is not BASE:
            _read_overlay(draft, content_dir / "languages" / language, language)
    check_entries(draft)
    check_ways(draft)
    check_texts(draft, expected or {})
    _check_sources(draft)
    _check_files(draft)
    draft.problems.raise_if_any()
    return _library(draft)


def _read_base(draft: Draft) -> None:
    root = draft.root
    read_sources(draft, root / "sources.yaml")
    for name in FACT_FILES:
        read_facts(draft, root / f"{name}.yaml")
    read_checklist(draft, root / "checklist")
    for path in sorted((root / "faq").glob("*.yaml")):
        read_entries(draft, path)
    read_terms(draft, root / "terms.yaml")
    read_rules(draft, root / "rules.yaml")
    read_ways(draft, root / "asking")
    read_not_ours(draft, root / "not_ours")
    for path in _phrase_files(root) or [root / f"{PHRASES}.yaml"]:
        _read_phrases(draft, path, BASE)


def _read_overlay(draft: Draft, folder: Path, language: Language) -> None:
    for path in sorted(folder.rglob("*.yaml")):
        match path.relative_to(folder).parts:
            case ("sources.yaml",):
                overlay_sources(draft, path, language)
            case (_,) if path.stem in FACT_FILES:
                overlay_facts(draft, path, language)
            case ("checklist", _):
                overlay_section(draft, path, language)
            case ("faq", _):
                overlay_entries(draft, path, language)
    for path in _phrase_files(folder):
        _read_phrases(draft, path, language)


def _phrase_files(folder: Path) -> list[Path]:
    """Phrases stand in one file, or in several by theme: phrases*.yaml or a folder of that name."""
    return [*sorted(folder.glob(f"{PHRASES}*.yaml")), *sorted((folder / PHRASES).glob("*.yaml"))]


def _read_phrases(draft: Draft, path: Path, language: Language) -> None:
    table = draft.table(path)
    if table is None:
        return
    fields = Fields(table, draft.problems, frozenset(table.entries))
    for key in table.entries:
        known = draft.texts.get(language, {}).get(phrase_key(key))
        if known is not None:
            where = f"{known.place.file}:{known.place.line}"
            fields.problem(key, f"the phrase {key!r} is already in {where}")
        # A notice that no longer applies is emptied: its key stays, and nothing is shown.
        scalar = fields.scalar(key, required=True, may_be_empty=True)
        draft.put(language, phrase_key(key), scalar, prose=False)


def _check_sources(draft: Draft) -> None:
    for source, place in draft.source_uses:
        if source not in draft.sources:
            draft.problems.add(place, f"there is no source {source!r}")


def _check_files(draft: Draft) -> None:
    """A file that nobody reads is a mistake: its author believes that it counts."""
    for path in sorted(draft.root.rglob("*")):
        relative = path.relative_to(draft.root)
        hidden = any(part.startswith(".") for part in relative.parts)
        counts = path.suffix in _CONTENT_SUFFIXES and path.is_file() and not hidden
        if counts and path not in draft.read:
            draft.problems.add(Place(relative.as_posix()), "nothing reads this file")


def _library(draft: Draft) -> Library:
    phrasings = (*(phrasing for phrasing, _ in draft.phrasings), *_titles(draft))
    checklist = Checklist(
        version=draft.version,
        sections=tuple(draft.sections),
        items=dict(draft.items),
        name_item=draft.roles[NAME_ROLE][0],
        org_number_item=draft.roles[ORG_NUMBER_ROLE][0],
        roles={role: item for role, (item, _) in draft.roles.items()},
    )
    texts = {
        language: {key: located.text for key, located in of_language.items()}
        for language, of_language in draft.texts.items()
    }
    all_texts = Texts(texts)
    assert draft.rules is not None
    return Library(
        checklist=checklist,
        entries=dict(draft.entries),
        sources=dict(draft.sources),
        texts=all_texts,
        facts={language: _facts_in(draft, language) for language in Language},
        phrasings=phrasings,
        interpreter=Interpreter(
            draft.rules,
            draft.entries,
            ItemIndex(_item_names(draft)),
            phrasings,
            lambda entry, language: (
                all_texts.find(entry_key(entry, "title"), language or BASE).text
            ),
            Search(phrasings),
        ),
        languages=tuple(_spoken(texts)),
    )


def _spoken(texts: Mapping[Language, Mapping[TextKey, str]]) -> Iterator[Language]:
    """The languages that have phrases, and not just answers."""
    for language in Language:
        if any(key[0] == "phrase" for key in texts.get(language, {})):
            yield language


def _titles(draft: Draft) -> Iterator[Phrasing]:
    """What an entry is called, as a way of asking for it, where nobody wrote that down."""
    known = {phrasing.key for phrasing, _ in draft.phrasings}
    for language, texts in draft.texts.items():
        for entry in draft.entries:
            title = texts.get(entry_key(entry, "title"))
            phrasing = Phrasing(title.text, entry, language) if title else None
            if phrasing and phrasing.key not in known:
                known.add(phrasing.key)
                yield phrasing


def _item_names(draft: Draft) -> Iterator[tuple[str, str]]:
    """What items are called, in every language, in the order of the checklist."""
    for item in draft.items:
        for texts in draft.texts.values():
            for part in ("short", "question"):
                located = texts.get(item_key(item, part))
                if located:
                    yield item, located.text


def _facts_in(draft: Draft, language: Language) -> Mapping[str, FactTable]:
    return draft.facts[BASE] | draft.facts.get(language, {})
