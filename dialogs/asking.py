"""One question of the application: answered, refused, kept, skipped, explained."""

from __future__ import annotations

from dataclasses import replace

from dialogs.answers import Rejected, cautions_for, parse
from dialogs.application import Move, asked, moved, next_item, stale
from dialogs.application_screens import TRIES_BEFORE_HELP, current_screen
from dialogs.conditions import open_items
from dialogs.effects import Step, Toast
from dialogs.messages import Message, say
from dialogs.scene import Scene
from dialogs.state import Answer


def try_answer(scene: Scene, text: str) -> Step:
    """What was written for the present question: stored, or refused with a right example."""
    _, dossier, item = asked(scene)
    parsed = parse(item, text, dossier.answers, scene.today, scene.knowledge)
    if isinstance(parsed, Rejected):
        return reject(scene, text, parsed.why)
    return accept(scene, parsed)


def reads_as_answer(scene: Scene, text: str) -> bool:
    """Whether a text is a valid value for the present question."""
    _, dossier, item = asked(scene)
    parsed = parse(item, text, dossier.answers, scene.today, scene.knowledge)
    return not isinstance(parsed, Rejected)


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
        progress=replace(progress, tries=tries, rejected=text, doubt="", asking_back=False)
    )
    hint = say("error.other_ways", item=item.id) if tries >= TRIES_BEFORE_HELP else None
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


def skip(scene: Scene) -> Step:
    """Leave the question; one that has an answer keeps it."""
    _, dossier, item = asked(scene)
    if item.id not in dossier.answers:
        scene = scene.with_dossier(skipped=dossier.skipped | {item.id})
    return onward(scene, Move.SKIP)


def onward(scene: Scene, move: Move, *notes: Message) -> Step:
    """To the next open question, back to the review, or to the review because all is asked."""
    progress, dossier, item = asked(scene)
    following = None if progress.from_review else next_item(scene, dossier, item.id)
    if following:
        scene = moved(scene, move, item=following.id)
    else:
        scene = moved(scene, Move.FINISH, item="", from_review=False, page=progress.page)
    return scene.step(current_screen(scene, *notes))


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
