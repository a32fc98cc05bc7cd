"""Commands: what is always at hand, whatever the conversation is waiting for."""

from __future__ import annotations

from typing import assert_never

from dialogs import application, menu, status
from dialogs.application_screens import going_on
from dialogs.effects import Step
from dialogs.events import CommandName
from dialogs.messages import say
from dialogs.scene import Scene


def command(scene: Scene, name: CommandName, argument: str = "") -> Step:
    """Do what a command, or a button of the menu, asks for."""
    scene = scene.with_conversation(interlude=None)
    match name:
        case CommandName.START:
            return menu.greet(scene)
        case CommandName.HELP:
            return menu.show_help(scene)
        case CommandName.APPLY:
            return application.apply(scene)
        case CommandName.STATUS:
            return status.status(scene, argument)
        case CommandName.CONTACT:
            return menu.offer_contact(scene)
        case CommandName.LANGUAGE:
            return menu.choose_language(scene)
        case CommandName.PRIVACY:
            return menu.explain_privacy(scene)
        case CommandName.PAUSE:
            return application.pause(scene)
        case CommandName.DELETE:
            return menu.ask_before_deleting(scene)
        case CommandName.UNKNOWN:
            return going_on(scene, say("command.unknown"))
    assert_never(name)
