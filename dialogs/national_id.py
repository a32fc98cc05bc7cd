"""Recognising a national identity number, so that it is refused before anything is stored.

A dossier never needs one. What decides are the check digits and the date: eleven digits are taken
for one when both are right, also as D-numbers and synthetic numbers spell them. How people, and the
keyboards of their phones, write it does not matter: any signs may stand between the digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.no import fodselsnummer

GONE = "…"
"""What stands in the place of a number that was taken out."""

_SIGN = r"[\W_]"  # whatever is no letter and no digit, seen or unseen, a line break too
_FEW = rf"{_SIGN}{{0,3}}"  # "010170 - 00027" has three of them in a row
_PLAIN = rf"\d(?:{_FEW}\d){{5}}{_SIGN}*\d(?:{_FEW}\d){{4}}"
# "01.01.1970 00027". Ten thousand is written in twos and threes, and may well follow a date.
_WITH_CENTURY = rf"\d\d{_FEW}\d\d{_FEW}(?:19|20)\d\d{_SIGN}*\d{{3}}{_FEW}\d\d"

# What has a way of its own to be written is no part of a number: a bank account, whose last check
# digit is the same as an identity number's, and a date, behind which there may stand a time.
_ACCOUNT = r"\d{4}\.\d\d\.\d{5}"
_DATE = r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d"
_SOMETHING_ELSE = re.compile(rf"(?<!\d)(?:{_ACCOUNT}|{_DATE})(?!\d)")

_DAYS = frozenset((*range(1, 32), *range(41, 72)))  # 40 more: a D-number
_MONTHS = frozenset((*range(1, 13), *range(41, 53), *range(81, 93)))  # 40 or 80 more: synthetic


def _everywhere(number: str) -> re.Pattern[str]:
    """Groups of digits may overlap ("12345 010170 00027"): every place where one begins counts."""
    return re.compile(rf"(?=(?<!\d)({number})(?!\d))")


_PLAINLY, _IN_FULL = _everywhere(_PLAIN), _everywhere(_WITH_CENTURY)


def contains_national_id(text: str) -> bool:
    """Whether a text holds what can only be a national identity number."""
    return next(_places(text), None) is not None


def without_national_id(text: str) -> str:
    """A text with every national identity number in it replaced by an ellipsis."""
    # Again and again: what stood around one number may be another.
    while (place := next(_places(text), None)) is not None:
        start, end = place
        text = text[:start] + GONE + text[end:]
    return text


def _places(text: str) -> Iterator[tuple[int, int]]:
    numbers_only = _SOMETHING_ELSE.sub(lambda found: "x" * len(found[0]), text)
    for found in _PLAINLY.finditer(numbers_only):
        if _checks(_digits(found[1])):
            yield found.span(1)
    for found in _IN_FULL.finditer(text):
        digits = _digits(found[1])
        if _checks(digits[:4] + digits[6:]):
            yield found.span(1)


def _digits(found: str) -> str:
    # Wide digits, as some keyboards write them, become plain ones.
    return "".join(str(int(sign)) for sign in found if sign.isdecimal())


def _checks(digits: str) -> bool:
    if int(digits[:2]) not in _DAYS or int(digits[2:4]) not in _MONTHS:
        return False
    first = fodselsnummer.calc_check_digit1(digits)
    return digits[9] == first and digits[10] == fodselsnummer.calc_check_digit2(digits)
