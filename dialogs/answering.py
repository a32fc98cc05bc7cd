"""Questions in the applicant's own words: answered, asked back, or handed over honestly.

An answer never touches the application; where one is under way it is shown again below.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import assert_never

from dialogs.application import apply
from dialogs.application_screens import current_screen, home_row, resume_row, under_way
from dialogs.effects import ListCases, Step
from dialogs.events import CommandName, Op
from dialogs.menu import offer_contact
from dialogs.messages import Message, say
from dialogs.scene import Row, Scene, button
from dialogs.state import Stage
from knowledge.model import Band, EntryKind, Language, NextStep, Understanding

_ASKING_WORDS = frozenset(
    (
        "hva hvem hvor hvordan hvorfor hvilke hvilken hvilket når kan må skal får er har gjelder "
        "kva kven kor korleis kvifor what who where how why which when can must do does is"
    ).split()
)
_MOST_WORDS_OF_A_QUESTION = 30
_FEWEST_WORDS_TO_SWITCH = 3


def is_question(text: str) -> bool:
    """Whether a text reads as a question rather than as an answer to one."""
    words = re.findall(r"\w+", text.casefold())
    if not words or len(words) > _MOST_WORDS_OF_A_QUESTION:
        return False
    return text.rstrip().endswith("?") or words[0] in _ASKING_WORDS


def answer(scene: Scene, text: str, understood: Understanding, doubt: str = "") -> Step:
    """Answer a free text. `doubt`: the text may have been the answer to the present question."""
    scene = _in_their_language(scene, text, understood)
    match understood.band:
        case Band.ANSWER:
            return _act_on(scene, understood.entries[0], doubt)
        case Band.CLARIFY:
            rows: list[Row] = [
                (button("button.entry", Op.ENTRY, entry, entry=entry),)
                for entry in understood.entries
            ]
            rows.append((button("button.none_of_these", Op.NONE_OF_THESE),))
            return _with_application(scene, say("answer.clarify"), *rows, doubt=doubt)
        case Band.UNKNOWN:
            return _with_application(scene, say("answer.unknown"), _contact_row(), doubt=doubt)
    assert_never(understood.band)


def _in_their_language(scene: Scene, text: str, understood: Understanding) -> Scene:
    """Follow the language that somebody writes in, until they have chosen one themselves."""
    seen = understood.language
    plain = scene.conversation.language_chosen or seen is None
    if plain or len(text.split()) < _FEWEST_WORDS_TO_SWITCH:
        return scene
    offered = seen in scene.knowledge.languages
    return scene.with_conversation(language=seen if offered else Language.NB)


def _act_on(scene: Scene, entry_id: str, doubt: str) -> Step:
    entry = scene.knowledge.entries[entry_id]
    match entry.kind:
        case EntryKind.ANSWER:
            return _with_application(
                scene,
                say("answer.entry", entry=entry_id),
                *_entry_rows(scene, entry_id),
                doubt=doubt,
            )
        case EntryKind.SMALLTALK:
            return _with_application(scene, say("answer.smalltalk", entry=entry_id), doubt=doubt)
        case EntryKind.OWN_CASE:
            return scene.step(ListCases(scene.conversation.address, scene.placement))
        case EntryKind.APPLY:
            return apply(scene)
        case EntryKind.HUMAN:
            return offer_contact(scene)
    assert_never(entry.kind)


def show_entry(scene: Scene, entry_id: str) -> Step:
    """An entry that was chosen by button takes the place of the choice."""
    if entry_id not in scene.knowledge.entries:
        return scene.step(scene.tell(say("answer.unknown"), _contact_row()))
    entry = scene.knowledge.entries[entry_id]
    if entry.kind is not EntryKind.ANSWER:
        return _act_on(scene, entry_id, "")
    rows = _entry_rows(scene, entry_id)
    return scene.step(scene.tell(say("answer.entry", entry=entry_id), *rows))


def none_of_these(scene: Scene) -> Step:
    """None of the suggestions was meant: say so honestly and offer a person."""
    return scene.step(scene.tell(say("answer.none_of_these"), _contact_row(), resume_row(scene)))


def _entry_rows(scene: Scene, entry_id: str) -> tuple[Row, ...]:
    entry = scene.knowledge.entries[entry_id]
    rows: list[Row] = [
        (button("button.entry", Op.ENTRY, other, entry=other),) for other in entry.related
    ]
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


def _with_application(scene: Scene, message: Message, *rows: Row, doubt: str = "") -> Step:
    """The message, and below it the application where it was."""
    active = under_way(scene)
    if active is None or active[0].stage is Stage.PAUSED:
        last = resume_row(scene) or home_row()
        return scene.step(scene.tell(message, *rows, last))
    if doubt:
        scene = scene.with_conversation(progress=replace(active[0], doubt=doubt))
    return scene.step(scene.tell(message, *rows), current_screen(scene.below()))
