"""Sending in, sending changes and withdrawing: what the applicant does to the case as a whole.

Sending counts once: the button carries the dossier's revision, and the reference is allotted in
the transaction that changes the state.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import loose
from dialogs.application import Move, moved
from dialogs.application_screens import current_screen, home_row, under_way
from dialogs.dossier import CaseAction, advance, attachments, summary, versions
from dialogs.effects import (
    AllocateReference,
    PostAttachment,
    PostDossier,
    PostToThread,
    RefreshCard,
    SendCopy,
    Step,
    Toast,
)
from dialogs.events import CommandName, Op, ReferenceAllocated
from dialogs.messages import Message, say
from dialogs.scene import OSLO, Scene, button
from dialogs.state import CaseState, Dossier, Interlude, Progress
from knowledge.model import OTHER_FILES, Checklist


def send(scene: Scene, as_they_are: bool) -> Step:
    """Sending is confirmed. `as_they_are`: loose files go along as such that belong to no item."""
    active = under_way(scene)
    assert active is not None
    if as_they_are:
        for group in loose.groups(active[1]):
            assert scene.dossier is not None
            scene = scene.with_dossier(**loose.placed(scene.dossier, group, OTHER_FILES, scene.now))
    return submit(scene)


def submit(scene: Scene) -> Step:
    """Send the application, or the changes that were asked for."""
    active = under_way(scene)
    assert active is not None
    progress, dossier = active
    if loose.groups(dossier):
        return _ask_about_loose(scene, progress, dossier)
    if dossier.pending:
        waiting = replace(progress, awaiting_files=True)
        scene = scene.with_conversation(progress=waiting)
        return scene.step(current_screen(scene))
    if dossier.state is CaseState.CHANGES_REQUESTED:
        return _send_changes(scene, dossier)
    if scene.checklist.name_item not in dossier.answers:
        scene = moved(scene, Move.CHANGE, item=scene.checklist.name_item, from_review=True)
        return scene.step(current_screen(scene, say("submit.name_missing")))
    return scene.step(AllocateReference(scene.now.astimezone(OSLO).year, scene.placement))


def _ask_about_loose(scene: Scene, progress: Progress, dossier: Dossier) -> Step:
    """Nothing is sent past a file that has no place: it is placed first, or goes along as it is."""
    waiting_no_more = replace(progress, awaiting_files=False)
    scene = scene.with_conversation(progress=waiting_no_more, interlude=None)
    rows = (
        (button("button.place_files", Op.PLACE_FILES, of=dossier),),
        (button("button.submit_loose", Op.SUBMIT, OTHER_FILES, of=dossier),),
        (button("button.back", Op.RESUME),),
    )
    message = say("submit.loose", names=loose.names(dossier))
    return scene.step(scene.screen(message, *rows))


def submit_if_awaited(scene: Scene, problem: Message | None) -> Step:
    """A file has arrived or was refused while sending waited for it."""
    active = under_way(scene)
    assert active is not None
    progress, dossier = active
    scene = scene.on_screen()
    if problem is not None:
        scene = scene.with_conversation(progress=replace(progress, awaiting_files=False))
        return scene.step(current_screen(scene), scene.below().tell(problem))
    if dossier.pending and not loose.groups(dossier):
        return scene.step(current_screen(scene))
    return submit(scene)


def _says_paid(dossier: Dossier, checklist: Checklist) -> bool:
    """Whether the applicant said that the fee is paid; the secretariat registers it."""
    answer = dossier.answers.get(checklist.roles.get("fee_paid", ""))
    return answer is not None and answer.value == "yes" and not answer.kept


def submitted(scene: Scene, event: ReferenceAllocated) -> Step:
    """The receipt; the secretariat's card, the dossier and its files follow."""
    dossier = scene.dossier
    sent = dossier and advance(
        replace(dossier, reference=event.reference, submitted_at=scene.now),
        CaseAction.SUBMIT,
        scene.now,
    )
    if sent is None:
        return scene.step()
    scene = replace(moved(scene, Move.SUBMIT), dossier=sent)
    figures = summary(sent, scene.checklist, scene.today)
    receipt = say(
        "submit.receipt",
        reference=event.reference,
        submitted_at=scene.now.isoformat(),
        files=tuple(file.name for _, file in attachments(sent, scene.checklist)),
        missing=len(figures.missing_stated) + len(figures.missing_suggested),
        paid=_says_paid(sent, scene.checklist),
    )
    rows = ((button("button.status", Op.MENU, CommandName.STATUS),), home_row())
    return scene.step(
        scene.screen(receipt, *rows),
        SendCopy(scene.conversation.address, sent.id),
        RefreshCard(sent.id),
        PostDossier(sent.id, versions(sent)),
        *(
            PostAttachment(sent.id, place, file.upload)
            for place, file in attachments(sent, scene.checklist)
        ),
    )


def _send_changes(scene: Scene, dossier: Dossier) -> Step:
    asked_at = max(line.at for line in dossier.history if line.what == CaseAction.REQUEST_CHANGES)
    reopened = dossier.reopened
    sent = advance(
        replace(dossier, reopened=frozenset(), request_note=""), CaseAction.SEND_CHANGES, scene.now
    )
    assert sent is not None
    places = (*(item for item in scene.checklist.items if item in reopened), OTHER_FILES)
    changed = tuple(
        each for each in places if each in sent.answers and sent.answers[each].at >= asked_at
    )
    scene = replace(moved(scene, Move.SUBMIT), dossier=sent)
    message = say("changes.sent", reference=sent.reference or "", items=changed)
    return scene.step(
        scene.screen(message, (button("button.status", Op.MENU, CommandName.STATUS),), home_row()),
        RefreshCard(sent.id),
        PostToThread(sent.id, say("thread.changes_made", items=changed)),
        PostDossier(sent.id, versions(sent)),
        *(
            PostAttachment(sent.id, place, file.upload)
            for place, file in attachments(sent, scene.checklist)
            if place in changed
        ),
    )


# --- withdrawing ----------------------------------------------------------------------------------


def ask_before_withdrawing(scene: Scene) -> Step:
    """Withdrawing ends the case, so it is asked for twice."""
    dossier = scene.dossier
    if dossier is None or advance(dossier, CaseAction.WITHDRAW, scene.now) is None:
        return scene.step(Toast(say("toast.not_now")))
    scene = scene.with_conversation(interlude=Interlude.WITHDRAWING)
    rows = (
        (button("button.withdraw_now", Op.CONFIRM_WITHDRAW, of=dossier),),
        (button("button.cancel", Op.CANCEL),),
    )
    message = say("withdraw.confirm", reference=dossier.reference or "")
    return scene.step(scene.screen(message, *rows))


def withdraw(scene: Scene) -> Step:
    """The applicant does not want the case to go on."""
    dossier = scene.dossier
    ended = dossier and advance(
        replace(dossier, reopened=frozenset(), request_note=""), CaseAction.WITHDRAW, scene.now
    )
    if ended is None:
        return scene.step(Toast(say("toast.not_now")))
    if scene.conversation.dossier == ended.id:
        scene = scene.with_conversation(progress=None, album=None)
    scene = replace(scene.with_conversation(interlude=None), dossier=ended)
    return scene.step(
        scene.screen(say("withdraw.done", reference=ended.reference or ""), home_row()),
        RefreshCard(ended.id),
        PostToThread(ended.id, say("thread.withdrawn")),
    )
