"""Buttons: whether one still stands for what its label said, and what it does.

A button outlives its question: it stays pressable for months. Each press is therefore checked
against the state as it is now; one that no longer fits gets a short note and the present screen.
"""

from __future__ import annotations

from dialogs import (
    answering,
    application,
    asking,
    doubts,
    menu,
    placing,
    status,
    submission,
    uploads,
)
from dialogs.application import Move, may, stale
from dialogs.application_screens import going_on, under_way
from dialogs.commands import command
from dialogs.effects import Step
from dialogs.events import Action, CommandName, Op
from dialogs.messages import say
from dialogs.scene import Scene
from dialogs.state import Interlude, Stage
from knowledge.model import OTHER_FILES

_COMMANDS = frozenset(CommandName)
_QUESTION_OPS = frozenset(
    {
        Op.ANSWER,
        Op.SKIP,
        Op.BACK,
        Op.WHY,
        Op.HELP,
        Op.KEEP,
        Op.MEANT_ANSWER,
        Op.WAS_QUESTION,
        Op.FILES_DONE,
        Op.FILES_CLEAR,
    }
)
_MOVES = {
    Op.REVIEW: Move.REVIEW,
    Op.CHANGE: Move.CHANGE,
    Op.CONFIRM: Move.CONFIRM,
    Op.CANCEL: Move.CANCEL,
    Op.SUBMIT: Move.SUBMIT,
    Op.GO_ON: Move.RESUME,
}
_VIEWS = frozenset({Op.REVIEW, Op.GO_ON})


def fits(scene: Scene, action: Action) -> bool:
    """Whether a button still stands for what its label said.

    A question's button fits while that question is asked; a button of the review that does more
    than show something also needs the dossier to be the one that was shown, so that what was read
    is what is sent.
    """
    active = under_way(scene)
    if active is None or action.dossier != active[1].id:
        return False
    progress, dossier = active
    if action.op in _QUESTION_OPS:
        return progress.stage is Stage.ASKING and action.arg.split(".")[0] == progress.item
    if action.op in _MOVES:
        as_shown = action.op in _VIEWS or action.revision == dossier.revision
        return may(progress, _MOVES[action.op]) and as_shown
    return True


def press(scene: Scene, action: Action | None) -> Step:
    """Do what a button stands for. An action of None is one that nobody can read any more."""
    if action is None:
        return stale(scene)
    match action.op:
        case Op.MENU if action.arg == "ask":
            return menu.invite_question(scene)
        case Op.MENU if action.arg in _COMMANDS:
            return command(scene, CommandName(action.arg))
        case Op.LANGUAGE:
            return menu.set_language(scene, action.arg)
        case Op.ENTRY:
            return answering.show_entry(scene, action.arg)
        case Op.NONE_OF_THESE:
            return answering.none_of_these(scene)
        case Op.HELPED:
            return answering.did_help(scene, action.arg)
        case Op.NOT_HELPED:
            return answering.did_not_help(scene, action.arg)
        case Op.LOOK_UP:
            return status.invite_look_up(scene)
        case Op.REGISTER:
            return status.look_up(scene, action.arg)
        case Op.NEW:
            return application.start(scene.with_conversation(interlude=None))
        case Op.RESUME:
            return application.resume(scene.with_conversation(interlude=None))
        case _:
            return _pressed_for_case(scene, action)


def _pressed_for_case(scene: Scene, action: Action) -> Step:
    waiting = scene.conversation.interlude
    match action.op:
        case Op.CANCEL if action.dossier is None:
            return going_on(scene.with_conversation(interlude=None), say("menu.cancelled"))
        case Op.DELETE if waiting is Interlude.DELETING:
            return menu.delete_drafts(scene)
        case Op.WITHDRAW:
            return submission.ask_before_withdrawing(application.turned_to_case(scene))
        case Op.CONFIRM_WITHDRAW if waiting is Interlude.WITHDRAWING and scene.dossier:
            if action.revision != scene.dossier.revision:
                return stale(scene)
            return submission.withdraw(scene)
        case Op.BEGIN:
            return application.begin(scene)
        case _ if not fits(scene, action):
            return stale(scene)
        case _:
            return _pressed_in_application(scene.with_conversation(interlude=None), action)


def _pressed_in_application(scene: Scene, action: Action) -> Step:
    match action.op:
        case Op.ANSWER:
            return asking.choose(scene, action.arg.partition(".")[2])
        case Op.SKIP:
            return asking.skip(scene)
        case Op.BACK:
            return asking.back(scene)
        case Op.WHY:
            return asking.explain(scene, "ask.why")
        case Op.HELP:
            return asking.explain(scene, "ask.help")
        case Op.KEEP:
            return asking.keep(scene)
        case Op.MEANT_ANSWER:
            return doubts.was_answer(scene)
        case Op.WAS_QUESTION:
            return doubts.was_question(scene)
        case Op.FILES_DONE | Op.FILES_CLEAR | Op.ASSIGN_FILE | Op.PLACE_FILES:
            return _pressed_for_files(scene, action)
        case Op.PAUSE:
            return application.pause(scene)
        case _:
            return _pressed_in_review(scene, action)


def _pressed_in_review(scene: Scene, action: Action) -> Step:
    match action.op:
        case Op.REVIEW:
            return application.review(scene, action.arg)
        case Op.GO_ON:
            return application.go_on(scene)
        case Op.CHANGE:
            return application.change(scene, action.arg)
        case Op.CONFIRM:
            return application.confirm(scene)
        case Op.CANCEL:
            return application.cancel(scene)
        case Op.SUBMIT:
            return submission.send(scene, action.arg == OTHER_FILES)
        case _:
            return stale(scene)


def _pressed_for_files(scene: Scene, action: Action) -> Step:
    match action.op:
        case Op.FILES_DONE:
            return uploads.done(scene)
        case Op.FILES_CLEAR:
            return uploads.clear(scene)
        case Op.ASSIGN_FILE:
            return placing.place(scene, action.arg)
        case _:
            return placing.ask_again(scene, action.arg)
