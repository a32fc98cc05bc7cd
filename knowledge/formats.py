"""Dates, times, numbers and sizes as a reader of a language writes them. No words of our own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_decimal
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

from knowledge.model import AnswerKind, Language

_LOCALES: Final = {Language.NB: "nb_NO", Language.NN: "nn_NO", Language.EN: "en_GB"}
_OSLO: Final = ZoneInfo("Europe/Oslo")
_UNITS: Final = ("B", "kB", "MB", "GB")


def in_words(value: str | date, language: Language) -> str:
    """A day, such as 16. desember 2020. `value` is a date, or ISO 8601 text.

    Raises:
        ValueError: not a date.
    """
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return format_date(day, format="long", locale=_LOCALES[language])


def moment_in_words(value: str | datetime, language: Language) -> str:
    """A moment in Oslo, to the minute. `value` is aware, or ISO 8601 text; naive text is UTC.

    Raises:
        ValueError: not a moment.
    """
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    local = moment.astimezone(_OSLO)
    locale = _LOCALES[language]
    # Babel's patterns quote literal words: {1} 'kl'. {0}
    pattern = str(get_datetime_format("long", locale=locale)).replace("'", "")
    return pattern.format(
        format_time(local.time(), format="short", locale=locale), in_words(local.date(), language)
    )


def number(value: float | str, language: Language) -> str:
    """A number with its language's separators."""
    amount = float(value) if isinstance(value, str) else value
    return format_decimal(amount, locale=_LOCALES[language])


def size(count: int | str, language: Language) -> str:
    """A number of bytes in decimal units, such as 1,2 MB."""
    amount, unit = float(count), 0
    # 999.95 would be shown as 1000.0
    while amount >= 999.95 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    shown = format_decimal(amount, format="0.#" if unit else "0", locale=_LOCALES[language])
    return f"{shown} {_UNITS[unit]}"


def organisation_number(value: str) -> str:
    """An organisation number in groups of three; anything else as it is."""
    digits = "".join(value.split())
    if len(digits) == 9 and digits.isdecimal():
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return value


def phone(value: str) -> str:
    """An E.164 number grouped for reading; anything else as it is."""
    try:
        return format_number(parse(value), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return value


def shown_value(kind: AnswerKind, value: str, language: Language) -> str:
    """A canonical value in its kind's form for reading; empty when its kind has none of its own."""
    try:
        match kind:
            case AnswerKind.DATE:
                return in_words(value, language)
            case AnswerKind.NUMBER:
                return number(value, language)
            case AnswerKind.ORG_NUMBER:
                return organisation_number(value)
            case AnswerKind.PHONE:
                return phone(value)
            case _:
                return ""
    except ValueError:
        return value
