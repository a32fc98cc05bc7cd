"""Recognising a national identity number, so that it is refused before anything is stored.

A dossier never needs one. Eleven digits with right check digits are taken for one, whatever date
they spell (D-numbers and synthetic ones do not spell a plain date), with the spaces, dots or
hyphens that people put in.
"""

from __future__ import annotations

import re

from stdnum.no import fodselsnummer

_ELEVEN = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){10}(?!\d)")


def contains_national_id(text: str) -> bool:
    """Whether a text holds what can only be a national identity number."""
    return any(_checks(re.sub(r"\D", "", found)) for found in _ELEVEN.findall(text))


def _checks(digits: str) -> bool:
    first = fodselsnummer.calc_check_digit1(digits)
    return digits[9] == first and digits[10] == fodselsnummer.calc_check_digit2(digits)


def without_national_id(name: str) -> str:
    """A file's name with any national identity number in it replaced by dots."""
    return _ELEVEN.sub(lambda found: "…" if contains_national_id(found[0]) else found[0], name)
