"""A text at a question of the application that may be its answer or a question of one's own.

Neither is guessed: stored as an answer, a question would go to the secretariat as what the centre
is called; passed over, an answer would be lost.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import answering
from dialogs.application import asked, stale
from dialogs.application_screens import current_screen
from dialogs.asking import try_answer
from dialogs.commands import command
from dialogs.effects import Step
from dialogs.feedback import kept
from dialogs.lesson_effects import CountAsked
from dialogs.lessons import Cause, Outcome
from dialogs.messages import say
from dialogs.scene import Scene
from dialogs.short_words import command_of
from knowledge.model import Band

_MOST_QUOTED = 200  # characters: enough to know one's own words again


def ask_back(scene: Scene, text: str) -> Step:
    """Ask whether it was the answer, with the question still in sight."""
    progress, _, _ = asked(scene)
    doubting = replace(progress, doubt=text, asking_back=True, rejected="")
    scene = scene.with_conversation(progress=doubting)
    return scene.step(current_screen(scene, say("ask.was_it_answer", text=_quoted(text))))


def _quoted(text: str) -> str:
    return text if len(text) <= _MOST_QUOTED else f"{text[:_MOST_QUOTED]} …"


def was_answer(scene: Scene) -> Step:
    """The text was the answer."""
    progress, _, _ = asked(scene)
    return try_answer(scene, progress.doubt) if progress.doubt else stale(scene)


def was_question(scene: Scene) -> Step:
    """The text was a question: answered, or as far as that goes by what is known of the item."""
    progress, _, item = asked(scene)
    if not progress.doubt:
        return stale(scene)
    text = progress.doubt
    scene = scene.with_conversation(progress=replace(progress, doubt="", asking_back=False))
    word = scene.knowledge.word(text)
    if word is not None and (name := command_of(word)) is not None:
        return command(scene, name)
    understood = answering.understood(scene, text)
    explained = (say("ask.help", item=item.id), say("ask.why", item=item.id))
    if understood.band is Band.ANSWER:
        return answering.answer(scene, text, understood)
    if understood.band is Band.CLARIFY:
        return answering.answer(scene, text, understood, above=explained)
    keeping = kept(scene, text, Cause.UNKNOWN) if word is None else ()
    notes = (*explained, say("answer.kept") if keeping else None)
    return scene.step(current_screen(scene, *notes), *keeping, CountAsked(Outcome.UNKNOWN))
