"""Status: the applicant's own cases with their history, and any centre in the register.

Every answer of the register says what the status means, until when, and how fresh the register
is. An empty or stale register cannot confirm, and a name that is merely alike is a question.
"""

from __future__ import annotations

from typing import assert_never

from dialogs.answers import org_number
from dialogs.application_screens import (
    asked_now,
    current_screen,
    home_row,
    is_waiting,
    resume_row,
)
from dialogs.dossier import OPEN_STATES, TRANSITIONS, CaseAction
from dialogs.effects import Button, ListCases, SearchRegister, Step, Tell
from dialogs.events import Action, CasesListed, CommandName, Op, RegisterSearched
from dialogs.messages import Message, say, together
from dialogs.placement import Placement
from dialogs.scene import Row, Scene, button
from dialogs.state import CaseState, CaseSummary, Found, Interlude, RegisterEntry, RegisterResult

# Older cases get one line each: a message holds 4096 characters.
CASES_IN_FULL = 3
LINES_IN_FULL = 12
MAX_QUERY = 200  # characters; the longest name in a company register is shorter


def status(scene: Scene, query: str) -> Step:
    """One's own cases, or a look-up when something was asked for."""
    if query.strip():
        return look_up(scene, query)
    return scene.step(ListCases(scene.conversation.address, scene.placement))


# --- one's own cases ------------------------------------------------------------------------------


def show_cases(scene: Scene, event: CasesListed) -> Step:
    """Where the applicant's cases are, the newest first."""
    look_up_row = (button("button.look_up", Op.LOOK_UP),)
    if not event.cases:
        apply_row = (button("button.apply", Op.MENU, CommandName.APPLY),)
        return scene.step(scene.screen(say("status.none"), apply_row, look_up_row, home_row()))
    parts = [
        _case(case, full=position < CASES_IN_FULL) for position, case in enumerate(event.cases)
    ]
    shown = event.cases[:CASES_IN_FULL]
    rows = [row for case in shown for row in _case_rows(case)]
    # One way back to the same application is enough.
    here = any(
        case.dossier == scene.conversation.dossier and case.state in OPEN_STATES for case in shown
    )
    back = () if here else resume_row(scene)
    return scene.step(scene.screen(together(*parts), *rows, back, look_up_row, home_row()))


def _case(case: CaseSummary, full: bool) -> Message:
    if case.state is CaseState.DRAFT:
        return say("status.draft", centre=case.centre, created_at=case.created_at.isoformat())
    head = say(
        "status.case",
        reference=case.reference or "",
        centre=case.centre,
        state=case.state,
        fee_paid_on=case.fee_paid_on.isoformat() if case.fee_paid_on else "",
        valid_from=_day(case, "valid_from"),
        valid_to=_day(case, "valid_to"),
    )
    if not full:
        return head
    lines = case.history[-LINES_IN_FULL:]
    history = say(
        "status.history",
        moments=tuple(line.at.isoformat() for line in lines),
        happenings=tuple(line.what for line in lines),
    )
    return together(head, say(f"status.meaning.{case.state}"), history)


def _day(case: CaseSummary, name: str) -> str:
    day = getattr(case.decision, name, None)
    return day.isoformat() if day else ""


def _case_rows(case: CaseSummary) -> list[Row]:
    rows: list[Row] = []
    if case.state is CaseState.DRAFT:
        rows.append((_case_button(case, say("button.resume_draft"), Op.BEGIN),))
    reference = case.reference or ""
    if case.state is CaseState.CHANGES_REQUESTED:
        label = say("button.make_changes", reference=reference)
        rows.append((_case_button(case, label, Op.BEGIN),))
    if (case.state, CaseAction.WITHDRAW) in TRANSITIONS:
        label = say("button.withdraw", reference=reference)
        rows.append((_case_button(case, label, Op.WITHDRAW),))
    return rows


def _case_button(case: CaseSummary, label: Message, op: Op) -> Button:
    """A button of a case that is only listed: what it opens checks the case itself."""
    return Button(label, Action(op, dossier=case.dossier))


# --- the register ---------------------------------------------------------------------------------


def is_org_number(text: str) -> bool:
    """Whether a message is nothing but an organisation number."""
    return org_number(text) is not None


def group_look_up(query: str, placement: Placement) -> SearchRegister:
    """A look-up from a group, answered there."""
    return SearchRegister(query.strip()[:MAX_QUERY], placement)


def look_up(scene: Scene, query: str) -> Step:
    """Look a centre up by name or organisation number."""
    if scene.conversation.interlude is Interlude.LOOKING_UP:
        scene = scene.with_conversation(interlude=None)
    return scene.step(SearchRegister(query.strip()[:MAX_QUERY], scene.placement))


def invite_look_up(scene: Scene) -> Step:
    """The next message is a name or a number."""
    waiting = scene.with_conversation(interlude=Interlude.LOOKING_UP)
    return waiting.step(
        waiting.screen(say("register.invite"), (button("button.cancel", Op.CANCEL),))
    )


def show_result(scene: Scene, event: RegisterSearched) -> Step:
    """What the register says."""
    message = register_message(event.result, scene.today.isoformat())
    if event.placement.group:
        return scene.step(Tell(scene.conversation.address, message))
    rows = register_rows(event.result)
    if asked_now(scene) and not is_waiting(scene):
        return scene.step(scene.tell(message, *rows), current_screen(scene.below()))
    return scene.step(scene.tell(message, *rows, resume_row(scene) or home_row()))


def register_rows(result: RegisterResult) -> tuple[Row, ...]:
    """The centres that may have been meant, and another look-up."""
    meant = result.entries if result.found is Found.AMBIGUOUS else ()
    return (
        *(
            (button("button.centre", Op.REGISTER, each.org_number, name=each.name),)
            for each in meant
        ),
        (button("button.look_up", Op.LOOK_UP),),
    )


def register_message(result: RegisterResult, today: str) -> Message:
    """The register's answer, for every channel. `today` is an ISO date in Oslo."""
    as_of = result.as_of.isoformat() if result.as_of else ""
    match result.found:
        case Found.FOUND:
            return together(*(_entry(entry, today) for entry in result.entries))
        case Found.AMBIGUOUS:
            return say(
                "register.ambiguous",
                names=tuple(entry.name for entry in result.entries),
                numbers=tuple(entry.org_number for entry in result.entries),
                as_of=as_of,
            )
        case Found.NOT_FOUND:
            return say("register.not_found", query=result.query, as_of=as_of)
        case Found.CANNOT_CONFIRM:
            return say("register.cannot_confirm", query=result.query, as_of=as_of)
    assert_never(result.found)


def _entry(entry: RegisterEntry, today: str) -> Message:
    if entry.valid_to.isoformat() < today:
        key = "register.ended"
    elif entry.valid_from.isoformat() > today:
        key = "register.not_yet"
    else:
        key = "register.valid"
    return say(
        key,
        name=entry.name,
        org_number=entry.org_number,
        valid_from=entry.valid_from.isoformat(),
        valid_to=entry.valid_to.isoformat(),
        checked_on=entry.checked_on.isoformat(),
        source=entry.source,
    )
