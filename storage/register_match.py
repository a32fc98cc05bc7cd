"""How a written name is compared with the register's. Pure; what only resembles is never picked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from rapidfuzz import fuzz

from dialogs.state import Found, RegisterEntry, RegisterResult

# A list that nobody has checked for a quarter of a year cannot say that somebody is not on it.
FRESH_FOR = timedelta(days=90)

MOST_SUGGESTIONS = 3
SHORTEST_FUZZY = 3  # characters; below that everything resembles something
# The mean of two scores from 0 to 100: a slip of the pen scores above 85, a name with one word of
# two in common about 75, and two different names of one trade below 65.
CUT_OFF = 70.0

_ORG_NUMBER = re.compile(r"(?:no)?((?:\s*\d){9})\s*(?:mva)?", re.IGNORECASE)
_COMPANY_FORMS = frozenset({"as", "asa", "enk", "nuf", "da", "sa"})
_SPELLINGS = str.maketrans({"å": "aa", "ø": "oe", "æ": "ae", "ö": "oe", "ä": "ae", "&": " og "})


def org_number_in(query: str) -> str | None:
    """The nine digits, when the query is an organisation number (spaces, NO and MVA allowed)."""
    match = _ORG_NUMBER.fullmatch(query.strip())
    return re.sub(r"\s", "", match[1]) if match else None


def normalise(name: str) -> str:
    """A name without what people spell differently: case, accents, signs, the company's form."""
    folded = unicodedata.normalize("NFC", name.casefold()).translate(_SPELLINGS)
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign)
    )
    # Dots go without a trace, so that A.S. reads AS.
    words = re.sub(r"[\W_]+", " ", plain.replace(".", "").replace("'", "")).split()
    kept = [word for word in words if word not in _COMPANY_FORMS]
    return " ".join(kept or words)


def resembling(query: str, names: Sequence[str]) -> list[int]:
    """The positions of the names that resemble a query, both normalised; the nearest first."""
    if len(query) < SHORTEST_FUZZY:
        return []
    scores = [(fuzz.token_set_ratio(query, name) + fuzz.ratio(query, name)) / 2 for name in names]
    near = [position for position, score in enumerate(scores) if score >= CUT_OFF]
    return sorted(near, key=lambda position: -scores[position])


def judge(
    query: str,
    exact: Sequence[RegisterEntry],
    near: Sequence[RegisterEntry],
    listed_on: date | None,
    as_of: date | None,
    today: date,
) -> RegisterResult:
    """What a look-up says.

    `listed_on` is the newest day on which a loaded list was checked: only a fresh list can say that
    somebody is not on it, and it is the list's day that such a result bears. Approvals of our own
    say nothing about anybody else.
    """
    exact, near = _newest_of_each(exact), _newest_of_each(near)
    if len(exact) == 1:
        return RegisterResult(query, Found.FOUND, exact, as_of)
    if exact or near:
        return RegisterResult(query, Found.AMBIGUOUS, (exact or near)[:MOST_SUGGESTIONS], as_of)
    fresh = listed_on is not None and today - listed_on <= FRESH_FOR
    return RegisterResult(query, Found.NOT_FOUND if fresh else Found.CANNOT_CONFIRM, (), listed_on)


def _newest_of_each(entries: Sequence[RegisterEntry]) -> tuple[RegisterEntry, ...]:
    """One entry for each centre: the one that lasts longest, and of those the last checked."""
    newest: dict[str, RegisterEntry] = {}
    for entry in entries:
        centre = entry.org_number or normalise(entry.name)
        other = newest.get(centre)
        if other is None or _age(other) < _age(entry):
            newest[centre] = entry
    return tuple(newest.values())


def _age(entry: RegisterEntry) -> tuple[date, date]:
    return entry.valid_to, entry.checked_on
