"""Where the reply to a query's result belongs: handed from the query to its result."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the reply to a query's result belongs: handed from the query to its result.

    `edit` is the id of the message that the reply replaces; `group`: it was asked in a group.
    """

    edit: str | None = None
    group: bool = False


ANYWHERE = Placement()
