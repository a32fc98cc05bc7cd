"""Reading a table strictly: known keys only, each with the shape it is said to have.

Every reader notes a mistake and returns something harmless, so that one wrong value never hides
the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import TypeVar

from knowledge.problems import Place, Problems
from knowledge.yaml_source import Listing, Node, Scalar, Table

Chosen = TypeVar("Chosen", bound=StrEnum)

YES, NO = "yes", "no"
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Fields:
    """The values of one table. Keys that are not in `known` are noted at once."""

    def __init__(self, table: Table, problems: Problems, known: frozenset[str]) -> None:
        self._table = table
        self._problems = problems
        for key, place in table.keys.items():
            if key not in known:
                problems.add(place, f"unknown key {key!r} (known: {', '.join(sorted(known))})")

    def __contains__(self, key: str) -> bool:
        return key in self._table.entries

    def place(self, key: str) -> Place:
        """Where a key stands; the table's place when it is absent."""
        return self._table.keys.get(key, self._table.place)

    def problem(self, key: str, message: str) -> None:
        """Note a mistake at a key."""
        self._problems.add(self.place(key), message)

    def node(self, key: str) -> Node | None:
        """The value as it is."""
        return self._table.entries.get(key)

    def scalar(
        self, key: str, *, required: bool = False, may_be_empty: bool = False
    ) -> Scalar | None:
        """A single value, or None when it is absent, empty or not a single value.

        `may_be_empty`: "" in quotation marks is a value.
        """
        node = self.node(key)
        if node is None:
            if required:
                self.problem(key, f"{key!r} is missing")
            return None
        if not isinstance(node, Scalar):
            self.problem(key, f"{key!r} has to be a single value")
            return None
        if not node.value and not (may_be_empty and node.quoted):
            self.problem(key, f"{key!r} is empty")
            return None
        return node

    def text(self, key: str, *, required: bool = False) -> str:
        """A single value, or "" when there is none."""
        scalar = self.scalar(key, required=required)
        return scalar.value if scalar else ""

    def words(self, key: str, *, required: bool = False) -> tuple[Scalar, ...]:
        """A list of single values; one value alone is a list of one."""
        node = self.node(key)
        if node is None:
            if required:
                self.problem(key, f"{key!r} is missing")
            return ()
        return tuple(self._single_values(key, node))

    def _single_values(self, key: str, node: Node) -> Iterator[Scalar]:
        for item in node.items if isinstance(node, Listing) else (node,):
            if isinstance(item, Scalar) and item.value:
                yield item
            else:
                self._problems.add(item.place, f"{key!r} has to be a list of single values")

    def flag(self, key: str, *, required: bool = False) -> bool:
        """`yes` or `no`; no when absent."""
        value = self.text(key, required=required)
        if value not in {"", YES, NO}:
            self.problem(key, f"{key!r} has to be yes or no, not {value!r}")
        return value == YES

    def whole_number(self, key: str) -> int | None:
        """A whole number of at least 1, or None."""
        value = self.text(key)
        if not value:
            return None
        if not re.fullmatch(r"[1-9][0-9]{0,5}", value):
            self.problem(key, f"{key!r} has to be a whole number from 1, not {value!r}")
            return None
        return int(value)

    def iso_date(self, key: str) -> date | None:
        """A date written as 2020-12-16, or None."""
        value = self.text(key)
        if not value:
            return None
        if ISO_DATE.fullmatch(value):
            with suppress(ValueError):
                return date.fromisoformat(value)
        self.problem(key, f"{key!r} has to be a date such as 2020-12-16, not {value!r}")
        return None

    def pattern(self, key: str) -> str | None:
        """A regular expression that compiles, or None."""
        value = self.text(key)
        if not value:
            return None
        try:
            re.compile(value, re.IGNORECASE)
        except re.error as error:
            self.problem(key, f"{key!r} is not a regular expression: {error}")
            return None
        return value

    def one_of(self, key: str, kinds: type[Chosen], *, required: bool = False) -> Chosen | None:
        """A member of an enumeration, or None."""
        value = self.text(key, required=required)
        if not value:
            return None
        if value not in set(kinds):
            self.problem(key, f"unknown {key} {value!r} (known: {', '.join(sorted(kinds))})")
            return None
        return kinds(value)

    def table(self, key: str, *, required: bool = False) -> Table | None:
        """A table, or None."""
        node = self.node(key)
        if node is None:
            if required:
                self.problem(key, f"{key!r} is missing")
            return None
        if not isinstance(node, Table):
            self.problem(key, f"{key!r} has to be a table of keys and values")
            return None
        return node

    def tables(self, key: str, *, required: bool = False) -> Iterator[Table]:
        """The tables of a list."""
        node = self.node(key)
        if node is None:
            if required:
                self.problem(key, f"{key!r} is missing")
            return
        if not isinstance(node, Listing):
            self.problem(key, f"{key!r} has to be a list")
            return
        yield from as_tables(node, self._problems)


def as_tables(listing: Listing, problems: Problems) -> Iterator[Table]:
    """The tables of a list; anything else in it is noted."""
    for item in listing.items:
        if isinstance(item, Table):
            yield item
        else:
            problems.add(item.place, "expected a table of keys and values")
