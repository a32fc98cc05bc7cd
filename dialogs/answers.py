"""One parser per answer kind: what an applicant wrote becomes a canonical value or an error key.

Canonical values: `yes`/`no`; a choice's id; digits for a number and an organisation number; an ISO
date; E.164 for a phone; the address itself for an e-mail and a URL; the trimmed text otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from urllib.parse import urlsplit

from stdnum.no import orgnr

from dialogs.messages import Message, say
from dialogs.state import Answer
from knowledge.model import AnswerKind, Item, Replies, Word

MAX_NUMBER = 10**9


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a value is not valid, as a message that ends with a right example."""

    why: Message


Parsed = str | Rejected

_YES_NO = {Word.YES: "yes", Word.OK: "yes", Word.NO: "no"}
_DATE = re.compile(r"(\d{1,2})[.\-/ ]+(\d{1,2})[.\-/ ]+(\d{4}|\d{2})\.?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan january",
            "februar feb february",
            "mars mar march",
            "april apr",
            "mai may",
            "juni jun june",
            "juli jul july",
            "august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov",
            "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_NINE_DIGITS = re.compile(r"(?<!\d)(?:[0-9][\s.\-]?){8}[0-9](?!\d)")
_NAMED_DATE = re.compile(r"(\d{1,2})\.?\s+([a-zæøå]+)\.?\s+(\d{4})")


def parse(
    item: Item, text: str, answers: Mapping[str, Answer], today: date, replies: Replies
) -> Parsed:
    """The canonical value of what was written for an item, or why it is not one.

    `replies` knows what people write instead of pressing a button. Files have no written form; for
    them every text is rejected.
    """
    written = text.strip()
    if not written:
        return _reject("error.empty", item)
    match item.kind:
        case AnswerKind.TEXT:
            return _text(item, written)
        case AnswerKind.YES_NO:
            return _yes_no(item, written, replies)
        case AnswerKind.CHOICE:
            return _choice(item, written, replies)
        case AnswerKind.NUMBER:
            return _number(item, written, answers)
        case AnswerKind.DATE:
            return _date(item, written, today)
        case AnswerKind.EMAIL:
            return _email(item, written)
        case AnswerKind.PHONE:
            return _phone(item, written)
        case AnswerKind.ORG_NUMBER:
            return _org_number(item, written)
        case AnswerKind.URL:
            return _url(item, written)
        case AnswerKind.FILES:
            return _reject("error.file_expected", item)
    assert_never(item.kind)


def _reject(key: str, item: Item) -> Rejected:
    return Rejected(say(key, item=item.id))


def _text(item: Item, written: str) -> Parsed:
    limits = item.limits
    if len(written) < limits.min_length:
        return Rejected(say("error.too_short", item=item.id, least=limits.min_length))
    if len(written) > limits.max_length:
        return Rejected(say("error.too_long", item=item.id, most=limits.max_length))
    if limits.pattern and not re.search(limits.pattern, written):
        return _reject("error.pattern", item)
    return written


def _yes_no(item: Item, written: str, replies: Replies) -> Parsed:
    word = replies.word(written)
    value = _YES_NO.get(word) if word else None
    return value or _reject("error.yes_no", item)


def _choice(item: Item, written: str, replies: Replies) -> Parsed:
    """Buttons give the id; a person may write it, what the button says, or its number."""
    labels = [say("button.choice", item=item.id, choice=choice) for choice in item.choices]
    named = replies.pick(written, labels, begun=True)
    if named is not None:
        return item.choices[named]
    word = written.casefold().strip(" .!")
    if word in item.choices:
        return word
    if word.isdecimal() and 1 <= int(word) <= len(item.choices):
        return item.choices[int(word) - 1]
    return _reject("error.choice", item)


def _number(item: Item, written: str, answers: Mapping[str, Answer]) -> Parsed:
    digits = re.sub(r"(?<=\d)[\s.](?=\d{3}\b)", "", written)
    if not re.fullmatch(r"[0-9]{1,10}", digits) or int(digits) > MAX_NUMBER:
        return _reject("error.number", item)
    ceiling = answers.get(item.limits.at_most_item or "")
    if ceiling and ceiling.value.isdecimal() and int(digits) > int(ceiling.value):
        return Rejected(
            say(
                "error.number_above",
                item=item.id,
                other=item.limits.at_most_item or "",
                most=int(ceiling.value),
            )
        )
    return str(int(digits))


def _date(item: Item, written: str, today: date) -> Parsed:
    day = read_date(written, today)
    if day is None:
        return _reject("error.date", item)
    if item.limits.not_future and day > today:
        return _reject("error.date_future", item)
    return day.isoformat()


def read_date(written: str, today: date) -> date | None:
    """A day as people write it: 3.11.2026, 03/11/26, 3. november 2026, 2026-11-03, i dag."""
    text = written.casefold().strip(" .")
    if text in {"i dag", "idag", "today"}:
        return today
    try:
        if iso := _ISO_DATE.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if numbers := _DATE.fullmatch(text):
            year = int(numbers[3]) + (2000 if len(numbers[3]) == 2 else 0)
            return date(year, int(numbers[2]), int(numbers[1]))
        if named := _NAMED_DATE.fullmatch(text):
            month = _MONTHS.get(named[2])
            return date(int(named[3]), month, int(named[1])) if month else None
    except ValueError:
        return None
    return None


# The two libraries below are loaded for the first answer that needs them, so that a start does not
# wait for them.


def _email(item: Item, written: str) -> Parsed:
    from email_validator import EmailNotValidError, validate_email

    try:
        # Test domains are let through: the secretariat sees the address, and no DNS is asked.
        return validate_email(written, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return _reject("error.email", item)


def _phone(item: Item, written: str) -> Parsed:
    import phonenumbers

    try:
        number = phonenumbers.parse(written, "NO")
    except phonenumbers.NumberParseException:
        return _reject("error.phone", item)
    if not phonenumbers.is_possible_number(number) or re.search(r"[^\d\s+().\-/]", written):
        return _reject("error.phone", item)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _org_number(item: Item, written: str) -> Parsed:
    """The one number in a text: "org.nr. 123 456 785", "123456785 (Testsenteret AS)"."""
    found = {org_number(each[0]) for each in _NINE_DIGITS.finditer(written)} - {None}
    number = org_number(written) or (found.pop() if len(found) == 1 else None)
    if number:
        return number
    digits = sum(sign.isdecimal() for sign in written)
    return _reject("error.org_number" if digits else "error.org_number_name", item)


def org_number(written: str) -> str | None:
    """The organisation number that a text is nothing but, or None.

    Nine digits with a right checksum; 000000000 passes mod 11 and is refused by name.
    """
    digits = re.sub(r"(?i)^no|mva$|[\s.\-]", "", written.strip())
    if not re.fullmatch(r"[0-9]{9}", digits) or digits == "000000000":
        return None
    return digits if orgnr.is_valid(digits) else None


def _url(item: Item, written: str) -> Parsed:
    address = written if "://" in written else f"https://{written}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return _reject("error.url", item)
    ordinary = re.fullmatch(r"[a-z0-9æøåäöü-]+(\.[a-z0-9æøåäöü-]+)+", host)
    if parts.scheme not in {"http", "https"} or not ordinary or re.search(r"\s", written):
        return _reject("error.url", item)
    return address


def cautions_for(item: Item, answer: Answer, today: date) -> tuple[str, ...]:
    """The ids of the cautions that an answer calls for. A kept wrong value calls for none."""
    if answer.kept:
        return ()
    return tuple(
        caution.id
        for caution in item.cautions
        if answer.value in caution.values
        or (caution.pattern and re.search(caution.pattern, answer.value, re.IGNORECASE))
        or _older(answer.value, caution.older_than_months, today)
    )


def _older(value: str, months: int | None, today: date) -> bool:
    if months is None:
        return False
    day = datetime.fromisoformat(value).date()
    elapsed = (today.year - day.year) * 12 + today.month - day.month
    return elapsed > months or (elapsed == months and today.day > day.day)
