"""YAML without its traps: every value is a string, a list or a table, and knows its line.

YAML turns `yes` into true, `012` into 10 and lets the second of two equal keys win, silently. Here
nothing is converted: the reader of a value decides what it means. Equal keys, keys that are not
plain words, aliases and tags are mistakes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.problems import Place, Problems

# libyaml's parser is ten times faster; both give the same nodes.
_YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EXACT_STYLES = ("|", '"')  # the two in which a line break is what it looks like
_QUOTES = ("'", '"')
_STANDARD_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it is written.

    `folded`: YAML has joined its lines, so that a line break left in it was a blank line.
    `quoted`: it stands in quotation marks, so that nothing in it is nothing on purpose.
    """

    value: str
    place: Place
    folded: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of values."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """Values by key, in the order of the file. `keys` tells where each key stands."""

    entries: Mapping[str, Node]
    keys: Mapping[str, Place]
    place: Place


Node = Scalar | Listing | Table


def read_text(path: Path, root: Path, problems: Problems) -> str | None:
    """The text of a content file, or None when it is missing or not UTF-8 (which is noted)."""
    place = Place(path.relative_to(root).as_posix())
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.add(place, "the file is missing")
    except UnicodeDecodeError:
        problems.add(place, "the file is not UTF-8 text")
    return None


def read_yaml(path: Path, root: Path, problems: Problems) -> Node | None:
    """The one document of a YAML file, or None when it cannot be read (which is noted)."""
    text = read_text(path, root, problems)
    if text is None:
        return None
    file = path.relative_to(root).as_posix()
    try:
        composed = yaml.compose(text, Loader=_YAML_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problems.add(Place(file, line), f"not readable as YAML: {error.problem or error.context}")
        return None
    except yaml.YAMLError as error:
        problems.add(Place(file), f"not readable as YAML: {str(error).splitlines()[0]}")
        return None
    if composed is None:
        problems.add(Place(file), "the file is empty")
        return None
    return _Conversion(file, problems).node(composed)


class _Conversion:
    """Turns the nodes of one file into ours."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._seen: set[int] = set()

    def node(self, node: yaml.Node) -> Node:
        place = self._place(node)
        if id(node) in self._seen:
            # The same node twice is an alias; one inside itself would never end.
            self._problems.add(place, "aliases (*name) are not used here: write the value again")
            return Scalar("", place)
        self._seen.add(id(node))
        if not node.tag.startswith(_STANDARD_TAG):
            self._problems.add(place, f"tags ({node.tag}) are not used here")
        if isinstance(node, yaml.MappingNode):
            return self._table(node)
        if isinstance(node, yaml.SequenceNode):
            return Listing(tuple(self.node(item) for item in node.value), place)
        style = node.style if isinstance(node, yaml.ScalarNode) else None
        folded, quoted = style not in _EXACT_STYLES, style in _QUOTES
        return Scalar(node.value.strip(), place, folded, quoted)

    def _table(self, node: yaml.MappingNode) -> Table:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._problems.add(place, "a key has to be a plain word")
                continue
            key = key_node.value
            if key in entries:
                message = f"the key {key!r} stands here twice (first in line {keys[key].line})"
                self._problems.add(place, message)
                continue
            entries[key] = self.node(value_node)
            keys[key] = place
        return Table(entries, keys, self._place(node))

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._file, node.start_mark.line + 1)
