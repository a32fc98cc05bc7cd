"""What the secretariat may do with a case, and what follows from it.

Each act is checked against the case's life in `dossier.TRANSITIONS` and against the version that
the member saw: a colleague who was faster wins, and the other gets a note and the fresh card.
What members write is sent to the applicant and kept, so an identity number in it is refused too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dialogs.dossier import CaseAction, advance
from dialogs.effects import (
    AnswerInquiry,
    Button,
    Effect,
    FindCentre,
    PostToThread,
    RefreshCard,
    RefreshInquiry,
    Step,
    Tell,
    Whisper,
)
from dialogs.events import (
    Action,
    CaseAct,
    CommandName,
    Decided,
    InquiryAnswered,
    Op,
    ReceiveFee,
    RecordDecision,
    Replied,
    RequestChanges,
    SendToCommittee,
    SlashCommanded,
    TakeCase,
    UndoDecision,
    UndoFee,
)
from dialogs.messages import Message, say
from dialogs.national_id import contains_national_id
from dialogs.state import CaseState, Decision, Dossier, State, Verdict
from dialogs.status import MAX_QUERY
from knowledge.model import Checklist


def decide(dossier: Dossier | None, event: Decided, checklist: Checklist, now: datetime) -> Step:
    """Apply one act of a member to the case that the member saw."""
    if dossier is None:
        return Step(State(), (Whisper(say("whisper.gone")),))
    if event.seen != dossier.version:
        whisper = Whisper(say("whisper.changed", reference=dossier.reference or ""), dossier.id)
        return Step(State(dossier=dossier), (whisper, RefreshCard(dossier.id)))
    if contains_national_id(_written(event.act)):
        return _refuse_national_id()
    after, effects = _apply(dossier, event, checklist, now)
    if after is None:
        whisper = Whisper(say("whisper.not_now", reference=dossier.reference or ""), dossier.id)
        return Step(State(dossier=dossier), (whisper, RefreshCard(dossier.id)))
    return Step(State(dossier=after), (*effects, RefreshCard(dossier.id)))


def _written(act: CaseAct) -> str:
    match act:
        case RequestChanges(note=text) | RecordDecision(reason=text):
            return text
        case _:
            return ""


def _refuse_national_id() -> Step:
    return Step(State(), (Whisper(say("refuse.national_id_elsewhere")),))


Outcome = tuple[Dossier | None, tuple[Effect, ...]]


def _apply(dossier: Dossier, event: Decided, checklist: Checklist, now: datetime) -> Outcome:
    act, by = event.act, event.by.name
    match act:
        case TakeCase():
            taken = replace(dossier, handler=event.by)
            resumed = dossier.state is CaseState.CHANGES_MADE
            key = "case.changes_in_review" if resumed else "case.taken"
            return _outcome(dossier, advance(taken, CaseAction.TAKE, now, by), key)
        case ReceiveFee(paid_on):
            paid, details = replace(dossier, fee_paid_on=paid_on), {"paid_on": paid_on.isoformat()}
            after = advance(paid, CaseAction.FEE, now, by, details)
            return _outcome(dossier, after, "case.fee", **details)
        case UndoFee():
            after = advance(replace(dossier, fee_paid_on=None), CaseAction.UNDO_FEE, now, by)
            return _outcome(dossier, after, "case.fee_undone")
        case RequestChanges():
            return _request_changes(dossier, act, by, checklist, now)
        case SendToCommittee():
            sent = replace(dossier, reopened=frozenset(), request_note="")
            after = advance(sent, CaseAction.TO_COMMITTEE, now, by)
            return _outcome(dossier, after, "case.to_committee")
        case RecordDecision():
            return _record(dossier, act, event, now)
        case UndoDecision():
            after = advance(replace(dossier, decision=None), CaseAction.UNDO, now, by)
            return _outcome(dossier, after, "case.undone")
    assert_never(act)


def _outcome(before: Dossier, after: Dossier | None, key: str, **params: str) -> Outcome:
    """The case after an act, and the applicant's message about it."""
    if after is None:
        return None, ()
    if _facts(before) == _facts(after):
        # Done again by somebody who saw an old card, as after a crash: it counts once.
        return before, ()
    message = say(key, reference=after.reference or "", **params)
    return after, (_tell(before, message),)


