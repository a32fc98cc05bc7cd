"""Files: from "the channel announced one" to "it is stored", one item at a time.

A file is the applicant's answer only when it is stored, and only then does the bot say that it
has it. All parts of an album belong to the item that was open when its first part came; a file
that nobody asked for is loose until it is placed (`placing`).
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import loose, placing
from dialogs.application import Move, asked
from dialogs.application_screens import current_screen, going_on, home_row, under_way
from dialogs.asking import onward
from dialogs.dossier import OPEN_STATES
from dialogs.effects import FetchFile, Step, Toast
from dialogs.events import CommandName, FileFetched, FileRefused, Op, Uploaded
from dialogs.menu import offer_contact
from dialogs.messages import say
from dialogs.national_id import without_national_id
from dialogs.scene import Scene, button
from dialogs.state import Album, Answer, Dossier, Interlude, Pending, RemoteFile, Stage
from dialogs.submission import submit_if_awaited
from knowledge.model import AnswerKind


def receive(scene: Scene, event: Uploaded) -> Step:
    """An announced file: fetched for its item, or as a loose one that is asked about."""
    file = replace(event.file, name=without_national_id(event.file.name))
    if scene.conversation.interlude is Interlude.WRITING:
        return _text_only(scene, event)
    active = under_way(scene)
    if active is None:
        row = (button("button.apply", Op.MENU, CommandName.APPLY),)
        return scene.step(scene.tell(say("file.no_application"), row, home_row()))
    # The parts of an album come together, so the first one's screen is below all of them.
    scene = scene.on_screen() if _continues(scene, event.album) else scene
    place = _place_for(scene, event) or loose.next_group(active[1])
    if event.album:
        scene = scene.with_conversation(album=Album(event.album, place))
    if loose.is_loose(place):
        return _fetch_loose(scene, active[1], place, file)
    # From here on the application is on the screen again, and the next text belongs to it.
    return _fetch(scene.with_conversation(interlude=None), active[1], place, file)


def _text_only(scene: Scene, event: Uploaded) -> Step:
    """The secretariat gets no files this way, and none ends up in the application by accident."""
    place = scene.on_screen() if _continues(scene, event.album) else scene
    if event.album:
        place = place.with_conversation(album=Album(event.album, ""))
    return offer_contact(place, say("contact.text_only"))


def _continues(scene: Scene, album: str | None) -> bool:
    known = scene.conversation.album
    return album is not None and known is not None and known.group == album


def _place_for(scene: Scene, event: Uploaded) -> str:
    album = scene.conversation.album
    if album and album.group == event.album:
        return album.item
    progress = scene.conversation.progress
    if progress is None or progress.stage is not Stage.ASKING:
        return ""
    item = scene.checklist.items[progress.item]
    return item.id if item.kind is AnswerKind.FILES else ""


def _fetch(scene: Scene, dossier: Dossier, item: str, file: RemoteFile) -> Step:
    """Have a file fetched for an item, unless it is there or on its way already."""
    if loose.holds(dossier, item, file.unique_id):
        return going_on(scene, say("file.known", item=item))
    others_waiting = any(each.item == item for each in dossier.pending)
    scene, fetch = _announced(scene, dossier, item, file)
    place = scene.on_screen() if others_waiting else scene
    return scene.step(current_screen(place), fetch)


def _fetch_loose(scene: Scene, dossier: Dossier, group: str, file: RemoteFile) -> Step:
    """Have a loose file fetched at once, and ask what it is for."""
    if any(loose.holds(dossier, each, file.unique_id) for each in loose.groups(dossier)):
        return placing.ask(scene)
    scene, fetch = _announced(scene, dossier, group, file)
    step = placing.ask(scene)
    return Step(step.state, (*step.effects, fetch))


def _announced(
    scene: Scene, dossier: Dossier, place: str, file: RemoteFile
) -> tuple[Scene, FetchFile]:
    expected = Pending(file.unique_id, place, file.name)
    scene = scene.with_dossier(pending=(*dossier.pending, expected))
    address = scene.conversation.address
    return scene, FetchFile(address, dossier.id, place, file.unique_id, file)


# --- what came of it ------------------------------------------------------------------------------


def stored(scene: Scene, event: FileFetched) -> Step:
    """The file is in the database, in this very transaction."""
    awaited = _awaited(scene.dossier, event.item, event.file.upload)
    if scene.dossier is None or awaited is None:
        return scene.step()
    dossier, place = scene.dossier, awaited.item
    earlier = dossier.answers.get(place)
    files = (*earlier.files, event.file) if earlier else (event.file,)
    scene = scene.with_dossier(
        answers={**dossier.answers, place: Answer("", scene.now, files=files)},
        skipped=dossier.skipped - {place},
        pending=tuple(each for each in dossier.pending if each != awaited),
    )
    if _awaits_sending(scene):
        return submit_if_awaited(scene, None)
    if _is_shown(scene, place):
        return _shown_again(scene)
    if loose.is_loose(place):
        return scene.step(scene.tell(say("file.stored_loose", name=event.file.name)))
    return scene.step(scene.tell(say("file.stored", item=place, name=event.file.name)))


def refused(scene: Scene, event: FileRefused) -> Step:
    """The file could not be taken; everything else stands.

    The reason is a message of its own, which nothing that comes later is written over.
    """
    awaited = _awaited(scene.dossier, event.item, event.upload)
    if scene.dossier is None or awaited is None:
        return scene.step()
    remaining = tuple(each for each in scene.dossier.pending if each != awaited)
    scene = scene.with_dossier(pending=remaining)
    item = "" if loose.is_loose(awaited.item) else awaited.item
    why = say(f"file.refused.{event.reason}", item=item, name=event.name)
    if _awaits_sending(scene):
        return submit_if_awaited(scene, why)
    step = _shown_again(scene) if _is_shown(scene, awaited.item) else scene.step()
    return Step(step.state, (*step.effects, scene.tell(why)))


def _awaited(dossier: Dossier | None, place: str, upload: str) -> Pending | None:
    """The file as it is waited for; None when the applicant has taken it away meanwhile."""
    if dossier is None or dossier.state not in OPEN_STATES:
        return None
    wanted = (upload, place)
    found = (e for e in dossier.pending if (e.upload, e.announced_for or e.item) == wanted)
    return next(found, None)


def _awaits_sending(scene: Scene) -> bool:
    active = under_way(scene)
    return active is not None and active[0].awaiting_files


def _is_shown(scene: Scene, place: str) -> bool:
    """Whether the screen says now that the file is on its way to that place.

    An interlude's screen (a message to the secretariat, say) is not written over.
    """
    active = under_way(scene)
    if active is None:
        return False
    if loose.is_loose(place):
        return scene.conversation.interlude in {Interlude.PLACING, None}
    asked_now = active[0].stage is Stage.ASKING and active[0].item == place
    return asked_now and scene.conversation.interlude is None


def _shown_again(scene: Scene) -> Step:
    if scene.conversation.interlude is Interlude.PLACING:
        return placing.ask(scene.on_screen())
    return scene.step(current_screen(scene.on_screen()))


# --- buttons under a file question ----------------------------------------------------------------


def done(scene: Scene) -> Step:
    """All files of the item are sent."""
    _, dossier, item = asked(scene)
    on_their_way = any(each.item == item.id for each in dossier.pending)
    if item.id not in dossier.answers and not on_their_way:
        return scene.step(Toast(say("toast.no_file")))
    return onward(scene, Move.ANSWER)


def clear(scene: Scene) -> Step:
    """Take all files of the item away again."""
    _, dossier, item = asked(scene)
    answers = {key: value for key, value in dossier.answers.items() if key != item.id}
    scene = scene.with_dossier(
        answers=answers,
        pending=tuple(each for each in dossier.pending if each.item != item.id),
    )
    return scene.step(current_screen(scene, say("file.cleared", item=item.id)))
