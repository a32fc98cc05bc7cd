"""What the applicant sees of the application: one function per screen, all of them pure views.

A screen is made from the scene alone, so it can be shown again at any time: after an answered
question, after a restart, after a button that had outlived its question.
"""

from __future__ import annotations

from dialogs.conditions import open_items
from dialogs.dossier import OPEN_STATES, Summary, summary
from dialogs.effects import Button, Effect, Step, Tell
from dialogs.events import CommandName, Op
from dialogs.messages import Message, say, together
from dialogs.scene import Scene, button
from dialogs.state import CaseState, Dossier, Progress, Stage
from knowledge.model import AnswerKind, Item

Row = tuple[Button, ...]

TRIES_BEFORE_HELP = 3


def under_way(scene: Scene) -> tuple[Progress, Dossier] | None:
    """The application's progress with its dossier, when there is one to go on with.

    The secretariat may have taken the case further while its changes were being made.
    """
    progress, dossier = scene.conversation.progress, scene.dossier
    if progress is None or dossier is None or dossier.id != scene.conversation.dossier:
        return None
    return (progress, dossier) if dossier.state in OPEN_STATES else None


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
    active = under_way(scene)
    if active is None or active[0].stage is Stage.PAUSED:
        return scene.step(scene.tell(message, resume_row(scene), home_row()), *effects)
    return scene.step(scene.tell(message), *effects, current_screen(scene.below()))


def current_screen(scene: Scene, *before: Message | None) -> Tell:
    """The application where it is now, with something said above it."""
    active = under_way(scene)
    if active is None:
        return scene.screen(together(*before, say("menu.idle")), resume_row(scene), home_row())
    progress, dossier = active
    match progress.stage:
        case Stage.INTRO:
            return _intro(scene, dossier, before)
        case Stage.ASKING:
            return _question(scene, progress, dossier, before)
        case Stage.REVIEWING:
            return _review(scene, progress, dossier, before)
        case Stage.CONFIRMING:
            return _confirmation(scene, progress, dossier, before)
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
    if progress.doubt:
        rows.append((button("button.meant_answer", Op.MEANT_ANSWER, progress.item, of=dossier),))
    if progress.tries >= TRIES_BEFORE_HELP and progress.rejected:
        rows.append((button("button.keep", Op.KEEP, progress.item, of=dossier),))
    return tuple(rows)


def _way_rows(progress: Progress, item: Item, dossier: Dossier) -> tuple[Row, ...]:
    onward = "button.next" if item.id in dossier.answers else "button.skip"
    back = (
        button("button.overview", Op.REVIEW, "0", of=dossier)
        if progress.from_review
        else button("button.back", Op.BACK, item.id, of=dossier)
    )
    return (
        (back, button(onward, Op.SKIP, item.id, of=dossier)),
        (
            button("button.why", Op.WHY, item.id, of=dossier),
            button("button.help", Op.HELP, item.id, of=dossier),
        ),
        (
            button("button.pause", Op.PAUSE, of=dossier),
            button("button.contact", Op.MENU, CommandName.CONTACT),
        ),
    )


# --- review and confirmation ----------------------------------------------------------------------


def _review(
    scene: Scene, progress: Progress, dossier: Dossier, before: tuple[Message | None, ...]
) -> Tell:
    if dossier.state is CaseState.CHANGES_REQUESTED:
        return _reopened(scene, dossier, before)
    if progress.page:
        return _section(scene, progress.page, dossier, before)
    return _overview(scene, dossier, before)


