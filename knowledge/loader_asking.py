"""Reads the ways of asking for entries, and the messages that are not ours.

They are plain text, one a line, because there are thousands of them: `asking/<language>/*.txt`
holds an entry's id in brackets and below it its ways of asking; `not_ours/*.txt` holds messages
that the bot must not answer as if they were about the scheme. Lines that start with # are for the
reader. Swedish and Danish are understood and answered in Bokmål.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.draft import Draft
from knowledge.model import Language
from knowledge.phrasing import Phrasing
from knowledge.problems import Place
from knowledge.texts import BASE
from knowledge.yaml_source import read_text

_ENTRY = re.compile(r"\[(?P<entry>[^\]]*)\]")
_LANGUAGES = {**{language.value: language for language in Language}, "sv": BASE, "da": BASE}


def read_ways(draft: Draft, root: Path) -> None:
    """All of `asking`, when the entries are known."""
    for path in sorted(root.rglob("*.txt")):
        language = _LANGUAGES.get(path.parent.name)
        if language is None:
            place = Place(path.relative_to(draft.root).as_posix())
            known = ", ".join(_LANGUAGES)
            draft.problems.add(place, f"ways of asking stand in a folder named {known}")
            draft.read.add(path)
            continue
        _read_ways(draft, path, language)


def read_not_ours(draft: Draft, root: Path) -> None:
    """All of `not_ours`."""
    for path in sorted(root.glob("*.txt")):
        for line, place in _lines(draft, path):
            _keep(draft, Phrasing(line, entry=None, language=None), place)


def check_ways(draft: Draft) -> None:
    """The same words may not lead to two places. Within one entry, repeats are harmless."""
    first: dict[str, tuple[Phrasing, Place]] = {}
    for phrasing, place in draft.phrasings:
        known, known_place = first.setdefault(phrasing.key, (phrasing, place))
        if known.entry != phrasing.entry:
            where = f"{known.entry or 'not ours'} ({known_place.file}:{known_place.line})"
            draft.problems.add(place, f"{phrasing.text!r} already leads to {where}")


def _read_ways(draft: Draft, path: Path, language: Language) -> None:
    entry = ""
    for line, place in _lines(draft, path):
        heading = _ENTRY.fullmatch(line)
        if heading:
            entry = heading["entry"]
            if entry not in draft.entries:
                draft.problems.add(place, f"there is no entry {entry!r}")
        elif not entry:
            draft.problems.add(place, "an entry's id in brackets has to come first")
        elif entry in draft.entries:
            _keep(draft, Phrasing(line, entry, language), place)


def _keep(draft: Draft, phrasing: Phrasing, place: Place) -> None:
    if not phrasing.key:
        draft.problems.add(place, f"there is no word in {phrasing.text!r}")
    draft.phrasings.append((phrasing, place))


def _lines(draft: Draft, path: Path) -> Iterator[tuple[str, Place]]:
    """The lines that say something, with their places."""
    draft.read.add(path)
    file = path.relative_to(draft.root).as_posix()
    text = read_text(path, draft.root, draft.problems)
    for number, line in enumerate((text or "").splitlines(), start=1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield stripped, Place(file, number)
