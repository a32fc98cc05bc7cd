"""What an answer leaves behind: the question remembered, asked whether it helped, or kept.

Only a cleaned text is remembered or kept, and a text that says nothing is not kept at all.
"""

from __future__ import annotations

from dialogs.application_screens import asked_now, is_waiting
from dialogs.effects import Effect
from dialogs.events import Op
from dialogs.lesson_effects import KeepQuestion
from dialogs.lessons import Cause, Waiting
from dialogs.redaction import cleaned, is_usable
from dialogs.scene import Row, Scene, button


def remember(scene: Scene, text: str, entry: str = "") -> Scene:
    """The scene with its question remembered, and the entry that answered it, if one did."""
    return scene.with_conversation(last_question=cleaned(text), last_entry=entry)


def asked_back(scene: Scene) -> bool:
    """Whether the last question still waits for a choice among suggestions."""
    return bool(scene.conversation.last_question) and not scene.conversation.last_entry


def help_row(scene: Scene, entry: str) -> Row:
    """Two small buttons that ask whether an answer helped.

    Not above an open question of the application: that is what the applicant is busy with, and
    the screen belongs to it. Nor while something is to be confirmed: one yes is enough.
    """
    if asked_now(scene) or is_waiting(scene):
        return ()
    return (
        button("button.helped", Op.HELPED, entry),
        button("button.not_helped", Op.NOT_HELPED, entry),
    )


def kept(scene: Scene, text: str, cause: Cause, entry: str = "") -> tuple[Effect, ...]:
    """The question for the backlog; nothing when it says nothing.

    Without its text, that an answer did not help is still worth knowing.
    """
    text = cleaned(text)
    if not is_usable(text):
        if not entry:
            return ()
        text = ""
    conversation = scene.conversation
    question = Waiting(text, cause, conversation.language, entry)
    return (KeepQuestion(conversation.address, question, scene.placement),)
