"""The application dialog: one question at a time, saved at every step.

`TRANSITIONS` is the dialog's one table: what may happen at which stage, and which stage follows.
The functions below say what else happens. Sending in is in `submission`, files in `uploads`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from dialogs.answers import Rejected, cautions_for, parse
from dialogs.application_screens import current_screen, under_way
from dialogs.conditions import open_items
from dialogs.dossier import OPEN_STATES
from dialogs.effects import OpenDraft, Step, Toast
from dialogs.events import Action, DraftOpened, Op
from dialogs.messages import Message, say
from dialogs.scene import Scene
from dialogs.state import Answer, CaseState, Dossier, Progress, Stage
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
    (Stage.REVIEWING, Move.CONFIRM): Stage.CONFIRMING,
    (Stage.REVIEWING, Move.SUBMIT): None,  # changes that the secretariat asked for
    (Stage.REVIEWING, Move.PAUSE): Stage.PAUSED,
    (Stage.CONFIRMING, Move.CANCEL): Stage.REVIEWING,
    (Stage.CONFIRMING, Move.CHANGE): Stage.ASKING,
    (Stage.CONFIRMING, Move.SUBMIT): None,
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
    """Go on with the open draft, or start one."""
    return scene.step(OpenDraft(scene.conversation.address, scene.placement))


def enter(scene: Scene, event: DraftOpened) -> Step:
    """A new draft begins with what there is to know; an old one where it was left."""
    dossier = event.dossier
    scene = replace(scene, dossier=dossier)
    if event.created or not (dossier.answers or dossier.skipped):
        progress = Progress(Stage.INTRO)
    else:
        progress = _place(scene, dossier)
    entered = scene.with_conversation(dossier=dossier.id, progress=progress, interlude=None)
    welcome = None if progress.stage is Stage.INTRO else say("apply.welcome_back")
    return entered.step(current_screen(entered, welcome))


def _place(scene: Scene, dossier: Dossier) -> Progress:
    """Where to go on: the first question that was neither answered nor skipped, else the review."""
    item = _next_item(scene, dossier, after="")
    return Progress(Stage.ASKING, item.id) if item else Progress(Stage.REVIEWING)


def begin(scene: Scene) -> Step:
    """Leave the introduction, or open the changes that the secretariat asked for."""
    dossier = scene.dossier
    if dossier is None or dossier.state not in OPEN_STATES:
        return stale(scene)
    if dossier.state is CaseState.CHANGES_REQUESTED:
        items = open_items(scene.checklist, dossier)
        first = Progress(Stage.ASKING, items[0].id) if items else Progress(Stage.REVIEWING)
        opened = scene.with_conversation(dossier=dossier.id, progress=first, interlude=None)
        return opened.step(current_screen(opened))
    active = under_way(scene)
    if active is None or not may(active[0], Move.BEGIN):
        return stale(scene)
    first_item = open_items(scene.checklist, dossier)[0]
    begun = moved(scene, Move.BEGIN, item=first_item.id)
    return begun.step(current_screen(begun))


def resume(scene: Scene) -> Step:
    """Show the application where it was, paused or not."""
    active = under_way(scene)
    if active is None:
        return apply(scene)
    progress, dossier = active
    if progress.stage is not Stage.PAUSED:
        return scene.step(current_screen(scene))
    asked = progress.item in {item.id for item in open_items(scene.checklist, dossier)}
    scene = moved(scene, Move.RESUME) if asked else moved(scene, Move.REVIEW)
    return scene.step(current_screen(scene))


def pause(scene: Scene) -> Step:
    """Everything is saved already; say so, and how to come back."""
    active = under_way(scene)
    if active is None:
        return scene.step(scene.screen(say("pause.nothing")))
    if may(active[0], Move.PAUSE):
        item = active[0].item if active[0].stage is Stage.ASKING else ""
        scene = moved(scene, Move.PAUSE, item=item)
    return scene.step(current_screen(scene))


# --- answering one question -----------------------------------------------------------------------


def try_answer(scene: Scene, text: str) -> Step:
    """What was written for the present question: stored, or refused with a right example."""
    progress, dossier, item = asked(scene)
    parsed = parse(item, text, dossier.answers, scene.today)
    if isinstance(parsed, Rejected):
        return reject(scene, text, parsed.why)
    return accept(scene, parsed)


def reads_as_answer(scene: Scene, text: str) -> bool:
    """Whether a text is a valid value for the present question."""
    _, dossier, item = asked(scene)
    return not isinstance(parse(item, text, dossier.answers, scene.today), Rejected)


def choose(scene: Scene, choice: str) -> Step:
    """An answer by button."""
    _, _, item = asked(scene)
    offered = item.choices or ("yes", "no")
    return accept(scene, choice) if choice in offered else stale(scene)


def reject(scene: Scene, text: str, why: Message) -> Step:
    """A wrong value is never stored as valid; from the third try on there are other ways."""
    progress, _, item = asked(scene)
    tries = progress.tries + 1
    again = scene.with_conversation(
        progress=replace(progress, tries=tries, rejected=text, doubt="")
    )
    hint = say("error.other_ways", item=item.id) if tries >= 3 else None
    return again.step(current_screen(again, why, hint))


def accept(scene: Scene, value: str, kept: bool = False) -> Step:
    """Store a canonical value and go on; what is worth a second look is said, never refused."""
    _, dossier, item = asked(scene)
    if item.id == scene.checklist.roles.get("purpose") and value == "continuation":
        return scene.step(current_screen(scene, say("apply.continuation")))
    answer = Answer(value, scene.now, kept)
    stored = scene.with_dossier(
        answers={**dossier.answers, item.id: answer}, skipped=dossier.skipped - {item.id}
    )
    notes = [
        say("ask.caution", item=item.id, caution=caution)
        for caution in cautions_for(item, answer, scene.today)
    ]
    return onward(stored, Move.ANSWER, *notes)


def keep(scene: Scene) -> Step:
    """Keep what was written although it is not valid; it is flagged for the secretariat."""
    progress, _, _ = asked(scene)
    return accept(scene, progress.rejected, kept=True) if progress.rejected else stale(scene)


def meant_as_answer(scene: Scene) -> Step:
    """The text that was taken for a question was the answer."""
    progress, _, _ = asked(scene)
    return try_answer(scene, progress.doubt) if progress.doubt else stale(scene)


def skip(scene: Scene) -> Step:
    """Leave the question; one that has an answer keeps it."""
    _, dossier, item = asked(scene)
    if item.id not in dossier.answers:
        scene = scene.with_dossier(skipped=dossier.skipped | {item.id})
    return onward(scene, Move.SKIP)


def onward(scene: Scene, move: Move, *notes: Message) -> Step:
    """To the next open question, back to the review, or to the review because all is asked."""
    progress, dossier, item = asked(scene)
    following = None if progress.from_review else _next_item(scene, dossier, item.id)
    if following:
        scene = moved(scene, move, item=following.id)
    else:
        scene = moved(scene, Move.FINISH, item="", from_review=False)
    return scene.step(current_screen(scene, *notes))


def _next_item(scene: Scene, dossier: Dossier, after: str) -> Item | None:
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


def back(scene: Scene) -> Step:
    """The question before this one, with its answer."""
    _, dossier, item = asked(scene)
    ids = [each.id for each in open_items(scene.checklist, dossier)]
    position = ids.index(item.id) if item.id in ids else 0
    if position == 0:
        return scene.step(Toast(say("toast.first")))
    scene = moved(scene, Move.BACK, item=ids[position - 1])
    return scene.step(current_screen(scene))


def explain(scene: Scene, key: str) -> Step:
    """Why the question is asked, or help with it, above the question itself."""
    _, _, item = asked(scene)
    return scene.step(current_screen(scene, say(key, item=item.id)))


def asked(scene: Scene) -> tuple[Progress, Dossier, Item]:
    """The present question. Callers have checked that one is being asked."""
    active = under_way(scene)
    assert active is not None
    return active[0], active[1], scene.checklist.items[active[0].item]


# --- review ---------------------------------------------------------------------------------------


def review(scene: Scene, page: int) -> Step:
    """The overview (page 0) or the answers of one section."""
    page = page if 0 <= page <= len(scene.checklist.sections) else 0
    scene = moved(scene, Move.REVIEW, item="", page=page, from_review=False)
    return scene.step(current_screen(scene))


def change(scene: Scene, item: str) -> Step:
    """Ask one question again and come back to the review."""
    scene = moved(scene, Move.CHANGE, item=item, from_review=True)
    return scene.step(current_screen(scene))


def confirm(scene: Scene) -> Step:
    """The last screen before sending."""
    scene = moved(scene, Move.CONFIRM, item="")
    return scene.step(current_screen(scene))


def cancel(scene: Scene) -> Step:
    """Back to the review instead of sending."""
    scene = moved(scene, Move.CANCEL, item="")
    return scene.step(current_screen(scene))


# --- buttons --------------------------------------------------------------------------------------

_QUESTION_OPS = frozenset(
    {
        Op.ANSWER,
        Op.SKIP,
        Op.BACK,
        Op.WHY,
        Op.HELP,
        Op.KEEP,
        Op.MEANT_ANSWER,
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
}


def fits(scene: Scene, action: Action) -> bool:
    """Whether a button still stands for what its label said.

    A question's button fits while that question is asked; a button of the review also needs the
    dossier to be the one that was shown, so that what was read is what is sent.
    """
    active = under_way(scene)
    if active is None or active[1].state not in OPEN_STATES or action.dossier != active[1].id:
        return False
    progress, dossier = active
    if action.op in _QUESTION_OPS:
        return progress.stage is Stage.ASKING and action.arg.split(".")[0] == progress.item
    if action.op in _MOVES:
        return may(progress, _MOVES[action.op]) and action.revision == dossier.revision
    return True


def stale(scene: Scene) -> Step:
    """A button that outlived its question: a short note, and the present screen if it is not here."""
    note = Toast(say("toast.stale"))
    if scene.edit is not None and scene.edit == scene.conversation.screen:
        return scene.step(note)
    return scene.step(note, current_screen(scene.below()))
