"""Questions in the applicant's own words: answered, asked back, or handed over honestly.

An answer never touches the application; where one is under way it is shown again below. What could
not be answered, or did not help, is kept for the secretariat to teach (`feedback`, `teaching`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import assert_never

from dialogs.application import apply
from dialogs.application_screens import (
    asked_now,
    current_screen,
    home_row,
    is_waiting,
    resume_row,
    under_way,
)
from dialogs.asking import explain
from dialogs.effects import Effect, ListCases, Step, Toast
from dialogs.events import CommandName, Op
from dialogs.feedback import asked_back, help_row, kept, remember
from dialogs.lesson_effects import CountAsked
from dialogs.lessons import Cause, Outcome
from dialogs.menu import offer_contact, set_language
from dialogs.messages import Message, say, together
from dialogs.scene import Row, Scene, button
from dialogs.state import Stage
from dialogs.status import invite_look_up, look_up
from knowledge.model import Band, EntryKind, Knowledge, Language, NextStep, Understanding

_FEWEST_WORDS_TO_SWITCH = 3
TERMS_EXPLAINED = 3
"""Buttons that explain jargon, below those for related questions."""


def understood(scene: Scene, text: str) -> Understanding:
    """What a text means in this conversation: after its last answer, at its present question."""
    active = under_way(scene)
    asked = active[0].item if active and active[0].stage is Stage.ASKING else ""
    return scene.knowledge.understand(text, scene.conversation.last_entry or None, asked)


def answer(
    scene: Scene,
    text: str,
    understood: Understanding,
    doubt: str = "",
    above: tuple[Message, ...] = (),
) -> Step:
    """Answer a free text. `doubt`: the text may have been the answer to the present question.

    `above` is said above the application's question when the text is asked back about.
    """
    if understood.switch_to is not None:
        return set_language(scene, understood.switch_to)
    scene = _in_their_language(scene, text, understood)
    match understood.band:
        case Band.ANSWER if len(understood.entries) > 1:
            return _answer_several(scene, text, understood, doubt)
        case Band.ANSWER:
            return _answer(scene, text, understood, doubt)
        case Band.CLARIFY:
            return _suggest(remember(scene, text), understood.entries, doubt, above)
        case Band.UNKNOWN:
            return _do_not_know(scene, text, understood.foreign, doubt)
        case Band.EMPTY:
            return with_application(scene, say("answer.empty"), doubt=doubt)
    assert_never(understood.band)


def _suggest(
    scene: Scene, entries: tuple[str, ...], doubt: str, above: tuple[Message, ...]
) -> Step:
    rows: list[Row] = [(button("button.entry", Op.ENTRY, each, entry=each),) for each in entries]
    rows.append((button("button.none_of_these", Op.NONE_OF_THESE),))
    message = say("answer.clarify", count=len(entries))
    step = with_application(scene, message, *rows, doubt=doubt, above=above)
    return _and(step, CountAsked(Outcome.CLARIFIED))


def _do_not_know(scene: Scene, text: str, foreign: bool, doubt: str) -> Step:
    # What may have been an answer to the application is nobody's question.
    # In a language that the secretariat does not answer in, nothing is promised.
    keeping = () if doubt or foreign else kept(scene, text, Cause.UNKNOWN)
    key = "answer.foreign" if foreign else "answer.unknown"
    message = together(say(key), say("answer.kept") if keeping else None)
    step = with_application(scene, message, _contact_row(), doubt=doubt)
    return _and(step, *keeping, CountAsked(Outcome.UNKNOWN))


def _answer(scene: Scene, text: str, understood: Understanding, doubt: str) -> Step:
    entry_id = understood.entries[0]
    kind = scene.knowledge.entries[entry_id].kind
    if kind is EntryKind.ANSWER:
        scene = remember(scene, text, entry_id)
    step = _act_on(scene, entry_id, understood, doubt)
    if kind is EntryKind.SMALLTALK:
        return step
    return _and(step, CountAsked(Outcome.ANSWERED, entry_id))


def _and(step: Step, *effects: Effect) -> Step:
    return replace(step, effects=(*step.effects, *effects))


def _in_their_language(scene: Scene, text: str, understood: Understanding) -> Scene:
    """Follow the language that somebody writes in, until they have chosen one themselves."""
    if understood.foreign:
        return scene if scene.conversation.language_chosen else _in(scene, Language.EN)
    seen = understood.language
    plain = scene.conversation.language_chosen or seen is None
    if plain or len(text.split()) < _FEWEST_WORDS_TO_SWITCH:
        return scene
    return _in(scene, seen or Language.NB)


def _in(scene: Scene, language: Language) -> Scene:
    offered = language in scene.knowledge.languages
    return scene.with_conversation(language=language if offered else Language.NB)


def _answer_several(scene: Scene, text: str, understood: Understanding, doubt: str) -> Step:
    """Two questions in one message: both answers, one below the other.

    Whether they helped is not asked: it could not be told which of the two did not.
    """
    first, last = understood.entries[0], understood.entries[-1]
    scene = remember(scene, text, last)
    step = with_application(
        scene,
        _whole(entry_message(scene.knowledge, last, scene.today), understood),
        *entry_rows(scene.knowledge, last),
        doubt=doubt,
    )
    above = scene.tell(entry_message(scene.knowledge, first, scene.today))
    counted = (CountAsked(Outcome.ANSWERED, entry) for entry in understood.entries)
    return replace(step, effects=(above, *step.effects, *counted))


def _whole(message: Message, understood: Understanding) -> Message:
    """The message, and that something in the question is left unanswered, where it is."""
    return together(message, say("answer.partly") if understood.partly else None)


def _act_on(scene: Scene, entry_id: str, understood: Understanding, doubt: str) -> Step:
    entry = scene.knowledge.entries[entry_id]
    match entry.kind:
        case EntryKind.ANSWER:
            rows = (*entry_rows(scene.knowledge, entry_id), help_row(scene, entry_id))
            message = entry_message(scene.knowledge, entry_id, scene.today)
            whole = _whole(message, understood)
            return with_application(scene, whole, *rows, doubt=doubt)
        case EntryKind.REGISTER if understood.subject:
            return look_up(scene, understood.subject)
        case EntryKind.REGISTER:
            return invite_look_up(scene)
        case EntryKind.ITEM:
            return _explain_item(scene, understood.subject, doubt)
        case EntryKind.SMALLTALK:
            return with_application(scene, say("answer.smalltalk", entry=entry_id), doubt=doubt)
        case EntryKind.OWN_CASE:
            return scene.step(ListCases(scene.conversation.address, scene.placement))
        case EntryKind.APPLY:
            return apply(scene)
        case EntryKind.HUMAN:
            return offer_contact(scene)
    assert_never(entry.kind)


def _explain_item(scene: Scene, item_id: str, doubt: str) -> Step:
    """Why the checklist asks for something; without a name, for what is asked right now."""
    active = under_way(scene)
    asked = active[0].item if active and active[0].stage is Stage.ASKING else ""
    if not item_id and not asked:
        return with_application(scene, say("answer.which_item"))
    if item_id in {"", asked}:
        return explain(scene, "ask.why")
    return with_application(scene, say("answer.item", item=item_id), doubt=doubt)


def show_entry(scene: Scene, entry_id: str) -> Step:
    """An entry that was chosen by button takes the place of the choice."""
    if entry_id not in scene.knowledge.entries:
        return scene.step(scene.tell(say("answer.unknown"), _contact_row()))
    entry = scene.knowledge.entries[entry_id]
    if entry.kind is not EntryKind.ANSWER:
        return _act_on(scene, entry_id, Understanding(Band.ANSWER, (entry_id,)), "")
    chosen = asked_back(scene)
    # A related question was never written, so there is no text that its answer could fail.
    question = scene.conversation.last_question if chosen else ""
    scene = scene.with_conversation(last_question=question, last_entry=entry_id)
    rows = (*entry_rows(scene.knowledge, entry_id), help_row(scene, entry_id))
    message = entry_message(scene.knowledge, entry_id, scene.today)
    count = (CountAsked(Outcome.CLARIFIED, entry_id),) if chosen else ()
    return scene.step(scene.tell(message, *rows), *count)


def none_of_these(scene: Scene) -> Step:
    """None of the suggestions was meant: say so honestly and offer a person."""
    text = scene.conversation.last_question if asked_back(scene) else ""
    keeping = kept(scene, text, Cause.NONE_OF_THESE)
    count = (CountAsked(Outcome.NOT_HELPED),) if text else ()
    scene = scene.with_conversation(last_question="") if text else scene
    message = together(say("answer.none_of_these"), say("answer.kept") if keeping else None)
    told = scene.tell(message, _contact_row(), resume_row(scene))
    return scene.step(told, *keeping, *count)


def did_help(scene: Scene, entry_id: str) -> Step:
    """The answer helped: thanks, and the question about it goes."""
    without = _without_help_row(scene, entry_id)
    counted = CountAsked(Outcome.HELPED, entry_id)
    return scene.step(Toast(say("toast.helped")), *without, counted)


def did_not_help(scene: Scene, entry_id: str) -> Step:
    """The answer did not help: the secretariat gets to know, and a person is offered."""
    last = scene.conversation
    known = last.last_question if last.last_entry == entry_id else ""
    keeping = kept(scene, known, Cause.NOT_HELPFUL, entry_id)
    after = scene.with_conversation(last_question="") if known else scene
    message = together(say("answer.not_helped"), say("answer.kept") if keeping else None)
    below = after.below().tell(message, _contact_row(), resume_row(after))
    counted = CountAsked(Outcome.NOT_HELPED, entry_id)
    return after.step(*_without_help_row(after, entry_id), below, *keeping, counted)


def _without_help_row(scene: Scene, entry_id: str) -> tuple[Effect, ...]:
    """The answer as it stands, without the question whether it helped."""
    if scene.edit is None or entry_id not in scene.knowledge.entries:
        return ()
    message = entry_message(scene.knowledge, entry_id, scene.today)
    rows = entry_rows(scene.knowledge, entry_id)
    return (scene.tell(message, *rows, resume_row(scene) or home_row()),)


def entry_message(knowledge: Knowledge, entry_id: str, today: date) -> Message:
    """An entry's answer, with a word of caution when nobody has looked at it in time."""
    entry = knowledge.entries.get(entry_id)
    late = entry is not None and entry.overdue(today)
    caution = say("answer.overdue", entry=entry_id) if late else None
    return together(say("answer.entry", entry=entry_id), caution)