def _overview(scene: Scene, dossier: Dossier, before: tuple[Message | None, ...]) -> Tell:
    items = open_items(scene.checklist, dossier)
    buttons = [
        button(
            "button.section",
            Op.REVIEW,
            str(page),
            of=dossier,
            section=section,
            answered=sum(1 for i in items if i.section == section and i.id in dossier.answers),
            asked=sum(1 for i in items if i.section == section),
        )
        for page, section in enumerate(scene.checklist.sections, start=1)
        if any(item.section == section for item in items)
    ]
    rows = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    rows.append((button("button.send", Op.CONFIRM, of=dossier),))
    rows.append((button("button.pause", Op.PAUSE, of=dossier),))
    overview = overview_text(summary(dossier, scene.checklist, scene.today))
    return scene.screen(together(*before, overview), *rows)


def overview_text(figures: Summary) -> Message:
    """How complete the dossier is: what is missing in its two groups, and what to look at."""
    return say(
        "review.overview",
        answered=figures.answered,
        asked=figures.asked,
        missing_stated=figures.missing_stated,
        missing_suggested=figures.missing_suggested,
        kept=figures.kept,
        cautioned=tuple(dict.fromkeys(item for item, _ in figures.cautions)),
    )


def _section(scene: Scene, page: int, dossier: Dossier, before: tuple[Message | None, ...]) -> Tell:
    section = scene.checklist.sections[page - 1]
    items = [i for i in open_items(scene.checklist, dossier) if i.section == section]
    listing = answers_text("review.section", items, dossier, section=section)
    rows = [*_change_rows(items, dossier), (button("button.overview", Op.REVIEW, "0", of=dossier),)]
    return scene.screen(together(*before, listing), *rows)


def _reopened(scene: Scene, dossier: Dossier, before: tuple[Message | None, ...]) -> Tell:
    items = list(open_items(scene.checklist, dossier))
    listing = answers_text("review.changes", items, dossier, note=dossier.request_note)
    rows = [
        *_change_rows(items, dossier),
        (button("button.send_changes", Op.SUBMIT, of=dossier),),
        (button("button.pause", Op.PAUSE, of=dossier),),
    ]
    return scene.screen(together(*before, listing), *rows)


def answers_text(key: str, items: list[Item], dossier: Dossier, **params: str) -> Message:
    """A list of answers; what was not answered has an empty value."""
    return say(
        key,
        items=tuple(item.id for item in items),
        values=tuple(_value(dossier, item) for item in items),
        **params,
    )


def _value(dossier: Dossier, item: Item) -> str:
    answer = dossier.answers.get(item.id)
    if answer is None:
        return ""
    return ", ".join(file.name for file in answer.files) if answer.files else answer.value


def _change_rows(items: list[Item], dossier: Dossier) -> list[Row]:
    return [
        (
            button(
                "button.change" if item.id in dossier.answers else "button.answer",
                Op.CHANGE,
                item.id,
                of=dossier,
                item=item.id,
            ),
        )
        for item in items
    ]


def _confirmation(
    scene: Scene, progress: Progress, dossier: Dossier, before: tuple[Message | None, ...]
) -> Tell:
    figures = summary(dossier, scene.checklist, scene.today)
    message = say(
        "submit.waiting" if progress.awaiting_files else "submit.confirm",
        **_declarant(scene, dossier),
        missing=len(figures.missing_stated) + len(figures.missing_suggested),
    )
    rows = (
        (button("button.submit", Op.SUBMIT, of=dossier),),
        (button("button.overview", Op.CANCEL, of=dossier),),
    )
    return scene.screen(
        together(*before, message), *(rows[1:] if progress.awaiting_files else rows)
    )


def _declarant(scene: Scene, dossier: Dossier) -> dict[str, str]:
    roles = scene.checklist.roles
    found = {
        name: dossier.answers.get(roles.get(name, "")) for name in ("declarant", "declarant_role")
    }
    return {name: answer.value if answer else "" for name, answer in found.items()}


def _paused(scene: Scene, dossier: Dossier, before: tuple[Message | None, ...]) -> Tell:
    figures = summary(dossier, scene.checklist, scene.today)
    message = say("pause.saved", answered=figures.answered, asked=figures.asked)
    return scene.screen(together(*before, message), resume_row(scene), home_row())
