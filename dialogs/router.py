"""`step`: one event in, the next state and the wanted effects out. The core's only front door.

The order is the product's: what must never be stored, then what is always at hand (commands,
menu buttons), then what the conversation is waiting for, then the application's question, then an
answer in the applicant's own words. Every event is answered in every state.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dialogs import answering, application, casework, menu, status, submission, uploads
from dialogs.application_screens import current_screen, going_on, under_way
from dialogs.dossier import OPEN_STATES
from dialogs.effects import DeleteMessage, Effect, RefreshCard, Step, Tell, Whisper
from dialogs.events import (
    Action,
    AddressedInGroup,
    Blocked,
    CasesListed,
    Commanded,
    CommandName,
    Decided,
    DraftOpened,
    DraftsErased,
    Edited,
    Event,
    FileFetched,
    FileRefused,
    InquiryAnswered,
    InquiryOpened,
    Op,
    Pressed,
    ReferenceAllocated,
    RegisterSearched,
    Replied,
    Said,
    SentMedia,
    SlashCommanded,
    Unblocked,
    UpdateSetAside,
    Uploaded,
)
from dialogs.messages import say
from dialogs.national_id import contains_national_id
from dialogs.scene import OSLO, Scene
from dialogs.state import CaseState, Interlude, Stage, State
from knowledge.model import AnswerKind, Band, Knowledge


def step(state: State, event: Event, knowledge: Knowledge, now: datetime) -> Step:
    """Answer one event.

    Args:
        state: the conversation, the dossier, or both, as they are now.
        event: what happened, or the result of a query that an earlier step asked.
        knowledge: the loaded content.
        now: the moment, UTC and timezone-aware.

    Returns:
        The next state, with revisions counted, and the effects in the order of their wanting. A
        step with queries is called again with each result.
    """
    match event:
        case Decided():
            return casework.decide(state.dossier, event, knowledge.checklist, now)
        case Replied():
            return casework.reply(event)
        case SlashCommanded():
            return casework.slash(event)
        case InquiryAnswered():
            return casework.pass_reply_on(event)
        case RegisterSearched() if state.conversation is None:
            today = now.astimezone(OSLO).date().isoformat()
            return Step(state, (Whisper(status.register_message(event.result, today)),))
        case _:
            return _converse(state, event, knowledge, now)


def _converse(state: State, event: Event, knowledge: Knowledge, now: datetime) -> Step:
    conversation = state.conversation
    if conversation is None:
        return Step(state)
    edit = event.message if isinstance(event, Pressed) else None
    scene = Scene(conversation, state.dossier, knowledge, now, edit)
    after = _answer(scene, event)
    told = after.state.conversation
    if told is not None and told != conversation:
        counted = replace(told, revision=conversation.revision + 1)
        after = replace(after, state=replace(after.state, conversation=counted))
    return after


def _answer(scene: Scene, event: Event) -> Step:
    match event:
        case Said(text, message) | Edited(text, message) if contains_national_id(text):
            return _refuse_national_id(scene, message)
        case Uploaded(caption=caption, message=message) if contains_national_id(caption):
            return _refuse_national_id(scene, message)
        case Commanded(argument=argument, message=message) if contains_national_id(argument):
            return _refuse_national_id(scene, message)
        case Said():
            return _said(scene, event)
        case Commanded(name, argument):
            return _command(scene, name, argument)
        case Pressed(action):
            return _pressed(scene, action)
        case Uploaded():
            return uploads.receive(scene, event)
        case Edited():
            return scene.step(scene.tell(say("media.edited")))
        case SentMedia(kind):
            return going_on(scene, say("media.unusable", kind=kind))
        case AddressedInGroup(name, argument):
            return _in_group(scene, name, argument)
        case Blocked() | Unblocked():
            return _reachable(scene, isinstance(event, Unblocked))
        case UpdateSetAside(reference):
            return scene.step(scene.tell(say("error.set_aside", reference=reference)))
        case FileFetched():
            return uploads.stored(scene, event)
        case FileRefused():
            return uploads.refused(scene, event)
        case _:
            return _query_result(scene, event)


def _query_result(scene: Scene, event: Event) -> Step:
    match event:
        case DraftOpened(placement=placement):
            return application.enter(scene.at(placement), event)
        case ReferenceAllocated(placement=placement):
            return submission.submitted(scene.at(placement), event)
        case RegisterSearched(placement=placement):
            return status.show_result(scene.at(placement), event)
        case CasesListed(placement=placement):
            return status.show_cases(scene.at(placement), event)
        case DraftsErased(placement=placement):
            return menu.confirm_deleted(scene.at(placement), event)
        case InquiryOpened(placement=placement):
            return menu.confirm_passed_on(scene.at(placement), event)
        case _:
            return scene.step()


# --- what was written -----------------------------------------------------------------------------


def _said(scene: Scene, event: Said) -> Step:
    match scene.conversation.interlude:
        case Interlude.WRITING:
            return menu.pass_on(scene, event)
        case Interlude.LOOKING_UP:
            return status.look_up(scene, event.text)
        case Interlude.DELETING | Interlude.WITHDRAWING | None:
            scene = scene.with_conversation(interlude=None)
    active = under_way(scene)
    if active and active[0].stage is Stage.ASKING and active[1].state in OPEN_STATES:
        return _said_while_asked(scene, event)
    if status.is_org_number(event.text):
        return status.look_up(scene, event.text)
    return answering.answer(scene, event.text, scene.knowledge.understand(event.text))


def _said_while_asked(scene: Scene, event: Said) -> Step:
    """The present question's answer, or a question of the applicant's own in the middle of it."""
    if _too_early(scene, event.message):
        return scene.step(current_screen(scene, say("ask.too_early")))
    _, _, item = application.asked(scene)
    asking = answering.is_question(event.text)
    if item.kind is AnswerKind.TEXT:
        if not asking:
            return application.try_answer(scene, event.text)
        understood = scene.knowledge.understand(event.text)
        if understood.band is Band.ANSWER:
            return answering.answer(scene, event.text, understood, doubt=event.text)
        return application.try_answer(scene, event.text)
    if item.kind is AnswerKind.FILES and event.text.casefold().strip(" .!") in _FILES_DONE:
        return uploads.done(scene)
    if application.reads_as_answer(scene, event.text):
        return application.try_answer(scene, event.text)
    understood = scene.knowledge.understand(event.text)
    if understood.band is Band.ANSWER or asking:
        return answering.answer(scene, event.text, understood)
    return application.try_answer(scene, event.text)


_FILES_DONE = frozenset({"ferdig", "done", "klar", "ferdig nå"})


def _too_early(scene: Scene, message: str) -> bool:
    """Whether a text was written before the present question stood in the chat.

    Two quick messages would otherwise become the answers to two questions, the second of which
    the applicant has not seen. Message ids grow within a chat.
    """
    screen = scene.conversation.screen
    if screen is None:
        return True
    return screen.isdecimal() and message.isdecimal() and int(message) < int(screen)


def _refuse_national_id(scene: Scene, message: str) -> Step:
    """Stored nowhere: the text goes no further than this function."""
    delete: Effect = DeleteMessage(scene.conversation.address, message)
    return going_on(scene.below(), say("refuse.national_id"), delete)


# --- commands and buttons -------------------------------------------------------------------------


def _command(scene: Scene, name: CommandName, argument: str = "") -> Step:
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


def _pressed(scene: Scene, action: Action | None) -> Step:
    if action is None:
        return application.stale(scene)
    match action.op:
        case Op.MENU if action.arg == "ask":
            return menu.invite_question(scene)
        case Op.MENU:
            return _command(scene, CommandName(action.arg))
        case Op.LANGUAGE:
            return menu.set_language(scene, action.arg)
        case Op.ENTRY:
            return answering.show_entry(scene, action.arg)
        case Op.NONE_OF_THESE:
            return answering.none_of_these(scene)
        case Op.LOOK_UP:
            return status.invite_look_up(scene)
        case Op.REGISTER:
            return status.look_up(scene, action.arg)
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
            return submission.ask_before_withdrawing(scene)
        case Op.CONFIRM_WITHDRAW if waiting is Interlude.WITHDRAWING and scene.dossier:
            if action.revision != scene.dossier.revision:
                return application.stale(scene)
            return submission.withdraw(scene)
        case Op.BEGIN:
            return application.begin(scene)
        case Op.ASSIGN_FILE:
            return uploads.assign(scene, action.arg)
        case _ if not application.fits(scene, action):
            return application.stale(scene)
        case _:
            return _pressed_in_application(scene.with_conversation(interlude=None), action)


def _pressed_in_application(scene: Scene, action: Action) -> Step:
    match action.op:
        case Op.ANSWER:
            return application.choose(scene, action.arg.split(".", 1)[1])
        case Op.SKIP:
            return application.skip(scene)
        case Op.BACK:
            return application.back(scene)
        case Op.WHY:
            return application.explain(scene, "ask.why")
        case Op.HELP:
            return application.explain(scene, "ask.help")
        case Op.KEEP:
            return application.keep(scene)
        case Op.MEANT_ANSWER:
            return application.meant_as_answer(scene)
        case Op.FILES_DONE:
            return uploads.done(scene)
        case Op.FILES_CLEAR:
            return uploads.clear(scene)
        case Op.PAUSE:
            return application.pause(scene)
        case Op.REVIEW:
            return application.review(scene, int(action.arg or 0))
        case Op.CHANGE:
            return application.change(scene, action.arg)
        case Op.CONFIRM:
            return application.confirm(scene)
        case Op.CANCEL:
            return application.cancel(scene)
        case Op.SUBMIT:
            return submission.submit(scene)
        case _:
            return application.stale(scene)


# --- elsewhere ------------------------------------------------------------------------------------


def _in_group(scene: Scene, name: CommandName, argument: str) -> Step:
    """In a group only a look-up is answered: a case is nobody else's business."""
    if name is CommandName.STATUS and argument.strip():
        placed = replace(scene.placement, group=True)
        return scene.step(status.group_look_up(argument, placed))
    return scene.step(Tell(scene.conversation.address, say("group.private_please")))


def _reachable(scene: Scene, reachable: bool) -> Step:
    """The secretariat sees on the card when the applicant cannot be reached any more."""
    dossier = scene.dossier
    if dossier is None or dossier.state is CaseState.DRAFT:
        return scene.step()
    if dossier.unreachable is not reachable:
        return scene.step()
    scene = scene.with_dossier(unreachable=not reachable)
    return scene.step(RefreshCard(dossier.id))
