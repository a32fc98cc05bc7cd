"""What the applicant sees before sending: the overview, one section, what was reopened, the end.

Pure views like those of `application_screens`, which puts them on the screen.
"""

from __future__ import annotations

from dialogs import loose
from dialogs.conditions import open_items
from dialogs.dossier import Summary, summary
from dialogs.effects import Tell
from dialogs.events import Op
from dialogs.messages import Message, say, together
from dialogs.scene import Row, Scene, button
from dialogs.state import CaseState, Dossier, Progress
from knowledge.model import OTHER_FILES, Item


def review_screen(
    scene: Scene, progress: Progress, dossier: Dossier, before: tuple[Message | None, ...]
) -> Tell:
    """The overview, the answers of one section, or what the secretariat asked to have changed."""
    if dossier.state is CaseState.CHANGES_REQUESTED:
        waiting = say("changes.waiting") if progress.awaiting_files else None
        return _reopened(scene, dossier, (*before, waiting))
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
    others = loose.names_in(dossier, OTHER_FILES)
    if others:
        change = button("button.change", Op.PLACE_FILES, OTHER_FILES, of=dossier, item=OTHER_FILES)
        rows.append((change,))
    if any(each.id not in dossier.answers and each.id not in dossier.skipped for each in items):
        rows.append((button("button.go_on", Op.GO_ON, of=dossier),))
    rows.append((button("button.send", Op.CONFIRM, of=dossier),))
    rows.append((button("button.pause", Op.PAUSE, of=dossier),))
    overview = _overview_text(summary(dossier, scene.checklist, scene.today), others)
    return scene.screen(together(*before, overview), *rows)


def _overview_text(figures: Summary, others: tuple[str, ...]) -> Message:
    """How complete the dossier is: what is missing in its two groups, and what to look at."""
    return say(
        "review.overview",
        answered=figures.answered,
        asked=figures.asked,
        missing_stated=figures.missing_stated,
        missing_suggested=figures.missing_suggested,
        kept=figures.kept,
        cautioned=tuple(dict.fromkeys(item for item, _ in figures.cautions)),
        others=others,
    )


def _section(scene: Scene, page: int, dossier: Dossier, before: tuple[Message | None, ...]) -> Tell:
    section = scene.checklist.sections[page - 1]
    items = [i for i in open_items(scene.checklist, dossier) if i.section == section]
    listing = _answers_text("review.section", items, dossier, section=section)
    rows = [*_change_rows(items, dossier), (button("button.overview", Op.REVIEW, "0", of=dossier),)]
    return scene.screen(together(*before, listing), *rows)


def _reopened(scene: Scene, dossier: Dossier, before: tuple[Message | None, ...]) -> Tell:
    items = list(open_items(scene.checklist, dossier))
    listing = _answers_text("review.changes", items, dossier, note=dossier.request_note)
    rows = [
        *_change_rows(items, dossier),
        (button("button.send_changes", Op.SUBMIT, of=dossier),),
        (button("button.pause", Op.PAUSE, of=dossier),),
    ]
    return scene.screen(together(*before, listing), *rows)


def _answers_text(key: str, items: list[Item], dossier: Dossier, **params: str) -> Message:
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


def confirmation_screen(
    scene: Scene, progress: Progress, dossier: Dossier, before: tuple[Message | None, ...]
) -> Tell:
    """What is about to be sent and who confirms it, or that files are waited for."""
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
