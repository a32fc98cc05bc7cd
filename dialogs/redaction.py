"""What identifies a person, taken out of a text before it is kept for the secretariat to read.

A question is kept so that its answer can be learnt, and for that nobody needs to know who asked.
National identity numbers, phone numbers and e-mail addresses go, rather one sign too many than one
too few, and so do the sentences that only introduce the writer. Other names stay: no list knows
them all, so nobody is told that they are gone.
"""

from __future__ import annotations

import re

import phonenumbers

from dialogs.introduction import without_introduction
from dialogs.national_id import GONE, without_national_id

MOST = 300
"""Characters of a question that are kept. What it is about stands at its beginning."""

_HOME = "NO"
_EMAIL = re.compile(r"[^\s@＠<>()\[\],;:«»\"']+\s?[@＠]\s?[^\s@＠<>()\[\],;:«»\"']+\.[^\W\d_]{2,}")
# Eight digits are a phone number here, and more than nine anybody's number; nine are a centre's.
_BETWEEN = r"[ .\u00a0\u202f\-/]"
_LONG_NUMBER = re.compile(
    rf"(?<!\d)(?:\+{_BETWEEN}?)?(?:\d(?:{_BETWEEN}?\d){{9,}}|\d{{2}}(?:{_BETWEEN}\d{{2}}){{3}}"
    rf"|\d{{3}}{_BETWEEN}\d{{2}}{_BETWEEN}\d{{3}}|\d{{8}})(?!\d)"
)
_WORD = re.compile(r"[^\W\d_]{3,}")


def cleaned(text: str) -> str:
    """A text in one line without what identifies a person, cut to what is kept of a question."""
    return _without(" ".join(without_introduction(text).split()))[:MOST].rstrip()


def identifies(text: str) -> bool:
    """Whether a text holds a number or an address that would be taken out of it."""
    return _without(text) != text


def is_usable(text: str) -> bool:
    """Whether a cleaned text says anything that an answer could be learnt for."""
    return _WORD.search(text) is not None


def _without(text: str) -> str:
    # Again and again: what stood around something may be a number of its own.
    while (fewer := _once_without(text)) != text:
        text = fewer
    return text


def _once_without(text: str) -> str:
    text = _EMAIL.sub(GONE, without_national_id(text))
    for found in reversed(list(phonenumbers.PhoneNumberMatcher(text, _HOME))):
        text = text[: found.start] + GONE + text[found.end :]
    return _LONG_NUMBER.sub(GONE, text)
