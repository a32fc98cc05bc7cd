"""A case as its card shows it: what it is, how complete, what to look at, and what can be done.

Pure: the same dossier on the same day gives the same card. Lists and foreign texts are cut before
they are rendered, so that no dossier, however monstrous, passes Slack's limits (a property test).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.slack import blocks
from bot.slack.blocks import Json, Post, Question
from bot.slack.names import CardButton
from bot.slack.texts import Texts
from dialogs.dossier import CaseAction, Summary, allowed, centre_name, summary
from dialogs.state import CaseState, Decision, Dossier, Verdict
from knowledge.model import Checklist

NAME = 120
VALUE = 80
NOTE = 300
LISTED = 8
CAUTIONS = 5

_CLOSED = frozenset({CaseState.APPROVED, CaseState.REFUSED, CaseState.WITHDRAWN})


def card(dossier: Dossier, checklist: Checklist, texts: Texts, today: date) -> Post:
    """The card of a case on a day (Oslo)."""
    found = summary(dossier, checklist, today)
    return Post(
        text=_spoken(dossier, checklist, found, texts),
        blocks=[
            blocks.header(_title(dossier, checklist, texts)),
            blocks.fields(_facts(dossier, checklist, found, texts)),
            *_sections(dossier, checklist, found, texts),
            *_buttons(dossier, found, texts),
            *_last(dossier, texts),
        ],
    )


def case_line(dossier: Dossier, checklist: Checklist, texts: Texts) -> str:
    """Which case this is, in one line of mrkdwn, as modals show it."""
    return texts.mrkdwn(
        "slack.modal.case", reference=dossier.reference or "", centre=_centre(dossier, checklist)
    )


def _centre(dossier: Dossier, checklist: Checklist) -> str:
    return blocks.clip(centre_name(dossier, checklist), NAME)


def _title(dossier: Dossier, checklist: Checklist, texts: Texts) -> str:
    centre = _centre(dossier, checklist)
    return texts.plain("slack.card.title", reference=dossier.reference or "", centre=centre)


def _spoken(dossier: Dossier, checklist: Checklist, found: Summary, texts: Texts) -> str:
    return texts.mrkdwn(
        "slack.card.text",
        reference=dossier.reference or "",
        centre=_centre(dossier, checklist),
        state=texts.plain(f"slack.state.{dossier.state}"),
        answered=found.answered,
        asked=found.asked,
        missing=len(found.missing_stated),
    )


def _facts(dossier: Dossier, checklist: Checklist, found: Summary, texts: Texts) -> list[str]:
    claimed = dossier.answers.get(checklist.roles.get("fee_paid", ""))
    handler = dossier.handler.name if dossier.handler else ""
    values = {
        "state": texts.mrkdwn(f"slack.state.{dossier.state}"),
        "handler": texts.mrkdwn("slack.card.handler", name=blocks.clip(handler, VALUE)),
        "org_number": _org_number(dossier, checklist, texts),
        "contact": _answer(dossier, checklist, "applicant", texts),
        "centre_type": _answer(dossier, checklist, "centre_type", texts),
        "works_for": _answer(dossier, checklist, "works_for", texts),
        "purpose": _answer(dossier, checklist, "purpose", texts),
        "fee": texts.mrkdwn(
            "slack.card.fee",
            paid_on=dossier.fee_paid_on.isoformat() if dossier.fee_paid_on else None,
            claimed=claimed is not None and claimed.value == "yes",
        ),
        "completeness": texts.mrkdwn(
            "slack.card.completeness",
            answered=found.answered,
            asked=found.asked,
            stated=len(found.missing_stated),
            suggested=len(found.missing_suggested),
        ),
    }
    return [
        f"{texts.mrkdwn(f'slack.card.label.{name}')}\n{value}"
        for name, value in values.items()
        if value
    ]


def _org_number(dossier: Dossier, checklist: Checklist, texts: Texts) -> str:
    answer = dossier.answers.get(checklist.org_number_item)
    if answer is None or answer.kept:
        return _value(dossier, checklist.org_number_item, texts)
    return texts.mrkdwn("slack.card.org_number", number=blocks.clip(answer.value, VALUE))


def _answer(dossier: Dossier, checklist: Checklist, role: str, texts: Texts) -> str:
    return _value(dossier, checklist.roles.get(role, ""), texts)


def _value(dossier: Dossier, item: str, texts: Texts) -> str:
    answer = dossier.answers.get(item)
    if answer is None or not answer.value:
        return ""
    return texts.mrkdwn("slack.card.answer", item=item, value=blocks.clip(answer.value, VALUE))


def _sections(dossier: Dossier, checklist: Checklist, found: Summary, texts: Texts) -> list[Json]:
    missing = () if dossier.state in _CLOSED else (
        _listed("slack.card.missing_stated", found.missing_stated, texts),
        _listed("slack.card.missing_suggested", found.missing_suggested, texts),
    )  # fmt: skip
    candidates = (
        _decision(dossier.decision, texts),
        _requested(dossier, checklist, texts),
        _warnings(dossier, found, texts),
        *missing,
    )
    return [blocks.section(text) for text in candidates if text]


def _listed(key: str, items: Sequence[str], texts: Texts) -> str:
    if not items:
        return ""
    return texts.mrkdwn(key, items=tuple(items[:LISTED]), more=max(0, len(items) - LISTED))


def _decision(decision: Decision | None, texts: Texts) -> str:
    if decision is None:
        return ""
    who_and_why = {
        "decided_on": decision.decided_on.isoformat(),
        "by": blocks.clip(decision.registered_by.name, VALUE),
        "reason": blocks.clip(decision.reason, NOTE),
    }
    if decision.verdict is Verdict.REFUSED:
        return texts.mrkdwn("slack.card.refused", **who_and_why)
    return texts.mrkdwn(
        "slack.card.approved",
        valid_from=decision.valid_from.isoformat() if decision.valid_from else None,
        valid_to=decision.valid_to.isoformat() if decision.valid_to else None,
        **who_and_why,
    )


def _requested(dossier: Dossier, checklist: Checklist, texts: Texts) -> str:
    if dossier.state is not CaseState.CHANGES_REQUESTED:
        return ""
    items = [item for item in checklist.items if item in dossier.reopened]
    return texts.mrkdwn(
        "slack.card.requested",
        items=tuple(items[:LISTED]),
        more=max(0, len(items) - LISTED),
        note=blocks.clip(dossier.request_note, NOTE),
    )


def _warnings(dossier: Dossier, found: Summary, texts: Texts) -> str:
    open_case = dossier.state not in _CLOSED
    # What a caution says is meant for the applicant; the secretariat sees what was answered.
    items = dict.fromkeys(item for item, _ in found.cautions)
    flagged = [(item, " ".join(dossier.answers[item].value.split())) for item in items]
    lines = [texts.mrkdwn("slack.card.unreachable")] if dossier.unreachable else []
    if dossier.fee_paid_on is None and open_case:
        lines.append(texts.mrkdwn("slack.card.fee_missing"))
    if open_case:
        lines += [
            texts.mrkdwn("slack.card.flagged", item=item, value=blocks.clip(value, VALUE))
            for item, value in flagged[:CAUTIONS]
        ]
        if len(flagged) > CAUTIONS:
            lines.append(texts.mrkdwn("slack.card.more", count=len(flagged) - CAUTIONS))
        lines += [text for text in [_listed("slack.card.kept", found.kept, texts)] if text]
    return "\n".join([texts.mrkdwn("slack.card.warnings"), *lines]) if lines else ""


def _buttons(dossier: Dossier, found: Summary, texts: Texts) -> list[Json]:
    may = allowed(dossier)
    value = f"{dossier.id}:{dossier.version}"
    decide = may & {CaseAction.APPROVE, CaseAction.REFUSE}
    made = [
        *([_take(dossier, value, texts)] if CaseAction.TAKE in may else []),
        *([_fee(dossier, value, texts)] if CaseAction.FEE in may else []),
        *([_undo("undo_fee", dossier, texts)] if CaseAction.UNDO_FEE in may else []),
        *([_plain(CardButton.CHANGES, value, texts)] if CaseAction.REQUEST_CHANGES in may else []),
        *([_committee(dossier, found, value, texts)] if CaseAction.TO_COMMITTEE in may else []),
        *([_plain(CardButton.DECIDE, value, texts, "primary")] if decide else []),
        *([_undo("undo", dossier, texts)] if CaseAction.UNDO in may else []),
    ]
    return [blocks.actions("case", made)] if made else []


def _plain(which: CardButton, value: str, texts: Texts, style: str = "") -> Json:
    label = texts.plain(f"slack.button.{which.partition('.')[2]}")
    return blocks.button(which, label, value, style)


def _take(dossier: Dossier, value: str, texts: Texts) -> Json:
    if dossier.handler is None:
        return blocks.button(CardButton.TAKE, texts.plain("slack.button.take"), value, "primary")
    if dossier.state is CaseState.CHANGES_MADE:
        return blocks.button(CardButton.TAKE, texts.plain("slack.button.review"), value, "primary")
    name = blocks.clip(dossier.handler.name, VALUE)
    ask = _question("take_over", texts, name=name)
    return blocks.button(CardButton.TAKE, texts.plain("slack.button.take_over"), value, ask=ask)


def _fee(dossier: Dossier, value: str, texts: Texts) -> Json:
    key = "slack.button.fee_again" if dossier.fee_paid_on else "slack.button.fee"
    return blocks.button(CardButton.FEE, texts.plain(key), value)


def _committee(dossier: Dossier, found: Summary, value: str, texts: Texts) -> Json:
    missing = len(found.missing_stated)
    ask = _question("committee", texts, reference=dossier.reference or "", missing=missing)
    label = texts.plain("slack.button.committee")
    return blocks.button(CardButton.COMMITTEE, label, value, ask=ask)


def _undo(which: str, dossier: Dossier, texts: Texts) -> Json:
    ask = _question(which, texts, reference=dossier.reference or "")
    label, value = texts.plain(f"slack.button.{which}"), f"{dossier.id}:{dossier.version}"
    return blocks.button(CardButton(f"case.{which}"), label, value, "danger", ask)


def _question(which: str, texts: Texts, /, **params: object) -> Question:
    return Question(
        title=texts.plain(f"slack.confirm.{which}.title"),
        text=texts.plain(f"slack.confirm.{which}.text", **params),
        yes=texts.plain("slack.confirm.yes"),
        no=texts.plain("slack.confirm.no"),
    )


def _last(dossier: Dossier, texts: Texts) -> list[Json]:
    if not dossier.history:
        return []
    line = dossier.history[-1]
    text = texts.mrkdwn(
        f"slack.history.{line.what}",
        at=line.at.isoformat(),
        by=blocks.clip(line.by, VALUE),
    )
    return [blocks.context(text)]
