"""What was filled into a modal, as an act of the core or as what is wrong with it.

Pure. Mistakes are keys of texts under the block ids where Slack shows them; all are found at once.
No text may hold a national identity number: it would be stored, and sent to the applicant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.slack.inbound import Submission
from bot.slack.names import Field
from dialogs.events import ReceiveFee, RecordDecision, RequestChanges
from dialogs.national_id import contains_national_id
from dialogs.state import Verdict

Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """What is wrong: block id -> key of a text."""

    by_block: Mapping[str, str]


def fee(form: Submission, today: date) -> ReceiveFee | Mistakes:
    """The day on which the fee was paid: given, and not after today (Oslo)."""
    paid_on = _date(form.values, Field.PAID_ON)
    if paid_on is None:
        return Mistakes({Field.PAID_ON: "slack.error.date_missing"})
    if paid_on > today:
        return Mistakes({Field.PAID_ON: "slack.error.in_the_future"})
    return ReceiveFee(paid_on)


def changes(form: Submission) -> RequestChanges | Mistakes:
    """The items to reopen, at least one, and a line of text."""
    items = tuple(
        option["value"]
        for block, element in form.values.items()
        if block.partition(".")[0] == Field.ITEMS
        for option in element.get("selected_options") or ()
    )
    wrong = _text_mistakes(form.values, Field.NOTE, "slack.error.text_missing")
    if not items:
        wrong[Field.ITEMS] = "slack.error.no_items"
    if wrong:
        return Mistakes(wrong)
    return RequestChanges(items=items, note=_text(form.values, Field.NOTE))


def decision(form: Submission, today: date) -> RecordDecision | Mistakes:
    """The committee's decision: not in the future; an approval from-to, a refusal with reason."""
    verdict = (form.values.get(Field.VERDICT, {}).get("selected_option") or {}).get("value")
    decided_on = _date(form.values, Field.DECIDED_ON)
    missing = "slack.error.reason_missing" if verdict == Verdict.REFUSED else ""
    wrong = _text_mistakes(form.values, Field.REASON, missing)
    if decided_on is None:
        wrong[Field.DECIDED_ON] = "slack.error.date_missing"
    elif decided_on > today:
        wrong[Field.DECIDED_ON] = "slack.error.in_the_future"
    if verdict not in set(Verdict):
        wrong[Field.VERDICT] = "slack.error.no_verdict"
    elif verdict == Verdict.APPROVED:
        wrong |= _validity_mistakes(form.values)
    if wrong or decided_on is None or verdict is None:
        return Mistakes(wrong)
    approved = verdict == Verdict.APPROVED
    return RecordDecision(
        verdict=Verdict(verdict),
        decided_on=decided_on,
        reason=_text(form.values, Field.REASON),
        valid_from=_date(form.values, Field.VALID_FROM) if approved else None,
        valid_to=_date(form.values, Field.VALID_TO) if approved else None,
    )


def confirmed(carried: Mapping[str, Any]) -> RecordDecision:
    """The decision that the first step checked and the second step carried."""
    valid_from, valid_to = carried.get(Field.VALID_FROM), carried.get(Field.VALID_TO)
    return RecordDecision(
        verdict=Verdict(carried[Field.VERDICT]),
        decided_on=date.fromisoformat(carried[Field.DECIDED_ON]),
        reason=carried[Field.REASON],
        valid_from=date.fromisoformat(valid_from) if valid_from else None,
        valid_to=date.fromisoformat(valid_to) if valid_to else None,
    )


def answer(form: Submission) -> str | Mistakes:
    """The answer to an applicant, not empty."""
    wrong = _text_mistakes(form.values, Field.ANSWER, "slack.error.text_missing")
    return Mistakes(wrong) if wrong else _text(form.values, Field.ANSWER)


def _text_mistakes(values: Values, field: Field, missing: str) -> dict[str, str]:
    """`missing` is the key for an empty text, or empty when there need be none."""
    text = _text(values, field)
    if not text:
        return {field: missing} if missing else {}
    return {field: "slack.error.national_id"} if contains_national_id(text) else {}


def _validity_mistakes(values: Values) -> dict[str, str]:
    wrong: dict[str, str] = {}
    valid_from, valid_to = _date(values, Field.VALID_FROM), _date(values, Field.VALID_TO)
    if valid_from is None:
        wrong[Field.VALID_FROM] = "slack.error.date_missing"
    if valid_to is None:
        wrong[Field.VALID_TO] = "slack.error.date_missing"
    if valid_from and valid_to and valid_from > valid_to:
        wrong[Field.VALID_TO] = "slack.error.valid_order"
    return wrong


def _date(values: Values, field: Field) -> date | None:
    try:
        return date.fromisoformat(values.get(field, {}).get("selected_date") or "")
    except ValueError:
        return None


def _text(values: Values, field: Field) -> str:
    return (values.get(field, {}).get("value") or "").strip()
