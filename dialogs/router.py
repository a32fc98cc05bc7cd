"""`step`: one event in, the next state and the wanted effects out. The core's only front door.

The order is the product's: what must never be stored, then what is always at hand (commands,
menu buttons), then what the conversation is waiting for, then the application's question, then an
answer in the applicant's own words. Every event is answered in every state.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialogs import (
    answering,
    application,
    asking,
    buttons,
    casework,
    centres,
    menu,
    status,
    submission,
    teaching,
    uploads,
)
from dialogs.application_screens import current_screen, going_on, under_way
from dialogs.commands import command
from dialogs.effects import DeleteMessage, Effect, RefreshCard, Step, Tell
from dialogs.events import (
    AddressedInGroup,
    Blocked,
    CasesListed,
    CentreFound,
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
from dialogs.scene import Scene
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
        case Said(text, message) | Edited(text, message) if contains_national_id(text):
            return _refuse_national_id(scene, message)
        case Uploaded(caption=caption, message=message) if contains_national_id(caption):
            return _refuse_national_id(scene, message)
        case Commanded(argument=argument, message=message) if contains_national_id(argument):
            return _refuse_national_id(scene, message)
        case AddressedInGroup(argument=argument) if contains_national_id(argument):
            return scene.step(Tell(scene.conversation.address, say("refuse.national_id_elsewhere")))
        case Said():
            return _said(scene, event)
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
        case QuestionKept(question):
            return scene.step(*([] if question is None else [RefreshQuestion(question)]))
        case _:
            return scene.step()


# --- what was written -----------------------------------------------------------------------------


def _said(scene: Scene, event: Said) -> Step:
    match scene.conversation.interlude:
        case Interlude.WRITING:
            return menu.pass_on(scene, event)
        case Interlude.LOOKING_UP:
            return status.look_up(scene, event.text)
        case Interlude.ASKING:
            return _asked_by(scene.with_conversation(interlude=None), event.text)
        case Interlude.DELETING | Interlude.WITHDRAWING | None:
            scene = scene.with_conversation(interlude=None)
    active = under_way(scene)
    if active and active[0].stage is Stage.ASKING:
        return _said_while_asked(scene, event)
    return _asked_by(scene, event.text)


def _asked_by(scene: Scene, text: str) -> Step:
    """A question of the applicant's own; under the menu it may still have been an answer."""
    active = under_way(scene)
    asked = active is not None and active[0].stage is Stage.ASKING
    doubt = text if asked and asking.reads_as_answer(scene, text) else ""
    if status.is_org_number(text) and not doubt:
        return status.look_up(scene, text)
    return answering.answer(scene, text, answering.understood(scene, text), doubt)


def _said_while_asked(scene: Scene, event: Said) -> Step:
    """The present question's answer, or a question of the applicant's own in the middle of it."""
    if _too_early(scene, event.message):
        return scene.step(current_screen(scene, say("ask.too_early")))
    _, _, item = application.asked(scene)
    questioning = answering.is_question(event.text)
    if item.kind is AnswerKind.TEXT:
        if not questioning:
            return asking.try_answer(scene, event.text)
        understood = answering.understood(scene, event.text)
        if understood.band is Band.ANSWER:
            return answering.answer(scene, event.text, understood, doubt=event.text)
        return asking.try_answer(scene, event.text)
    if item.kind is AnswerKind.FILES and event.text.casefold().strip(" .!") in _FILES_DONE:
        return uploads.done(scene)
    if asking.reads_as_answer(scene, event.text):
        return asking.try_answer(scene, event.text)
    understood = answering.understood(scene, event.text)
    if understood.band is Band.ANSWER or questioning:
        return answering.answer(scene, event.text, understood)
    return asking.try_answer(scene, event.text)


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
