"""Replies to short words when nothing was asked: a command's name, "ja", "ok", "stopp".

None of them is a question, so none is searched for or kept for the secretariat.
"""

from __future__ import annotations

from dialogs import answering, application
from dialogs.application_screens import going_on, home_row, under_way
from dialogs.effects import Step
from dialogs.events import CommandName
from dialogs.feedback import asked_back
from dialogs.messages import say
from dialogs.scene import Scene
from knowledge.model import Band, Word

_COMMANDS = {
    Word.START: CommandName.START,
    Word.HELP: CommandName.HELP,
    Word.APPLY: CommandName.APPLY,
    Word.STATUS: CommandName.STATUS,
    Word.CONTACT: CommandName.CONTACT,
    Word.LANGUAGE: CommandName.LANGUAGE,
    Word.PRIVACY: CommandName.PRIVACY,
    Word.PAUSE: CommandName.PAUSE,
    Word.DELETE: CommandName.DELETE,
}


def command_of(word: Word) -> CommandName | None:
    """The command that a word is the name of."""
    return _COMMANDS.get(word)


def reply(scene: Scene, word: Word) -> Step:
    """A short word that is no command's name gets a short kind reply."""
    match word:
        case Word.STOP:
            # The ways to stop something, rather than a guess at what was meant.
            return going_on(scene, say("word.stop"))
        case Word.BACK | Word.SKIP if under_way(scene):
            return application.resume(scene)
        case Word.BACK | Word.SKIP:
            return scene.step(scene.tell(say("menu.idle"), home_row()))
        case Word.YES if asked_back(scene):
            return _meant(scene)
        case Word.NO if asked_back(scene):
            return answering.none_of_these(scene)
        case Word.NO:
            return going_on(scene, say("word.no"))
        case _:
            return going_on(scene, say("word.ok"))


def _meant(scene: Scene) -> Step:
    """Yes to "was it this?": shown when there was one suggestion, asked again among several."""
    question = scene.conversation.last_question
    understood = scene.knowledge.understand(question)
    if understood.band is Band.CLARIFY and len(understood.entries) == 1:
        return answering.show_entry(scene, understood.entries[0])
    return answering.answer(scene, question, understood)
