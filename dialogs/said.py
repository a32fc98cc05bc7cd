"""What an applicant writes: an answer, a button's label, a short word, or a question of their own.

The order is the conversation's: what it waits for beside the application, then the application's
question, then a question in the applicant's own words. What stands on a button may be written
instead of pressed, except where it cannot be undone: "ja" is too easily said.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import (
    answering,
    application,
    asking,
    doubts,
    menu,
    naming,
    status,
    submission,
    uploads,
)
from dialogs.application_screens import current_screen, going_on, under_way
from dialogs.buttons import press
from dialogs.commands import command
from dialogs.effects import Step, Tell, Toast
from dialogs.events import Action, CommandName, Op, Said
from dialogs.messages import say, together
from dialogs.scene import Scene
from dialogs.short_words import command_of, reply
from dialogs.state import Interlude, Stage
from dialogs.visible import visible
from knowledge.model import AnswerKind, Band, Item, Word

_FINAL = frozenset({Op.DELETE, Op.CONFIRM_WITHDRAW, Op.SUBMIT})
_YES = frozenset({Word.YES, Word.OK})
_NO = frozenset({Word.NO, Word.STOP, Word.BACK})
_REPLIES = frozenset({Word.YES, Word.NO, Word.OK})
_ALWAYS = frozenset({CommandName.START, CommandName.HELP, CommandName.APPLY, CommandName.PAUSE})
"""Commands whose names are no answers, even where a text of any kind is awaited."""


def said(scene: Scene, event: Said) -> Step:
    """Answer a text. Signs that nobody sees are no part of it."""
    step = _said(scene, replace(event, text=visible(event.text)))
    notes = [each.message for each in step.effects if isinstance(each, Toast)]
    if not notes or any(isinstance(each, Tell) for each in step.effects):
        return step
    # A note over the chat answers a press. Whoever wrote reads it in the chat.
    assert step.state.conversation is not None
    after = replace(scene, conversation=step.state.conversation, dossier=step.state.dossier)
    return going_on(after, notes[0])


def _said(scene: Scene, event: Said) -> Step:
    text, word = event.text, scene.knowledge.word(event.text)
    match scene.conversation.interlude:
        case Interlude.WRITING | Interlude.LOOKING_UP if word is Word.STOP:
            return press(scene, Action(Op.CANCEL))
        case Interlude.WRITING:
            return menu.pass_on(scene, event)
        case Interlude.LOOKING_UP:
            return status.look_up(scene, text)
        case Interlude.DELETING | Interlude.WITHDRAWING:
            return _before_the_end(scene, text)
        case Interlude.ASKING:
            return _asked_by(scene.with_conversation(interlude=None), text)
        case Interlude.PLACING | None:
            return _said_to_application(scene.with_conversation(interlude=None), event)


def _said_to_application(scene: Scene, event: Said) -> Step:
    active = under_way(scene)
    if active is None:
        return _asked_by(scene, event.text)
    match active[0].stage:
        case Stage.ASKING:
            return _while_asked(scene, event)
        case Stage.CONFIRMING:
            return _before_the_end(scene, event.text)
        case Stage.INTRO | Stage.REVIEWING | Stage.PAUSED:
            return _by_label(scene, current_screen(scene), event.text) or _asked_by(
                scene, event.text
            )


# --- instead of a press ---------------------------------------------------------------------------


def _by_label(scene: Scene, screen: Tell, text: str, begun: bool = False) -> Step | None:
    """What the button does that a text names; None when it names none of those on the screen."""
    shown = [each for row in screen.keyboard for each in row]
    named = scene.knowledge.pick(text, [each.label for each in shown], begun)
    if named is None:
        return None
    action = shown[named].action
    return _by_button_please(scene, screen) if action.op in _FINAL else press(scene, action)


def _by_button_please(scene: Scene, screen: Tell) -> Step:
    """What cannot be undone is only done by its button."""
    message = together(say("confirm.by_button"), screen.message)
    return scene.step(replace(screen, message=message))


def _before_the_end(scene: Scene, text: str) -> Step:
    """To "are you sure?": a no acts at once, a yes needs the button, a question changes nothing."""
    screen = _confirmation(scene)
    if screen is None:
        return _asked_by(scene.with_conversation(interlude=None), text)
    word = scene.knowledge.word(text)
    if word in _NO:
        shown = [each.action for row in screen.keyboard for each in row]
        return press(scene, next(each for each in shown if each.op is Op.CANCEL))
    if word in _YES:
        return _by_button_please(scene, screen)
    return _by_label(scene, screen, text, begun=True) or _asked_by(scene, text)


def _confirmation(scene: Scene) -> Tell | None:
    """The question that waits for a yes or a no; None when it has no sense any more."""
    match scene.conversation.interlude:
        case Interlude.DELETING:
            step = menu.ask_before_deleting(scene)
        case Interlude.WITHDRAWING:
            step = submission.ask_before_withdrawing(scene)
        case _:
            return current_screen(scene)
    return next((each for each in step.effects if isinstance(each, Tell)), None)


# --- a question of the applicant's own ------------------------------------------------------------


def _asked_by(scene: Scene, text: str) -> Step:
    """A question of the applicant's own; under the menu it may still have been an answer."""
    active = under_way(scene)
    is_asked = active is not None and active[0].stage is Stage.ASKING
    doubt = text if is_asked and asking.reads_as_answer(scene, text) else ""
    word = scene.knowledge.word(text)
    if word is not None and (name := command_of(word)) is not None:
        return command(scene, name)
    if word is not None and not doubt:
        return reply(scene, word)
    if status.is_org_number(text) and not doubt:
        return status.look_up(scene, text)
    return naming.answer(scene, text, doubt)


