"""Where loose files belong: the question, its answers, and the way back to it.

A loose file is asked about as soon as it comes. Nobody has to answer at once: every screen of the
application says then that the file has no place yet, and leads back to the question.
"""

from __future__ import annotations

from dialogs import loose
from dialogs.application import stale
from dialogs.application_screens import current_screen, going_on, resume_row, under_way
from dialogs.conditions import open_items
from dialogs.effects import Step, Tell
from dialogs.events import Op
from dialogs.messages import Message, say
from dialogs.scene import Scene, button
from dialogs.state import Album, CaseState, Dossier, Interlude
from knowledge.model import OTHER_FILES, AnswerKind


def ask(scene: Scene) -> Step:
    """Ask about the loose files that came last, or show the application when there are none."""
    active = under_way(scene)
    if active is None or not loose.groups(active[1]):
        scene = scene.with_conversation(interlude=None)
        return scene.step(current_screen(scene))
    scene = scene.with_conversation(interlude=Interlude.PLACING)
    return scene.step(_question(scene, active[1]))


def _question(scene: Scene, dossier: Dossier) -> Tell:
    *others, group = loose.groups(dossier)
    rows = [
        (button("button.item", Op.ASSIGN_FILE, f"{group}.{place}", of=dossier, item=place),)
        for place in _places(scene, dossier)
    ]
    rows.append((button("button.discard_files", Op.ASSIGN_FILE, f"{group}.", of=dossier),))
    message = say(
        "file.which",
        names=loose.names_in(dossier, group),
        others=sum(len(loose.names_in(dossier, each)) for each in others),
    )
    return scene.screen(message, *rows, resume_row(scene))


def _places(scene: Scene, dossier: Dossier) -> list[str]:
    """Where a file may go: the questions that ask for files, those without one first."""
    items = open_items(scene.checklist, dossier)
    wanted = [item.id for item in items if item.kind is AnswerKind.FILES]
    return [*sorted(wanted, key=lambda item: item in dossier.answers), OTHER_FILES]


def place(scene: Scene, choice: str) -> Step:
    """The applicant said where a group belongs, or that it is not to be used."""
    active = under_way(scene)
    assert active is not None
    dossier = active[1]
    group, _, target = choice.partition(".")
    if group not in loose.groups(dossier) or target not in {"", *_places(scene, dossier)}:
        return stale(scene)
    scene = scene.with_dossier(**loose.placed(dossier, group, target, scene.now))
    album = scene.conversation.album
    if album and album.item == group:
        # A part that comes late goes where the others went.
        scene = scene.with_conversation(album=Album(album.group, target) if target else None)
    done = _done(dossier, group, target)
    if scene.dossier is None or not loose.groups(scene.dossier):
        return going_on(scene, done)
    step = ask(scene.below())
    return Step(step.state, (scene.tell(done), *step.effects))


def _done(dossier: Dossier, group: str, target: str) -> Message:
    if not target:
        return say("file.discarded")
    coming = any(each.item == group for each in dossier.pending)
    return say("file.assigned" if coming else "file.placed", item=target)


def ask_again(scene: Scene, place: str) -> Step:
    """Back to the question: for what is loose, or for what was said to belong to no item."""
    active = under_way(scene)
    assert active is not None
    dossier = active[1]
    # What was sent with a case stays with it.
    if place == OTHER_FILES and dossier.state is CaseState.DRAFT:
        scene = scene.with_dossier(**loose.taken_out(dossier))
    if scene.dossier is None or not loose.groups(scene.dossier):
        return stale(scene)
    return ask(scene)
