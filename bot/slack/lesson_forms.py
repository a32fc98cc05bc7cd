"""What was filled into a modal about learning, as the core wants it or as what is wrong with it.

Pure. Nothing that identifies a person may become a way of asking or a title; an answer and its
source may hold the secretariat's own phone number, but never an identity number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.forms import Mistakes
from bot.slack.inbound import Submission
from bot.slack.names import Field
from dialogs.lessons import ChangeEntry, ChangePhrasing, Lesson, NewAnswer
from dialogs.national_id import contains_national_id
from dialogs.redaction import identifies, is_usable

Values = Mapping[str, Mapping[str, Any]]

_NEW = (Field.TITLE, Field.NEW_ANSWER, Field.SOURCE)


def lesson(form: Submission) -> Lesson | Mistakes:
    """The wording, and either an entry that exists or all of a new answer."""
    wrong = _wording_mistakes(form.values)
    entry, written = _entry(form.values), [_text(form.values, field) for field in _NEW]
    if entry and any(written):
        wrong[Field.ENTRY] = "slack.error.entry_or_answer"
    elif not entry:
        if not any(written):
            wrong[Field.ENTRY] = "slack.error.entry_or_answer"
        else:
            wrong |= _answer_mistakes(form.values)
    if wrong:
        return Mistakes(wrong)
    new = None if entry else NewAnswer(*written)
    return Lesson(form.subject, _text(form.values, Field.WORDING), entry, new)


def changed_entry(form: Submission) -> ChangeEntry | Mistakes:
    """Other words of a taught answer."""
    wrong = _answer_mistakes(form.values)
    if wrong:
        return Mistakes(wrong)
    return ChangeEntry(form.subject, NewAnswer(*(_text(form.values, field) for field in _NEW)))


def changed_phrasing(form: Submission) -> ChangePhrasing | Mistakes:
    """Other words of a taught way of asking, or another entry."""
    wrong = _wording_mistakes(form.values)
    entry = _entry(form.values)
    if not entry:
        wrong[Field.ENTRY] = "slack.error.text_missing"
    if wrong:
        return Mistakes(wrong)
    return ChangePhrasing(form.subject, _text(form.values, Field.WORDING), entry)


def _wording_mistakes(values: Values) -> dict[str, str]:
    wording = _text(values, Field.WORDING)
    if not is_usable(wording):
        return {Field.WORDING: "slack.error.text_missing"}
    return {Field.WORDING: "slack.error.personal"} if identifies(wording) else {}


def _answer_mistakes(values: Values) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for field in _NEW:
        text = _text(values, field)
        if not text:
            wrong[field] = "slack.error.text_missing"
        elif contains_national_id(text):
            wrong[field] = "slack.error.national_id"
    title = _text(values, Field.TITLE)
    if Field.TITLE not in wrong and identifies(title):
        wrong[Field.TITLE] = "slack.error.personal"
    return wrong


def _entry(values: Values) -> str:
    return str((values.get(Field.ENTRY, {}).get("selected_option") or {}).get("value") or "")


def _text(values: Values, field: Field) -> str:
    return str(values.get(field, {}).get("value") or "").strip()
