"""What has been read so far, each thing with its place, until all of it can be checked together.

The readers (`loader_*`) fill a draft; `loader` checks it as a whole and makes the Library of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from knowledge.library import FactTable, Source
from knowledge.markup import reflow
from knowledge.model import Clause, Entry, Item, Language
from knowledge.phrasing import Phrasing
from knowledge.problems import Place, Problems
from knowledge.rules import Rules
from knowledge.texts import BASE, TextKey
from knowledge.yaml_source import Node, Scalar, Table, read_yaml


@dataclass(frozen=True, slots=True)
class LocatedText:
    """A text and where it stands."""

    text: str
    place: Place


@dataclass(slots=True)
class Draft:
    """Content under construction. Mappings keep the order of the files."""

    root: Path
    problems: Problems = field(default_factory=Problems)
    read: set[Path] = field(default_factory=set)
    texts: dict[Language, dict[TextKey, LocatedText]] = field(default_factory=dict)
    version: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    source_uses: list[tuple[str, Place]] = field(default_factory=list)
    facts: dict[Language, dict[str, FactTable]] = field(default_factory=dict)
    sections: list[str] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    item_places: dict[str, Place] = field(default_factory=dict)
    roles: dict[str, tuple[str, Place]] = field(default_factory=dict)
    conditions: dict[str, tuple[Clause, ...]] = field(default_factory=dict)
    clauses: list[tuple[Clause, Place]] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    entry_places: dict[str, Place] = field(default_factory=dict)
    phrasings: list[tuple[Phrasing, Place]] = field(default_factory=list)
    rules: Rules | None = None

    def node(self, path: Path) -> Node | None:
        """What a file holds, or None (noted). Remembers that the file has been read."""
        self.read.add(path)
        return read_yaml(path, self.root, self.problems)

    def table(self, path: Path) -> Table | None:
        """The top table of a file, or None (noted)."""
        node = self.node(path)
        if node is None or isinstance(node, Table):
            return node
        self.problems.add(node.place, "the file has to be a table of keys and values")
        return None

    def put(self, language: Language, key: TextKey, scalar: Scalar | None, *, prose: bool) -> None:
        """Keep a text. Prose is reflowed; other texts keep their line breaks.

        A text in another language that the base does not have is a mistake: nothing shows it.
        """
        if scalar is None:
            return
        if language is not BASE and key not in self.texts.get(BASE, {}):
            where = " ".join(key)
            self.problems.add(scalar.place, f"{where} is translated but not there in {BASE}")
            return
        text = "\n\n".join(scalar.value.split("\n")) if scalar.folded else scalar.value
        shown = reflow(text) if prose else text
        self.texts.setdefault(language, {})[key] = LocatedText(shown, scalar.place)

    def use_sources(self, scalars: tuple[Scalar, ...]) -> tuple[str, ...]:
        """The keys of sources, to be looked for when all have been read."""
        self.source_uses += [(scalar.value, scalar.place) for scalar in scalars]
        return tuple(scalar.value for scalar in scalars)
