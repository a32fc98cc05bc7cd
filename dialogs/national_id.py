"""Recognising a national identity number, so that it is refused before anything is stored.

A dossier never needs one. Eleven digits with right check digits are taken for one, whatever date
they spell (D-numbers and synthetic ones do not spell a plain date), with the spaces, dots or
hyphens that people, and the keyboards of their phones, put in.
"""

from __future__ import annotations

import re

from stdnum.no import fodselsnummer

# Dots, any space on the line, hyphens and dashes, and signs without width.
_BETWEEN = r"[. \t\u00a0\u2000-\u2015\u202f\u205f\u2060\u2212\u00ad\ufeff\-]"
# "010170 - 00027" has three of them in a row.
_ELEVEN = rf"(?<!\d)\d(?:{_BETWEEN}{{0,3}}\d){{10}}(?!\d)"
# Groups of digits may overlap ("12345 010170 00027"), so every place where one begins is looked at.
_CANDIDATES = re.compile(f"(?=({_ELEVEN}))")


def contains_national_id(text: str) -> bool:
    """Whether a text holds what can only be a national identity number."""
    return any(_checks(_digits(found)) for found in _CANDIDATES.findall(text))


def _digits(found: str) -> str:
    # Wide digits, as some keyboards write them, become plain ones.
    return "".join(str(int(sign)) for sign in found if sign.isdecimal())


def _checks(digits: str) -> bool:
    first = fodselsnummer.calc_check_digit1(digits)
    return digits[9] == first and digits[10] == fodselsnummer.calc_check_digit2(digits)


def without_national_id(name: str) -> str:
    """A file's name with any national identity number in it replaced by an ellipsis."""
    for found in _CANDIDATES.findall(name):
        if contains_national_id(found):
            name = name.replace(found, "…")
    return name
