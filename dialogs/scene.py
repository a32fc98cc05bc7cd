"""The scene: what one applicant event is about, and the few ways in which a dialog answers it.

A dialog gets a scene and returns a step. The scene counts revisions and says where a message
goes, so that no dialog has to: the reply to a button takes the place of the message that it stood
under, everything else is a new message below what the applicant wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dialogs.effects import SCREEN, Button, Effect, Keyboard, Step, Tell
from dialogs.events import Action, Op
from dialogs.messages import Message, Param, say
from dialogs.placement import Placement
from dialogs.state import Conversation, Dossier, State
from knowledge.model import Checklist, Knowledge

OSLO = ZoneInfo("Europe/Oslo")

Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One event of one conversation. `edit` is the message that the reply replaces, if any."""

    conversation: Conversation
    dossier: Dossier | None
    knowledge: Knowledge
    now: datetime
    edit: str | None = None

    @property
    def checklist(self) -> Checklist:
        """The checklist that the applicant is guided through."""
        return self.knowledge.checklist

    @property
    def today(self) -> date:
        """The calendar day in Oslo."""
        return self.now.astimezone(OSLO).date()

    @property
    def placement(self) -> Placement:
        """Where the reply to a query's result belongs."""
        return Placement(edit=self.edit)

    def at(self, placement: Placement) -> Scene:
        """The scene as it was when the query was asked."""
        return replace(self, edit=placement.edit)

    def below(self) -> Scene:
        """The scene with its reply as a new message instead of in place of the pressed one."""
        return replace(self, edit=None)

    def on_screen(self) -> Scene:
        """The scene with its reply in place of whatever message has the buttons now."""
        return replace(self, edit=SCREEN)

    def with_conversation(self, **changes: Any) -> Scene:
        """The scene after a change of the conversation."""
        return replace(self, conversation=replace(self.conversation, **changes))

    def with_dossier(self, **changes: Any) -> Scene:
        """The scene after a change of the dossier, which counts its revision."""
        assert self.dossier is not None
        revision = self.dossier.revision + 1
        return replace(self, dossier=replace(self.dossier, **{"revision": revision, **changes}))

    def screen(self, message: Message, *rows: Row) -> Tell:
        """A message that carries the conversation's buttons from now on."""
        keyboard: Keyboard = tuple(row for row in rows if row)
        return Tell(self.conversation.address, message, keyboard, edit=self.edit, screen=True)

    def tell(self, message: Message, *rows: Row) -> Tell:
        """A message of its own; the conversation's buttons stay where they are."""
        keyboard: Keyboard = tuple(row for row in rows if row)
        return Tell(self.conversation.address, message, keyboard, edit=self.edit)

    def step(self, *effects: Effect) -> Step:
        """The end of the scene.

        A new screen is not on anybody's phone yet: until delivery has stored its id, the
        conversation has none, and a text that comes meanwhile answers an older question.
        """
        conversation = self.conversation
        screens = [each for each in effects if isinstance(each, Tell) and each.screen]
        if any(each.edit is None for each in screens):
            conversation = replace(conversation, screen=None)
        if screens and conversation.progress:
            progress = replace(conversation.progress, drawn=self._revision())
            conversation = replace(conversation, progress=progress)
        return Step(State(conversation, self.dossier), effects)

    def is_shown(self) -> bool:
        """Whether the newest screen, delivered or on its way, shows the application as it is."""
        progress = self.conversation.progress
        return (
            progress is not None
            and progress.drawn is not None
            and (progress.drawn == self._revision())
        )

    def _revision(self) -> int | None:
        """The revision of the dossier that the conversation is about, if it is this event's."""
        dossier = self.dossier
        ours = dossier is not None and dossier.id == self.conversation.dossier
        return dossier.revision if dossier and ours else None


def button(
    label: str, op: Op, arg: str = "", *, of: Dossier | None = None, **params: Param
) -> Button:
    """A button; `of` names the dossier, as it is now, that it was made for."""
    action = Action(op, arg, of.id, of.revision) if of else Action(op, arg)
    return Button(say(label, **params), action)
