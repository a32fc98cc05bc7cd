"""Recognising a national identity number, so that it is refused before anything is stored.

A dossier never needs one. Eleven digits with right check digits are taken for one, whatever date
they spell (D-numbers and synthetic ones do not spell a plain date), with the spaces, dots or
hyphens that people put in.
"""

from __future__ import annotations

import re

from stdnum.no import fodselsnummer

_ELEVEN = r"(?<!\d)\d(?:[ .\-]?\d){10}(?!\d)"
# Groups of digits may overlap ("12345 010170 00027"), so every place where one begins is looked at.
_CANDIDATES = re.compile(f"(?=({_ELEVEN}))")


def contains_national_id(text: str) -> bool:
    """Whether a text holds what can only be a national identity number."""
    return any(_checks(re.sub(r"\D", "", found)) for found in _CANDIDATES.findall(text))


def _checks(digits: str) -> bool:
    first = fodselsnummer.calc_check_digit1(digits)
    return digits[9] == first and digits[10] == fodselsnummer.calc_check_digit2(digits)


def without_national_id(name: str) -> str:
    """A file's name with any national identity number in it replaced by an ellipsis."""
    for found in _CANDIDATES.findall(name):
        if contains_national_id(found):
            name = name.replace(found, "…")
    return name
