"""What Slack tells us, as values: presses, submits and commands, and the events they become.

Pure: a Bolt body in, a value out. A body that is not ours or that an older version made gives
None, never an exception: a card stays clickable for months.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channel import Inbound, Inquiry
from bot.slack.names import REPLY_BUTTON, CardButton, LessonButton, Modal, OutboxButton
from dialogs.events import (
    CaseAct,
    Decided,
    Replied,
    SendToCommittee,
    SlashCommanded,
    TakeCase,
    UndoDecision,
    UndoFee,
)
from dialogs.lesson_events import Dismissed, Instructed, Revised
from dialogs.lessons import Lesson, TaughtChange
from dialogs.state import Person

Body = Mapping[str, Any]

_BUTTONS: Mapping[object, CardButton | LessonButton | OutboxButton | None] = {
    REPLY_BUTTON: None,
    **{button.value: button for button in (*CardButton, *LessonButton, *OutboxButton)},
}


@dataclass(frozen=True, slots=True)
class Source:
    """Who did something, in which workspace; `trigger` is the same when it is delivered again."""

    user: str
    team: str
    trigger: str

    @property
    def event_id(self) -> str:
        """The id by which a turn recognises a repetition."""
        return f"sl:{self.trigger}"


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button. `button` is None for the answer button under an inquiry."""

    button: CardButton | LessonButton | OutboxButton | None
    subject: int
    version: int
    source: Source


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted modal: what it is about, what an earlier step said, and what was filled in."""

    modal: Modal
    subject: int
    version: int
    carried: Mapping[str, Any]
    values: Mapping[str, Mapping[str, Any]]
    source: Source


@dataclass(frozen=True, slots=True)
class Command:
    """`/godkjent <word> <argument>`; the word is lower-case, and empty when there is none."""

    word: str
    argument: str
    source: Source

    def page(self) -> int:
        """The page of a list that the argument asks for, from 1."""
        number = self.argument
        return int(number) if number.isascii() and number.isdecimal() else 1


def press(body: Body) -> Press | None:
    """A button press, or None when the button is not one of ours."""
    action: Body = next(iter(body.get("actions") or ()), {})
    name = action.get("action_id")
    if name not in _BUTTONS:
        return None
    subject, _, version = str(action.get("value", "")).partition(":")
    if not (subject.isdecimal() and version.isdecimal()):
        return None
    return Press(_BUTTONS[name], int(subject), int(version), source(body))


def submission(body: Body) -> Submission | None:
    """A submitted modal, or None when it is not one of ours."""
    view = body.get("view") or {}
    name = view.get("callback_id")
    carried = _carried(view.get("private_metadata"))
    if name not in set(Modal) or carried is None:
        return None
    return Submission(
        modal=Modal(name),
        subject=carried["id"],
        version=carried["version"],
        carried=carried,
        values=_values(view.get("state") or {}),
        source=source(body),
    )


def looked_for(body: Body) -> str:
    """What was typed into a select whose options we are asked for."""
    return str(body.get("value") or "")


def command(body: Body) -> Command:
    """A slash command."""
    word, _, argument = str(body.get("text") or "").strip().partition(" ")
    return Command(word.casefold(), argument.strip(), source(body))


def source(body: Body) -> Source:
    """Who is behind a press, a submit or a command."""
    user = body.get("user") or {}
    team = body.get("team") or {}
    view = body.get("view") or {}
    # A person of a connected workspace is named with their own team; the body's team is where
    # the app is installed.
    return Source(
        user=str(user.get("id") or body.get("user_id") or ""),
        team=str(user.get("team_id") or team.get("id") or body.get("team_id") or ""),
        trigger=str(body.get("trigger_id") or f"{view.get('id')}:{view.get('hash')}"),
    )


def simple_act(button: CardButton) -> CaseAct | None:
    """What a button does at once; None for those that open a modal first."""
    match button:
        case CardButton.TAKE:
            return TakeCase()
        case CardButton.COMMITTEE:
            return SendToCommittee()
        case CardButton.UNDO_FEE:
            return UndoFee()
        case CardButton.UNDO:
            return UndoDecision()
        case _:
            return None


def decided(subject: int, version: int, act: CaseAct, by: Person, source: Source) -> Inbound:
    """A member did something with a case."""
    return Inbound(source.event_id, Decided(dossier=subject, act=act, by=by, seen=version))


def replied(inquiry: Inquiry, text: str, by: Person, source: Source) -> Inbound:
    """A member answered an applicant's message."""
    event = Replied(inquiry=inquiry.id, asker=inquiry.asker, text=text, by=by)
    return Inbound(source.event_id, event)


def instructed(lesson: Lesson, by: Person, source: Source) -> Inbound:
    """A member taught the answer to a question."""
    return Inbound(source.event_id, Instructed(lesson, by))


def dismissed(question: int, by: Person, source: Source) -> Inbound:
    """A member took a question out of the backlog."""
    return Inbound(source.event_id, Dismissed(question, by))


def revised(change: TaughtChange, by: Person, source: Source) -> Inbound:
    """A member changed what was taught."""
    return Inbound(source.event_id, Revised(change, by))


def commanded(command: Command, by: Person) -> Inbound:
    """A member asked something with the slash command."""
    event = SlashCommanded(word=command.word, argument=command.argument, by=by)
    return Inbound(command.source.event_id, event)


def _carried(metadata: object) -> dict[str, Any] | None:
    try:
        carried = json.loads(str(metadata))
    except ValueError:
        return None
    if not isinstance(carried, dict):
        return None
    ours = all(isinstance(carried.get(name), int) for name in ("id", "version"))
    return carried if ours else None


def _values(state: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Block id -> the state of its one element."""
    return {
        block: next(iter(elements.values()), {})
        for block, elements in (state.get("values") or {}).items()
    }
