"""Files: from "the channel announced one" to "it is stored", one item at a time.

A file is the applicant's answer only when it is stored, and only then does the bot say that it
has it. All parts of an album belong to the item that was open when its first part came.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.application import Move, asked, stale
from dialogs.application_screens import current_screen, going_on, home_row, under_way
from dialogs.asking import onward
from dialogs.conditions import open_items
from dialogs.dossier import OPEN_STATES
from dialogs.effects import FetchFile, Step, Toast
from dialogs.events import CommandName, FileFetched, FileRefused, Op, Uploaded
from dialogs.messages import Message, say
from dialogs.national_id import without_national_id
from dialogs.scene import Scene, button
from dialogs.state import Album, Answer, Dossier, Pending, RemoteFile, Stage
from dialogs.submission import submit_if_awaited
from knowledge.model import AnswerKind

# Files that nobody asked for: enough for two albums of ten, which is Telegram's largest.
MAX_LOOSE_FILES = 20


def receive(scene: Scene, event: Uploaded) -> Step:
    """An announced file: fetched for its item, or asked about."""
    file = replace(event.file, name=without_national_id(event.file.name))
    dossier = _open_dossier(scene)
    if dossier is None:
        row = (button("button.apply", Op.MENU, CommandName.APPLY),)
        return scene.step(scene.tell(say("file.no_application"), row, home_row()))
    # From here on the application is on the screen again, and the next text belongs to it.
    scene = scene.with_conversation(interlude=None)
    item = _item_for(scene, event)
    if item is None:
        return _ask_which(scene, dossier, file)
    if event.album:
        # The parts of an album come together, so the first one's screen is below all of them.
        known = scene.conversation.album
        scene = scene.on_screen() if known and known.group == event.album else scene
        scene = scene.with_conversation(album=Album(event.album, item))
    return _fetch(scene, dossier, item, (file,))


def _open_dossier(scene: Scene) -> Dossier | None:
    active = under_way(scene)
    return active[1] if active else None


def _item_for(scene: Scene, event: Uploaded) -> str | None:
    album = scene.conversation.album
    if event.album and album and album.group == event.album:
        return album.item
    progress = scene.conversation.progress
    if progress is None or progress.stage is not Stage.ASKING:
        return None
    item = scene.checklist.items[progress.item]
    return item.id if item.kind is AnswerKind.FILES else None


def _fetch(scene: Scene, dossier: Dossier, item: str, files: tuple[RemoteFile, ...]) -> Step:
    """Have the files fetched; what is here or on its way already is not fetched again."""
    known = {each.upload for each in dossier.pending if each.item == item}
    if item in dossier.answers:
        known |= {each.upload for each in dossier.answers[item].files}
    fresh = [file for file in files if file.unique_id not in known]
    if not fresh:
        return going_on(scene, say("file.known", item=item))
    others_waiting = any(each.item == item for each in dossier.pending)
    expected = tuple(Pending(file.unique_id, item, file.name) for file in fresh)
    scene = scene.with_dossier(pending=(*dossier.pending, *expected))
    fetches = [
        FetchFile(scene.conversation.address, dossier.id, item, file.unique_id, file)
        for file in fresh
    ]
    place = scene.on_screen() if others_waiting else scene
    return scene.step(current_screen(place), *fetches)


# --- a file that nobody asked for -----------------------------------------------------------------


def _ask_which(scene: Scene, dossier: Dossier, file: RemoteFile) -> Step:
    loose = (*scene.conversation.loose_files, file)[-MAX_LOOSE_FILES:]
    again = bool(scene.conversation.loose_files)
    scene = scene.with_conversation(loose_files=loose)
    wanted = [
        item for item in open_items(scene.checklist, dossier) if item.kind is AnswerKind.FILES
    ]
    wanted.sort(key=lambda item: item.id in dossier.answers)
    rows = [
        (button("button.item", Op.ASSIGN_FILE, item.id, of=dossier, item=item.id),)
        for item in wanted
    ]
    rows.append((button("button.discard_files", Op.ASSIGN_FILE, "", of=dossier),))
    place = scene.on_screen() if again else scene
    message = say("file.which", names=tuple(each.name for each in loose))
    return scene.step(place.screen(message, *rows))


def assign(scene: Scene, item: str) -> Step:
    """The applicant said which item the loose files are for, or that they are for none."""
    dossier = _open_dossier(scene)
    loose = scene.conversation.loose_files
    if dossier is None or not loose:
        return stale(scene)
    files = {e.id for e in open_items(scene.checklist, dossier) if e.kind is AnswerKind.FILES}
    if item and item not in files:
        return stale(scene)
    scene = scene.with_conversation(loose_files=())
    if not item:
        return going_on(scene, say("file.discarded"))
    step = _fetch(scene.below(), dossier, item, loose)
    return Step(step.state, (scene.tell(say("file.assigned", item=item)), *step.effects))


# --- what came of it ------------------------------------------------------------------------------


def stored(scene: Scene, event: FileFetched) -> Step:
    """The file is in the database, in this very transaction."""
    dossier = scene.dossier
    if dossier is None or not _awaited(dossier, event.item, event.file.upload):
        return scene.step()
    earlier = dossier.answers.get(event.item)
    files = (*earlier.files, event.file) if earlier else (event.file,)
    scene = scene.with_dossier(
        answers={**dossier.answers, event.item: Answer("", scene.now, files=files)},
        skipped=dossier.skipped - {event.item},
        pending=_without(dossier, event.item, event.file.upload),
    )
    return _say_so(
        scene, event.item, None, say("file.stored", item=event.item, name=event.file.name)
    )


def refused(scene: Scene, event: FileRefused) -> Step:
    """The file could not be taken; everything else stands."""
    dossier = scene.dossier
    if dossier is None or not _awaited(dossier, event.item, event.upload):
        return scene.step()
    scene = scene.with_dossier(pending=_without(dossier, event.item, event.upload))
    why = say(f"file.refused.{event.reason}", item=event.item, name=event.name)
    return _say_so(scene, event.item, why, why)


def _awaited(dossier: Dossier, item: str, upload: str) -> bool:
    """Whether a file still belongs to the dossier; the applicant may have taken it away."""
    expected = any((each.upload, each.item) == (upload, item) for each in dossier.pending)
    return expected and dossier.state in OPEN_STATES


def _without(dossier: Dossier, item: str, upload: str) -> tuple[Pending, ...]:
    return tuple(each for each in dossier.pending if (each.upload, each.item) != (upload, item))


def _say_so(scene: Scene, item: str, on_question: Message | None, elsewhere: Message) -> Step:
    """On the question's own screen while it is asked, and as a short message later."""
    active = under_way(scene)
    if active and active[0].awaiting_files:
        return submit_if_awaited(scene, on_question)
    asked_now = active and active[0].stage is Stage.ASKING and active[0].item == item
    # An interlude's screen (a message to the secretariat, say) is not written over.
    if asked_now and scene.conversation.interlude is None:
        return scene.step(current_screen(scene.on_screen(), on_question))
    return scene.step(scene.tell(elsewhere))


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
