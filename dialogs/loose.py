"""Loose files: sent without being asked for, stored at once, and not yet placed under an item.

A group of them (one file, or the parts of one album) lies in the dossier like an answer, under a
key that no item of the checklist can have. So what stores, deletes and backs up files knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dialogs.state import Answer, Attachment, Dossier, Pending
from knowledge.model import OTHER_FILES

_PREFIX = "loose-"


def is_loose(place: str) -> bool:
    """Whether that is a group of loose files, and not a place."""
    return place.startswith(_PREFIX)


def groups(dossier: Dossier) -> tuple[str, ...]:
    """The groups that wait for a place, the oldest first."""
    keys = {*dossier.answers, *(each.item for each in dossier.pending)}
    return tuple(sorted(filter(is_loose, keys), key=_number))


def next_group(dossier: Dossier) -> str:
    """The key of a new group."""
    return f"{_PREFIX}{max(map(_number, groups(dossier)), default=0) + 1}"


def names_in(dossier: Dossier, place: str) -> tuple[str, ...]:
    """What lies or will lie there: what is stored and what is on its way, each file once."""
    found = {file.upload: file.name for file in _files(dossier.answers, place)}
    found |= {each.upload: each.name for each in dossier.pending if each.item == place}
    return tuple(found.values())


def names(dossier: Dossier) -> tuple[str, ...]:
    """The names of all loose files."""
    return tuple(name for group in groups(dossier) for name in names_in(dossier, group))


def holds(dossier: Dossier, place: str, upload: str) -> bool:
    """Whether a file is stored there or on its way there."""
    stored = any(file.upload == upload for file in _files(dossier.answers, place))
    return stored or any((e.item, e.upload) == (place, upload) for e in dossier.pending)


def placed(dossier: Dossier, group: str, place: str, now: datetime) -> Mapping[str, Any]:
    """What changes in the dossier when a group goes to a place, or away for good ("")."""
    answers = {key: answer for key, answer in dossier.answers.items() if key != group}
    staying = tuple(each for each in dossier.pending if each.item != group)
    if not place:
        return {"answers": answers, "pending": staying}
    fresh = tuple(
        file for file in _files(dossier.answers, group) if not holds(dossier, place, file.upload)
    )
    if fresh:
        answers[place] = Answer("", now, files=(*_files(answers, place), *fresh))
    coming = tuple(
        Pending(each.upload, place, each.name, each.announced_for or group)
        for each in dossier.pending
        if each.item == group and not holds(dossier, place, each.upload)
    )
    return {
        "answers": answers,
        "pending": (*staying, *coming),
        "skipped": dossier.skipped - {place},
    }


def taken_out(dossier: Dossier) -> Mapping[str, Any]:
    """What changes when the files that belong to no item wait for a place again, one by one."""
    answers = {key: answer for key, answer in dossier.answers.items() if key != OTHER_FILES}
    first = int(next_group(dossier).removeprefix(_PREFIX))
    for number, file in enumerate(_files(dossier.answers, OTHER_FILES), start=first):
        answers[f"{_PREFIX}{number}"] = Answer("", dossier.answers[OTHER_FILES].at, files=(file,))
    return {"answers": answers}


def _files(answers: Mapping[str, Answer], place: str) -> tuple[Attachment, ...]:
    return answers[place].files if place in answers else ()


def _number(group: str) -> int:
    return int(group.removeprefix(_PREFIX))