# --- at a question of the application -------------------------------------------------------------


def _while_asked(scene: Scene, event: Said) -> Step:
    """The present question's answer, a way onward, or a question in the middle of it."""
    if _too_early(scene, event.message):
        return scene.step(current_screen(scene, say("ask.too_early")))
    text, word = event.text, scene.knowledge.word(event.text)
    progress, _, item = application.asked(scene)
    if progress.asking_back and word in {Word.YES, Word.NO}:
        return doubts.was_answer(scene) if word is Word.YES else doubts.was_question(scene)
    by_label = _by_label(scene, current_screen(scene), text)
    if by_label is not None:
        return by_label
    return _by_word(scene, item, word) or _answered(scene, item, text, word)


def _by_word(scene: Scene, item: Item, word: Word | None) -> Step | None:
    """What a short word does at a question, where it cannot be the answer."""
    match word:
        case Word.BACK:
            return asking.back(scene)
        case Word.SKIP:
            return asking.skip(scene)
        case Word.STOP:
            return reply(scene, word)
        case Word.DONE if item.kind is AnswerKind.FILES:
            return uploads.done(scene)
    name = command_of(word) if word else None
    if name is None or (item.kind is AnswerKind.TEXT and name not in _ALWAYS):
        return None
    return command(scene, name)


def _answered(scene: Scene, item: Item, text: str, word: Word | None) -> Step:
    asks = scene.knowledge.asks(text)
    if item.kind is AnswerKind.TEXT:
        plain = not asks and (word is None or not _doubtful(scene, item, word))
        return asking.try_answer(scene, text) if plain else _any_text(scene, text)
    if not asks and asking.reads_as_answer(scene, text):
        return asking.try_answer(scene, text)
    # The name of a centre resembles questions about centres; where a number is asked for, it was
    # meant for an answer all the same.
    understood = answering.understood(scene, text)
    sure = understood.band is Band.ANSWER and item.kind is not AnswerKind.ORG_NUMBER
    if sure or asks or understood.switch_to is not None:
        return answering.answer(scene, text, understood)
    return asking.try_answer(scene, text)


def _doubtful(scene: Scene, item: Item, word: Word) -> bool:
    """Whether a short word is hardly the answer where any text is one.

    A command's name; a yes or a no to what was just explained in the middle of the question; and
    no centre is called "ok".
    """
    progress = scene.conversation.progress
    explained = progress is not None and bool(progress.doubt)
    is_name = item.id == scene.checklist.name_item
    return command_of(word) is not None or (word in _REPLIES and (explained or is_name))


def _any_text(scene: Scene, text: str) -> Step:
    """A question where any text is an answer: answered if that is sure, else asked about."""
    if scene.knowledge.asks(text):
        understood = answering.understood(scene, text)
        if understood.band is Band.ANSWER:
            return answering.answer(scene, text, understood, doubt=text)
    return doubts.ask_back(scene, text)


def _too_early(scene: Scene, message: str) -> bool:
    """Whether a text was written before the present question stood in the chat.

    Two quick messages would otherwise become the answers to two questions, the second of which
    the applicant has not seen. Message ids grow within a chat.
    """
    screen = scene.conversation.screen
    if screen is None:
        return True
    return screen.isdecimal() and message.isdecimal() and int(message) < int(screen)
