"""The application dialog: one question at a time, saved at every step.

`TRANSITIONS` is the dialog's one table: what may happen at which stage, and which stage follows.
The functions below say what else happens. Sending in is in `submission`, files in `uploads`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from dialogs.application_screens import current_screen, home_row, under_way
from dialogs.conditions import open_items
from dialogs.dossier import OPEN_STATES
from dialogs.effects import FindApplication, OpenDraft, Step, Toast
from dialogs.events import ApplicationFound, CommandName, Op
from dialogs.messages import Message, say
from dialogs.scene import Scene, button
from dialogs.state import CaseState, Dossier, Progress, Stage
from knowledge.model import Item


class Move(StrEnum):
    """What moves the application from one stage to the next."""

    BEGIN = "begin"
    ANSWER = "answer"
    SKIP = "skip"
    BACK = "back"
    FINISH = "finish"
    REVIEW = "review"
    CHANGE = "change"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    SUBMIT = "submit"
    PAUSE = "pause"
    RESUME = "resume"


# None: the dialog is over.
TRANSITIONS: Mapping[tuple[Stage, Move], Stage | None] = {
    (Stage.INTRO, Move.BEGIN): Stage.ASKING,
    (Stage.ASKING, Move.ANSWER): Stage.ASKING,
    (Stage.ASKING, Move.SKIP): Stage.ASKING,
    (Stage.ASKING, Move.BACK): Stage.ASKING,
    (Stage.ASKING, Move.FINISH): Stage.REVIEWING,
    (Stage.ASKING, Move.REVIEW): Stage.REVIEWING,
    (Stage.ASKING, Move.PAUSE): Stage.PAUSED,
    (Stage.REVIEWING, Move.REVIEW): Stage.REVIEWING,
    (Stage.REVIEWING, Move.CHANGE): Stage.ASKING,
    (Stage.REVIEWING, Move.RESUME): Stage.ASKING,
    (Stage.REVIEWING, Move.CONFIRM): Stage.CONFIRMING,
    (Stage.REVIEWING, Move.SUBMIT): None,  # changes that the secretariat asked for
    (Stage.REVIEWING, Move.PAUSE): Stage.PAUSED,
    (Stage.CONFIRMING, Move.CANCEL): Stage.REVIEWING,
    (Stage.CONFIRMING, Move.CHANGE): Stage.ASKING,
    (Stage.CONFIRMING, Move.SUBMIT): None,
    (Stage.CONFIRMING, Move.PAUSE): Stage.PAUSED,
    (Stage.PAUSED, Move.RESUME): Stage.ASKING,
    (Stage.PAUSED, Move.REVIEW): Stage.REVIEWING,
}


def may(progress: Progress, move: Move) -> bool:
    """Whether a move is in the table."""
    return (progress.stage, move) in TRANSITIONS


def moved(scene: Scene, move: Move, **changes: object) -> Scene:
    """The scene after a move; tries, doubts and the like end with every move.

    Raises:
        KeyError: the table does not have the move; callers ask `may` first.
    """
    progress = scene.conversation.progress
    assert progress is not None
    stage = TRANSITIONS[progress.stage, move]
    if stage is None:
        return scene.with_conversation(progress=None, album=None)
    fresh = Progress(stage, item=progress.item, from_review=progress.from_review)
    return scene.with_conversation(progress=replace(fresh, **changes))  # type: ignore[arg-type]


# --- entering -------------------------------------------------------------------------------------


def apply(scene: Scene) -> Step:
    """Go on with what is under way here, or find what else there is to go on with."""
    scene = scene.with_conversation(interlude=None)
    if (active := under_way(scene)) is None:
        return scene.step(FindApplication(scene.conversation.address, scene.placement))
    return resume(scene, _welcome(active[0]))


def found(scene: Scene, event: ApplicationFound) -> Step:
    """Go on with an open application; beside a running case a new one is only made if wanted."""
    dossier = event.dossier
    if dossier is None:
        return start(scene)
    if dossier.state in OPEN_STATES:
        return enter(scene, dossier)
    rows = (
        (button("button.see_case", Op.MENU, CommandName.STATUS),),
        (button("button.new_application", Op.NEW),),
        home_row(),
    )
    return scene.step(scene.screen(say("apply.running", reference=dossier.reference or ""), *rows))


def start(scene: Scene) -> Step:
    """Make a draft, unless there is one."""
    return scene.step(OpenDraft(scene.conversation.address, scene.placement))


def enter(scene: Scene, dossier: Dossier) -> Step:
    """A new draft begins with what there is to know; anything older where it was left."""
    scene = replace(scene, dossier=dossier)
    progress = _place(scene, dossier)
    entered = scene.with_conversation(dossier=dossier.id, progress=progress, interlude=None)
    return entered.step(current_screen(entered, _welcome(progress)))


def _welcome(progress: Progress) -> Message | None:
    return None if progress.stage is Stage.INTRO else say("apply.welcome_back")


def _place(scene: Scene, dossier: Dossier) -> Progress:
    """Where to go on: after the answer that was given last, as far as a question is left there."""
    if dossier.state is CaseState.CHANGES_REQUESTED:
        items = open_items(scene.checklist, dossier)
        return Progress(Stage.ASKING, items[0].id) if items else Progress(Stage.REVIEWING)
    if not (dossier.answers or dossier.skipped):
        return Progress(Stage.INTRO)
    answered = [each for each in scene.checklist.items if each in dossier.answers]
    last = max(reversed(answered), key=lambda each: dossier.answers[each].at, default="")
    item = next_item(scene, dossier, after=last)
    return Progress(Stage.ASKING, item.id) if item else Progress(Stage.REVIEWING)


def begin(scene: Scene) -> Step:
    """Leave the introduction, or open a draft or the changes that the secretariat asked for."""
    dossier = scene.dossier
    if dossier is None or dossier.state not in OPEN_STATES:
        return stale(scene)
    active = under_way(scene)
    if active is None or dossier.state is CaseState.CHANGES_REQUESTED:
        progress = _place(scene, dossier)
        opened = scene.with_conversation(dossier=dossier.id, progress=progress, interlude=None)
        return opened.step(current_screen(opened))
    if not may(active[0], Move.BEGIN):
        return resume(scene)
    first_item = open_items(scene.checklist, dossier)[0]
    begun = moved(scene, Move.BEGIN, item=first_item.id)
    return begun.step(current_screen(begun))


def resume(scene: Scene, welcome: Message | None = None) -> Step:
    """Show the application where it was, paused or not."""
    active = under_way(scene)
    if active is None:
        return apply(scene)
    progress, dossier = active
    if progress.stage is Stage.PAUSED:
        asked = progress.item in {item.id for item in open_items(scene.checklist, dossier)}
        scene = moved(scene, Move.RESUME) if asked else moved(scene, Move.REVIEW)
    return scene.step(current_screen(scene, welcome))


def turned_to_case(scene: Scene) -> Scene:
    """The scene of a conversation that is about the present dossier from now on.

    Another application that was under way is saved, and found again by `apply`.
    """
    dossier = scene.dossier
    if dossier is None or dossier.id == scene.conversation.dossier:
        return scene
    return scene.with_conversation(dossier=dossier.id, progress=None, album=None)


def pause(scene: Scene) -> Step:
    """Everything is saved already; say so, and how to come back."""
    active = under_way(scene)
    if active is None:
        return scene.step(scene.screen(say("pause.nothing")))
    if may(active[0], Move.PAUSE):
        item = active[0].item if active[0].stage is Stage.ASKING else ""
        scene = moved(scene, Move.PAUSE, item=item)
    return scene.step(current_screen(scene))


def next_item(scene: Scene, dossier: Dossier, after: str) -> Item | None:
    """The next question that was neither answered nor skipped, from there on or from the start.

    Reopened questions have answers already, so they are simply asked in order.
    """
    items = open_items(scene.checklist, dossier)
    ids = [item.id for item in items]
    start = ids.index(after) + 1 if after in ids else 0
    if dossier.reopened:
        return items[start] if start < len(items) else None
    unasked = [i for i in items if i.id not in dossier.answers and i.id not in dossier.skipped]
    later = [item for item in unasked if ids.index(item.id) >= start]
    return next(iter(later or unasked), None)


def asked(scene: Scene) -> tuple[Progress, Dossier, Item]:
    """The present question. Callers have checked that one is being asked."""
    active = under_way(scene)
    assert active is not None
    return active[0], active[1], scene.checklist.items[active[0].item]


# --- review ---------------------------------------------------------------------------------------


def review(scene: Scene, page: str) -> Step:
    """The overview (page 0, or one that does not exist) or the answers of one section."""
    number = int(page) if page.isascii() and page.isdecimal() else 0
    number = number if number <= len(scene.checklist.sections) else 0
    scene = moved(scene, Move.REVIEW, item="", page=number, from_review=False)
    return scene.step(current_screen(scene))


def go_on(scene: Scene) -> Step:
    """From the overview to the next question that is left, if there is one."""
    active = under_way(scene)
    place = _place(scene, active[1]) if active else Progress(Stage.REVIEWING)
    if place.stage is not Stage.ASKING:
        return stale(scene)
    scene = moved(scene, Move.RESUME, item=place.item)
    return scene.step(current_screen(scene))


def change(scene: Scene, item: str) -> Step:
    """Ask one question again and come back to the review."""
    if item not in {each.id for each in _open(scene)}:
        return stale(scene)
    scene = moved(scene, Move.CHANGE, item=item, from_review=True, page=_page(scene))
    return scene.step(current_screen(scene))


def _page(scene: Scene) -> int:
    """The page of the review that is open, to come back to."""
    progress = scene.conversation.progress
    return progress.page if progress else 0


def _open(scene: Scene) -> tuple[Item, ...]:
    active = under_way(scene)
    return open_items(scene.checklist, active[1]) if active else ()


def confirm(scene: Scene) -> Step:
    """The last screen before sending."""
    scene = moved(scene, Move.CONFIRM, item="")
    return scene.step(current_screen(scene))


def cancel(scene: Scene) -> Step:
    """Back to the review instead of sending."""
    scene = moved(scene, Move.CANCEL, item="")
    return scene.step(current_screen(scene))


def stale(scene: Scene) -> Step:
    """A button that outlived its question: a note, and the present screen unless it is looked at.

    Somebody who taps fast presses one button many times, and every message takes a second: drawn
    again for each press, the next question would wait for all of them. So under the screen itself,
    or while it is on its way, it is drawn only where the dossier has changed under it (a file
    arrived, the secretariat registered the fee). Whoever presses under another message looks at
    that one, and gets the screen below it. A receipt stays.
    """
    note, screen = Toast(say("toast.stale")), scene.conversation.screen
    here = scene.edit is not None and scene.edit == screen
    looked_at = here or screen is None
    if (looked_at and scene.is_shown()) or (here and scene.conversation.progress is None):
        return scene.step(note)
    return scene.step(note, current_screen(scene if here else scene.below()))
