"""What is always at hand: greeting, help, language, privacy, the secretariat, deleting drafts.

Everything here is an interlude: it leaves the application where it was and says how to go on.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.application_screens import going_on, home_row, resume_row
from dialogs.effects import EraseDrafts, OpenInquiry, RefreshInquiry, Step
from dialogs.events import CommandName, DraftsErased, InquiryOpened, Op, Said
from dialogs.messages import Message, say, together
from dialogs.scene import Row, Scene, button
from dialogs.state import CaseState, Interlude
from knowledge.model import Language


def greet(scene: Scene) -> Step:
    """The first hello, and every later one."""
    scene = scene.with_conversation(interlude=Interlude.ASKING)
    return scene.step(scene.screen(say("start.hello"), *menu_rows(scene)))


def show_help(scene: Scene) -> Step:
    """What the bot can do, by button and by command."""
    scene = scene.with_conversation(interlude=Interlude.ASKING)
    return scene.step(scene.screen(say("help.commands"), *menu_rows(scene)))


def menu_rows(scene: Scene) -> tuple[Row, ...]:
    """What one can do from anywhere; an application under way comes first."""
    apply = () if resume_row(scene) else (button("button.apply", Op.MENU, CommandName.APPLY),)
    return (
        resume_row(scene),
        (button("button.ask", Op.MENU, "ask"),),
        apply,
        (button("button.look_up", Op.LOOK_UP),),
        (
            button("button.status", Op.MENU, CommandName.STATUS),
            button("button.contact", Op.MENU, CommandName.CONTACT),
        ),
        (
            button("button.language", Op.MENU, CommandName.LANGUAGE),
            button("button.privacy", Op.MENU, CommandName.PRIVACY),
        ),
    )


def invite_question(scene: Scene) -> Step:
    """Invite a question in the applicant's own words."""
    scene = scene.with_conversation(interlude=Interlude.ASKING)
    return scene.step(scene.screen(say("question.invite"), resume_row(scene), home_row()))


# --- language and privacy -------------------------------------------------------------------------


def choose_language(scene: Scene) -> Step:
    """Offer every language that the phrases exist in."""
    rows = [
        (button(f"language.{language}", Op.LANGUAGE, language),)
        for language in scene.knowledge.languages
    ]
    return scene.step(scene.screen(say("language.choose"), *rows, home_row()))


def set_language(scene: Scene, code: str) -> Step:
    """From now on everything is in that language."""
    if code not in scene.knowledge.languages:
        return choose_language(scene)
    chosen = scene.with_conversation(language=Language(code), language_chosen=True)
    if resume_row(chosen):
        return going_on(chosen, say("language.chosen"))
    return chosen.step(chosen.screen(say("language.chosen"), *menu_rows(chosen)))


def explain_privacy(scene: Scene) -> Step:
    """What is stored, why, and how to delete it."""
    delete = (button("button.delete", Op.MENU, CommandName.DELETE),)
    return scene.step(scene.screen(say("privacy.text"), resume_row(scene), delete, home_row()))


# --- a message to the secretariat -----------------------------------------------------------------


def offer_contact(scene: Scene, before: Message | None = None) -> Step:
    """Take one message for the secretariat; the contact point stands beside it."""
    waiting = scene.with_conversation(interlude=Interlude.WRITING)
    cancel = (button("button.cancel", Op.CANCEL),)
    return waiting.step(waiting.screen(together(before, say("contact.invite")), cancel))


def pass_on(scene: Scene, said: Said) -> Step:
    """The message is stored in the same transaction, and posted after it."""
    if not said.text:
        return offer_contact(scene)
    case = scene.dossier.id if scene.dossier else None
    done = scene.with_conversation(interlude=None)
    inquiry = OpenInquiry(scene.conversation.address, said.text, case, scene.placement)
    return done.step(inquiry)


def confirm_passed_on(scene: Scene, event: InquiryOpened) -> Step:
    """The secretariat has it; the application goes on where it was."""
    return going_on(scene, say("contact.sent"), RefreshInquiry(event.inquiry))


# --- deleting -------------------------------------------------------------------------------------


def ask_before_deleting(scene: Scene) -> Step:
    """Deleting cannot be undone, so it is asked for twice."""
    waiting = scene.with_conversation(interlude=Interlude.DELETING)
    rows = (button("button.delete_now", Op.DELETE), button("button.keep_draft", Op.CANCEL))
    return waiting.step(waiting.screen(say("delete.confirm"), *((each,) for each in rows)))


def delete_drafts(scene: Scene) -> Step:
    """The drafts and their files are gone when this transaction commits."""
    return scene.step(EraseDrafts(scene.conversation.address, scene.placement))


def confirm_deleted(scene: Scene, event: DraftsErased) -> Step:
    """Say what is gone. A case that was sent is not a draft and stays."""
    scene = scene.with_conversation(interlude=None, last_question="", last_entry="")
    if not event.drafts:
        return scene.step(scene.screen(say("delete.none"), *menu_rows(scene)))
    if scene.dossier is None or scene.dossier.state is CaseState.DRAFT:
        scene = scene.with_conversation(progress=None, dossier=None, album=None)
        scene = replace(scene, dossier=None)
    message = say("delete.done", files=event.files)
    return scene.step(scene.screen(message, *menu_rows(scene)))