def _facts(dossier: Dossier) -> tuple[object, ...]:
    return dossier.state, dossier.handler, dossier.fee_paid_on


def _tell(dossier: Dossier, message: Message, *buttons: Button) -> Tell:
    return Tell(dossier.owner, message, tuple((each,) for each in buttons))


def _request_changes(
    dossier: Dossier, act: RequestChanges, by: str, checklist: Checklist, now: datetime
) -> Outcome:
    items = tuple(item for item in checklist.items if item in act.items)
    if not items:
        return None, ()
    details: Mapping[str, str] = {"items": " ".join(items), "note": act.note}
    last = dossier.history[-1] if dossier.history else None
    if last and (last.what, last.by, last.details) == (CaseAction.REQUEST_CHANGES, by, details):
        # Filled in again after a crash, when nothing had said that it was done: it counts once.
        return dossier, ()
    after = advance(
        replace(
            dossier,
            reopened=frozenset(items),
            request_note=act.note,
            skipped=dossier.skipped - set(items),
        ),
        CaseAction.REQUEST_CHANGES,
        now,
        by,
        details,
    )
    if after is None:
        return None, ()
    message = say(
        "case.changes_requested", reference=after.reference or "", items=items, note=act.note
    )
    start = Button(
        say("button.make_changes", reference=after.reference or ""),
        Action(Op.BEGIN, dossier=after.id),
    )
    return after, (
        _tell(dossier, message, start),
        PostToThread(
            dossier.id, say("thread.changes_requested", by=by, items=items, note=act.note)
        ),
    )


def _record(dossier: Dossier, act: RecordDecision, event: Decided, now: datetime) -> Outcome:
    decision = Decision(
        verdict=act.verdict,
        decided_on=act.decided_on,
        registered_by=event.by,
        reason=act.reason,
        valid_from=act.valid_from,
        valid_to=act.valid_to,
    )
    details = {"decided_on": act.decided_on.isoformat(), "reason": act.reason}
    by = event.by.name
    if act.verdict is Verdict.REFUSED:
        after = advance(replace(dossier, decision=decision), CaseAction.REFUSE, now, by, details)
        params = {"decided_on": act.decided_on.isoformat(), "reason": act.reason}
        return _outcome(dossier, after, "case.refused", **params)
    if act.valid_from is None or act.valid_to is None or act.valid_from > act.valid_to:
        return None, ()
    span = {"valid_from": act.valid_from.isoformat(), "valid_to": act.valid_to.isoformat()}
    after = advance(
        replace(dossier, decision=decision), CaseAction.APPROVE, now, by, {**details, **span}
    )
    return _outcome(dossier, after, "case.approved", reason=act.reason, **span)


# --- inquiries and look-ups -----------------------------------------------------------------------


def reply(event: Replied) -> Step:
    """Store the reply; whether a colleague was faster is known when it is stored."""
    if contains_national_id(event.text):
        return _refuse_national_id()
    return Step(State(), (AnswerInquiry(event.inquiry, event.asker, event.text, event.by),))


def pass_reply_on(event: InquiryAnswered) -> Step:
    """The asker hears the answer; a second reply is refused with a note."""
    if not event.accepted:
        whisper = Whisper(say("whisper.already_answered"))
        return Step(State(), (whisper, RefreshInquiry(event.inquiry)))
    again = Button(say("button.reply"), Action(Op.MENU, CommandName.CONTACT))
    tell = Tell(event.asker, say("contact.answer", text=event.text), ((again,),))
    return Step(State(), (tell, RefreshInquiry(event.inquiry)))


def slash(event: SlashCommanded) -> Step:
    """`/godkjent status <name, number or reference>`, `/godkjent hjelp`, and anything else."""
    if contains_national_id(f"{event.word} {event.argument}"):
        return _refuse_national_id()
    if event.word == "status" and event.argument.strip():
        return Step(State(), (FindCentre(event.argument.strip()[:MAX_QUERY]),))
    key = "slash.help" if event.word in {"hjelp", "help", ""} else "slash.unknown"
    return Step(State(), (Whisper(say(key)),))
