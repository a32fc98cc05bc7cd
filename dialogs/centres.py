"""What the secretariat looks up: the register's answer, and the cases beside it.

The secretariat is not told to ask the secretariat, so where the register has no sure answer, it
has words of its own.
"""

from __future__ import annotations

import re
from datetime import datetime

from dialogs.dossier import CaseAction
from dialogs.effects import Step, Whisper
from dialogs.events import CentreFound
from dialogs.messages import Message, say, together
from dialogs.scene import OSLO
from dialogs.state import CaseSummary, Found, State
from dialogs.status import register_message

CASES_SHOWN = 5

_REFERENCE = re.compile(r"\s*gc[\s-]*(\d{4})[\s-]+(\d{1,6})\s*", re.IGNORECASE)
_OWN_WORDS = {Found.NOT_FOUND: "slash.not_found", Found.CANNOT_CONFIRM: "slash.cannot_confirm"}


def reference_in(query: str) -> str | None:
    """The reference that a query is, in its usual spelling."""
    found = _REFERENCE.fullmatch(query)
    return f"GC-{found[1]}-{int(found[2]):04d}" if found else None


def show_centre(event: CentreFound, now: datetime) -> Step:
    """The register's answer and the newest cases; for a reference its case alone."""
    cases = event.cases[:CASES_SHOWN]
    shown: list[Message | None] = [_case(case) for case in cases]
    if len(event.cases) > len(cases):
        shown.append(say("slash.more_cases"))
    reference = reference_in(event.result.query)
    if reference is None:
        shown.insert(0, _register(event, now))
    elif not cases:
        shown.append(say("slash.no_case", reference=reference))
    about = tuple((case.dossier, case.reference or "") for case in cases)
    return Step(State(), (Whisper(together(*shown), about=about),))


def _register(event: CentreFound, now: datetime) -> Message:
    result = event.result
    today = now.astimezone(OSLO).date()
    as_of = result.as_of.isoformat() if result.as_of else ""
    if key := _OWN_WORDS.get(result.found):
        return say(key, query=result.query, as_of=as_of)
    message = register_message(result, today.isoformat())
    return Message("slash.ended", message.params) if message.key == "register.ended" else message


def _case(case: CaseSummary) -> Message:
    sent = next((line.at for line in case.history if line.what == CaseAction.SUBMIT), None)
    decision = case.decision
    return say(
        "slash.case",
        reference=case.reference or "",
        centre=case.centre,
        state=case.state,
        sent_at=(sent or case.created_at).isoformat(),
        changed_at=(case.history[-1].at if case.history else case.created_at).isoformat(),
        fee_paid_on=case.fee_paid_on.isoformat() if case.fee_paid_on else "",
        decided_on=decision.decided_on.isoformat() if decision else "",
    )
