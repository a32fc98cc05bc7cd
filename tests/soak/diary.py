"""What the robots wrote down themselves: what they sent, and what has to come of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Application:
    """One application as its applicant remembers it.

    `answers` are by item, as they have to be stored; `files` are names by item with the SHA-256 of
    each; `changed` counts how often changes were sent.
    """

    answers: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    reference: str = ""
    changed: int = 0


@dataclass(slots=True)
class Diary:
    """What one applicant remembers. `probes` are in the order of their sending.

    `missed` says in words what was waited for in vain.
    """

    chat: int
    applications: list[Application] = field(default_factory=list)
    probes: list[str] = field(default_factory=list)
    inquiries: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CaseBook:
    """What the secretaries remember together: what was done with each case, and what they wrote.

    `acts` are by reference, in order, as the history has to name them; `notes` are the messages
    that go with a request for changes, by reference; `replies` are answered inquiries.
    """

    acts: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    replies: set[str] = field(default_factory=set)
    missed: list[str] = field(default_factory=list)


def counted(diaries: list[Diary]) -> Counter[str]:
    """How much the applicants did."""
    total: Counter[str] = Counter()
    for diary in diaries:
        sent = [one for one in diary.applications if one.reference]
        total["applications"] += len(sent)
        total["answers"] += sum(len(one.answers) for one in diary.applications)
        total["files"] += sum(len(f) for one in diary.applications for f in one.files.values())
        total["inquiries"] += len(diary.inquiries)
        total["probes"] += len(diary.probes)
    return total
