"""A centre's name, written as it stands: shown as the register has it, or offered as a look-up.

Only what is not answered outright may be a name, and only an exact one is taken for it: everything
else stays a question in the applicant's own words. That one can look a centre up answers no name.
"""

from __future__ import annotations

from dialogs import answering
from dialogs.effects import RecogniseCentre, Step
from dialogs.events import CentreRecognised, Op
from dialogs.messages import say
from dialogs.scene import Row, Scene, button
from dialogs.status import register_message, register_rows
from knowledge.model import Band, NextStep, Understanding

MOST_WORDS = 6
MOST_BYTES = 50
"""A name that is offered travels in its button, which has 64 bytes."""

_ENDS = " \t\n.!?:,\"'«»"


def answer(scene: Scene, text: str, doubt: str = "") -> Step:
    """Answer a free text, unless it turns out to be the name of a centre."""
    understood = answering.understood(scene, text)
    if _may_name(scene, text, understood):
        return scene.step(RecogniseCentre(text, doubt, scene.placement))
    return answering.answer(scene, text, understood, doubt)


def recognised(scene: Scene, event: CentreRecognised) -> Step:
    """What the register has under that name; else an offer to look it up, or the question."""
    if event.result is not None:
        message = register_message(event.result, scene.today.isoformat())
        rows = register_rows(event.result)
        return answering.with_application(scene, message, *rows, doubt=event.doubt)
    understood = answering.understood(scene, event.text)
    name = understood.subject
    if name and len(name.encode()) <= MOST_BYTES:
        offered = say("register.offer", name=name)
        return answering.with_application(scene, offered, *_offer_rows(name), doubt=event.doubt)
    return answering.answer(scene, event.text, understood, event.doubt)


def _may_name(scene: Scene, text: str, understood: Understanding) -> bool:
    if understood.band is Band.ANSWER:
        entry = scene.knowledge.entries[understood.entries[0]]
        if entry.next_step is not NextStep.STATUS:
            return False
    bare = text.strip(_ENDS)
    return 0 < len(bare.split()) <= MOST_WORDS and not scene.knowledge.asks(bare)


def _offer_rows(name: str) -> tuple[Row, ...]:
    return (
        (button("button.look_up_name", Op.REGISTER, name, name=name),),
        (button("button.no", Op.CANCEL),),
    )
