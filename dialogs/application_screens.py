"""What the applicant sees of the application: one function per screen, all of them pure views.

A screen is made from the scene alone, so it can be shown again at any time: after an answered
question, after a restart, after a button that had outlived its question.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import loose
from dialogs.conditions import open_items
from dialogs.dossier import OPEN_STATES, summary
from dialogs.effects import Effect, Step, Tell
from dialogs.events import CommandName, Op
from dialogs.messages import Message, say, together
from dialogs.review_screens import confirmation_screen, review_screen
from dialogs.scene import Row, Scene, button
from dialogs.state import Dossier, Interlude, Progress, Stage
from knowledge.model import AnswerKind, Item

TRIES_BEFORE_HELP = 3

_WAITING = frozenset(
    {Interlude.WRITING, Interlude.LOOKING_UP, Interlude.DELETING, Interlude.WITHDRAWING}
)


def under_way(scene: Scene) -> tuple[Progress, Dossier] | None:
    """The application's progress with its dossier, when there is one to go on with.

    The secretariat may have taken the case further while its changes were being made.
    """
    progress, dossier = scene.conversation.progress, scene.dossier
    if progress is None or dossier is None or dossier.id != scene.conversation.dossier:
        return None
    return (progress, dossier) if dossier.state in OPEN_STATES else None


def is_waiting(scene: Scene) -> bool:
    """Whether the conversation waits for something beside the application.

    Its screen stays where it is then. Below the application's question, a text would be read as
    that question's answer by the applicant, and go to the secretariat all the same; and what is
    asked to be confirmed would have lost its buttons.
    """
    return scene.conversation.interlude in _WAITING


def asked_now(scene: Scene) -> bool:
    """Whether the application waits for an answer on the screen, rather than for being resumed.

    An introduction has been read: shown again below every answer, it would only be in the way.
    """
    active = under_way(scene)
    return active is not None and active[0].stage not in {Stage.PAUSED, Stage.INTRO}


def resume_row(scene: Scene) -> Row:
    """The way back to the application, if one is under way."""
    # An event about another dossier says nothing about the one that is under way.
    elsewhere = scene.dossier is None or scene.dossier.id != scene.conversation.dossier
    going = scene.conversation.progress is not None and (elsewhere or under_way(scene) is not None)
    return (button("button.resume", Op.RESUME),) if going else ()


def home_row() -> Row:
    """The way to the menu."""
    return (button("button.menu", Op.MENU, CommandName.START),)


def going_on(scene: Scene, message: Message, *effects: Effect) -> Step:
    """Say something, and show the application again where it was."""
    if is_waiting(scene):
        return scene.step(scene.tell(message), *effects)
    if not asked_now(scene):
        return scene.step(scene.tell(message, resume_row(scene), home_row()), *effects)
    return scene.step(scene.tell(message), *effects, current_screen(scene.below()))


def current_screen(scene: Scene, *before: Message | None) -> Tell:
    """The application where it is now, with something said above it."""
    active = under_way(scene)
    if active is None:
        return scene.screen(together(*before, say("menu.idle")), resume_row(scene), home_row())
    progress, dossier = active
    waiting = loose.names(dossier)
    if not waiting:
        return _of_stage(scene, progress, dossier, before)
    told = _of_stage(scene, progress, dossier, (*before, say("file.unplaced", names=waiting)))
    row = (button("button.place_files", Op.PLACE_FILES, of=dossier),)
    # Answering comes first while something is asked, and placing before sending.
    asking = progress.stage is Stage.ASKING
    rows = (*told.keyboard, row) if asking else (row, *told.keyboard)
    return replace(told, keyboard=rows)


def _of_stage(
    scene: Scene, progress: Progress, dossier: Dossier, before: tuple[Message | None, ...]
) -> Tell:
    match progress.stage:
        case Stage.INTRO:
            return _intro(scene, dossier, before)
        case Stage.ASKING:
            return _question(scene, progress, dossier, before)
        case Stage.REVIEWING:
            return review_screen(scene, progress, dossier, before)
        case Stage.CONFIRMING:
            return confirmation_screen(scene, progress, dossier, before)
        case Stage.PAUSED:
            return _paused(scene, dossier, before)


def _intro(scene: Scene, dossier: Dossier, before: tuple[Message | None, ...]) -> Tell:
    message = say("apply.intro", total=len(open_items(scene.checklist, dossier)))
    rows = (
        (button("button.begin", Op.BEGIN, of=dossier),),
        (button("button.contact", Op.MENU, CommandName.CONTACT),),
        home_row(),
    )
    return scene.screen(together(*before, message), *rows)


# --- one question ---------------------------------------------------------------------------------


def question_text(scene: Scene, item: Item, dossier: Dossier) -> Message:
    """The question with its place in the whole, and the answer that it has now."""
    items = open_items(scene.checklist, dossier)
    answer = dossier.answers.get(item.id)
    ids = [each.id for each in items]
    return say(
        "ask.item",
        item=item.id,
        section=item.section,
        number=ids.index(item.id) + 1 if item.id in ids else len(ids),
        total=len(ids),
        value=answer.value if answer else "",
        files=tuple(file.name for file in answer.files) if answer else (),
        pending=tuple(each.name for each in dossier.pending if each.item == item.id),
    )


def _question(
    scene: Scene, progress: Progress, dossier: Dossier, before: tuple[Message | None, ...]
) -> Tell:
    item = scene.checklist.items[progress.item]
    rows = (
        *_answer_rows(item, dossier),
        *_rescue_rows(progress, dossier),
        *_way_rows(progress, item, dossier),
    )
    return scene.screen(together(*before, question_text(scene, item, dossier)), *rows)


def _answer_rows(item: Item, dossier: Dossier) -> tuple[Row, ...]:
    if item.kind is AnswerKind.YES_NO:
        yes, no = (
            button(f"button.{each}", Op.ANSWER, f"{item.id}.{each}", of=dossier)
            for each in ("yes", "no")
        )
        return ((yes, no),)
    if item.kind is AnswerKind.CHOICE:
        return tuple(
            (
                button(
                    "button.choice",
                    Op.ANSWER,
                    f"{item.id}.{choice}",
                    of=dossier,
                    item=item.id,
                    choice=choice,
                ),
            )
            for choice in item.choices
        )
    has_files = item.id in dossier.answers or any(p.item == item.id for p in dossier.pending)
    if item.kind is AnswerKind.FILES and has_files:
        return (
            (
                button("button.files_done", Op.FILES_DONE, item.id, of=dossier),
                button("button.files_clear", Op.FILES_CLEAR, item.id, of=dossier),
            ),
        )
    return ()


def _rescue_rows(progress: Progress, dossier: Dossier) -> tuple[Row, ...]:
    rows: list[Row] = []
    if progress.doubt and progress.asking_back:
        was_answer = button("button.was_answer", Op.MEANT_ANSWER, progress.item, of=dossier)
        was_question = button("button.was_question", Op.WAS_QUESTION, progress.item, of=dossier)
        rows += [(was_answer,), (was_question,)]
    elif progress.doubt:
        rows.append((button("button.meant_answer", Op.MEANT_ANSWER, progress.item, of=dossier),))
    if progress.tries >= TRIES_BEFORE_HELP and progress.rejected:
        rows.append((button("button.keep", Op.KEEP, progress.item, of=dossier),))
    return tuple(rows)


def _way_rows(progress: Progress, item: Item, dossier: Dossier) -> tuple[Row, ...]:
    onward = "button.next" if item.id in dossier.answers else "button.skip"
    back = button("button.back", Op.BACK, item.id, of=dossier)
    skip = button(onward, Op.SKIP, item.id, of=dossier)
    overview = button("button.overview", Op.REVIEW, "0", of=dossier)
    # Before anything has been answered, there is nothing to look over.
    onward_row = (back, skip, overview) if dossier.answers else (back, skip)
    return (
        (overview, skip) if progress.from_review else onward_row,
        (
            button("button.why", Op.WHY, item.id, of=dossier),
            button("button.help", Op.HELP, item.id, of=dossier),
        ),
        (
            button("button.pause", Op.PAUSE, of=dossier),
            button("button.contact", Op.MENU, CommandName.CONTACT),
        ),
    )


# --- paused -------------------------------------------------------------------------------------


def _paused(scene: Scene, dossier: Dossier, before: tuple[Message | None, ...]) -> Tell:
    figures = summary(dossier, scene.checklist, scene.today)
    message = say("pause.saved", answered=figures.answered, asked=figures.asked)
    return scene.screen(together(*before, message), resume_row(scene), home_row())
