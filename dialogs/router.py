"""`step`: one event in, the next state and the wanted effects out. The core's only front door.

The order is the product's: what must never be stored, then what is always at hand (commands,
menu buttons), then what the conversation is waiting for, then the application's question, then an
answer in the applicant's own words. Every event is answered in every state.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialogs import (
    application,
    buttons,
    casework,
    centres,
    menu,
    naming,
    status,
    submission,
    teaching,
    uploads,
)
from dialogs.application_screens import going_on
from dialogs.commands import command
from dialogs.effects import DeleteMessage, Effect, RefreshCard, Step, Tell
from dialogs.events import (
    AddressedInGroup,
    ApplicationFound,
    Blocked,
    CasesListed,
    CentreFound,
    CentreRecognised,
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
from dialogs.lesson_effects import ForgetAsker, RefreshQuestion
from dialogs.lesson_events import (
    Dismissed,
    Instructed,
    LessonLearnt,
    MonthEnded,
    QuestionDismissed,
    QuestionKept,
    Revised,
    TaughtChanged,
)
from dialogs.messages import say
from dialogs.national_id import contains_national_id
from dialogs.said import said
from dialogs.scene import Scene
from dialogs.state import CaseState, State
from knowledge.model import Knowledge


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
        case CentreFound():
            return centres.show_centre(event, now)
        case _:
            return _teach(event, knowledge, now) or _converse(state, event, knowledge, now)


def _teach(event: Event, knowledge: Knowledge, now: datetime) -> Step | None:
    """The step of an event about what is learnt from use; None for any other."""
    match event:
        case Instructed():
            return teaching.learn(event, knowledge)
        case LessonLearnt():
            return teaching.pass_on(event, knowledge, now)
        case Dismissed():
            return teaching.dismiss(event)
        case QuestionDismissed():
            return teaching.dismissed(event)
        case Revised():
            return teaching.revise(event, knowledge)
        case TaughtChanged():
            return teaching.revised(event)
        case MonthEnded():
            return teaching.sum_up(event, now)
        case _:
            return None


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
        case (
            Said(text, message) | Edited(text, message) | SentMedia(text=text, message=message)
        ) if contains_national_id(text):
            return _refuse_national_id(scene, message)
        case Uploaded(caption=caption, message=message) if contains_national_id(caption):
            return _refuse_national_id(scene, message)
        case Commanded(argument=argument, message=message) if contains_national_id(argument):
            return _refuse_national_id(scene, message)
        case AddressedInGroup(argument=argument) if contains_national_id(argument):
            return scene.step(Tell(scene.conversation.address, say("refuse.national_id_elsewhere")))
        case Said():
            return said(scene, event)
        case Commanded(name, argument):
            return command(scene, name, argument)
        case Pressed(action):
            return buttons.press(scene, action)
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
        case ApplicationFound(placement=placement):
            return application.found(scene.at(placement), event)
        case DraftOpened(dossier, placement=placement):
            return application.enter(scene.at(placement), dossier)
        case ReferenceAllocated(placement=placement):
            return submission.submitted(scene.at(placement), event)
        case RegisterSearched(placement=placement):
            return status.show_result(scene.at(placement), event)
        case CentreRecognised(placement=placement):
            return naming.recognised(scene.at(placement), event)
        case CasesListed(placement=placement):
            return status.show_cases(scene.at(placement), event)
        case DraftsErased(placement=placement):
            return menu.confirm_deleted(scene.at(placement), event)
        case InquiryOpened(placement=placement):
            return menu.confirm_passed_on(scene.at(placement), event)
        case QuestionKept(question):
            return scene.step(*([] if question is None else [RefreshQuestion(question)]))
        case _:
            return scene.step()


# --- what is stored nowhere -----------------------------------------------------------------------


def _refuse_national_id(scene: Scene, message: str) -> Step:
    """Stored nowhere: the text goes no further than this function."""
    delete: Effect = DeleteMessage(scene.conversation.address, message)
    return going_on(scene.below(), say("refuse.national_id"), delete)


# --- elsewhere ------------------------------------------------------------------------------------


def _in_group(scene: Scene, name: CommandName, argument: str) -> Step:
    """In a group only a look-up is answered: a case is nobody else's business."""
    if name is CommandName.STATUS and argument.strip():
        placed = replace(scene.placement, group=True)
        return scene.step(status.group_look_up(argument, placed))
    return scene.step(Tell(scene.conversation.address, say("group.private_please")))


def _reachable(scene: Scene, reachable: bool) -> Step:
    """The secretariat sees on the card when the applicant cannot be reached any more."""
    waits = () if reachable else (ForgetAsker(scene.conversation.address),)
    dossier = scene.dossier
    if dossier is None or dossier.state is CaseState.DRAFT:
        return scene.step(*waits)
    if dossier.unreachable is not reachable:
        return scene.step(*waits)
    scene = scene.with_dossier(unreachable=not reachable)
    return scene.step(RefreshCard(dossier.id), *waits)