def entry_rows(knowledge: Knowledge, entry_id: str) -> tuple[Row, ...]:
    """What an answer leads on to: related questions, and the next step."""
    entry = knowledge.entries[entry_id]
    onward = (*entry.related, *entry.terms[:TERMS_EXPLAINED])
    rows: list[Row] = [(button("button.entry", Op.ENTRY, other, entry=other),) for other in onward]
    match entry.next_step:
        case NextStep.APPLY:
            rows.append((button("button.apply", Op.MENU, CommandName.APPLY),))
        case NextStep.STATUS:
            rows.append((button("button.look_up", Op.LOOK_UP),))
        case NextStep.HUMAN:
            rows.append(_contact_row())
        case None:
            pass
    return tuple(rows)


def _contact_row() -> Row:
    return (button("button.contact", Op.MENU, CommandName.CONTACT),)


def with_application(
    scene: Scene, message: Message, *rows: Row, doubt: str = "", above: tuple[Message, ...] = ()
) -> Step:
    """The message, and below it the application where it was."""
    if is_waiting(scene):
        return scene.step(scene.tell(message, *rows))
    if not asked_now(scene):
        last = resume_row(scene) or home_row()
        return scene.step(scene.tell(message, *rows, last))
    progress = scene.conversation.progress
    if doubt and progress:
        scene = scene.with_conversation(progress=replace(progress, doubt=doubt, asking_back=False))
    return scene.step(scene.tell(message, *rows), current_screen(scene.below(), *above))
