"""What the robots wrote down, compared with the database and with the sandbox's record.

`State` is what the database holds: dossiers, answers, files, histories, updates taken. `Effects`
are what came out of it: messages, copies, cards, posts, files in Slack. Those of Slack have a key,
so they may not be there twice; a message in Telegram has none, so it may, once for each lane that
was in flight when its process was killed, or whose call was done and not heard of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialogs.state import Address, Dossier
from storage.work import Work
from tests.soak.diary import Application, CaseBook, Diary

MOST_FINDINGS = 20
"""Of one kind; what matters must not drown in messages that may come twice."""


@dataclass(slots=True)
class Verdict:
    """The counts, and in `findings` what stands behind them, for whoever has to look."""

    state_lost: int = 0
    state_duplicated: int = 0
    effects_lost: int = 0
    effects_duplicated: int = 0
    keyed_duplicated: int = 0
    out_of_order: int = 0
    findings: list[str] = field(default_factory=list)

    def find(self, count: str, what: str, number: int = 1) -> None:
        """Count something, and say what it was."""
        setattr(self, count, getattr(self, count) + number)
        if sum(each.startswith(f"{count}:") for each in self.findings) < MOST_FINDINGS:
            self.findings.append(f"{count}: {what}")

    def compare(
        self, expected: Mapping[str, int], found: Mapping[str, int], where: str, kind: str = "state"
    ) -> None:
        """Count what is missing and what is there too often."""
        wanted, there = Counter(expected), Counter(found)
        more = "keyed_duplicated" if kind == "keyed" else f"{kind}_duplicated"
        less = "state_lost" if kind == "state" else "effects_lost"
        for name, number in (wanted - there).items():
            self.find(less, f"{where}: {name}", number)
        for name, number in (there - wanted).items():
            self.find(more, f"{where}: {name}", number)


def owned(work: Work, chat: int, name_item: str) -> list[Dossier]:
    """An applicant's dossiers, the oldest first."""
    found = work.dossiers.summaries(Address("telegram", str(chat)), name_item)
    loaded = (work.dossiers.load(each.dossier) for each in reversed(found))
    return [dossier for dossier in loaded if dossier is not None]


def check_state(
    verdict: Verdict, diary: Diary, book: CaseBook, dossiers: Iterable[Dossier]
) -> None:
    """One applicant's dossiers, and what the secretaries did with them."""
    stored = list(dossiers)
    where = f"chat {diary.chat}"
    for missing in range(len(stored), len(diary.applications)):
        verdict.find("state_lost", f"{where}: application {missing + 1}")
    for surplus in stored[len(diary.applications) :]:
        verdict.find("state_duplicated", f"{where}: dossier {surplus.id}")
    for application, dossier in zip(diary.applications, stored, strict=False):
        _check_dossier(verdict, application, dossier, book)


def _check_dossier(
    verdict: Verdict, application: Application, dossier: Dossier, book: CaseBook
) -> None:
    where = f"dossier {dossier.id} {application.reference}"
    answers = {f"{i}={a.value}": 1 for i, a in dossier.answers.items() if not a.files}
    verdict.compare({f"{i}={v}": 1 for i, v in application.answers.items()}, answers, where)
    files = Counter(f"{i} {f.sha256}" for i, a in dossier.answers.items() for f in a.files)
    sent = Counter(f"{i} {d}" for i, kept in application.files.items() for d in kept.values())
    verdict.compare(sent, files, where)
    if (dossier.reference or "") != application.reference:
        verdict.find("state_lost", f"{where}: the reference is {dossier.reference}")
    before = len(verdict.findings)
    verdict.compare(history(application, book), Counter(e.what for e in dossier.history), where)
    if len(verdict.findings) > before:
        entries = (f"{e.at:%H:%M:%S.%f} {e.what} by {e.by} {e.details}" for e in dossier.history)
        verdict.findings.append("\n  ".join(["its history is", *entries]))


def history(application: Application, book: CaseBook) -> Counter[str]:
    """What a case's history has to name, and how often."""
    if not application.reference:
        return Counter()
    acts = book.acts.get(application.reference, [])
    done = Counter("take" if act == "review" else act for act in acts)
    return done + Counter({"submit": 1, "send_changes": application.changed})


def check_references(verdict: Verdict, references: Iterable[str]) -> None:
    """All different, and without gaps."""
    numbers = Counter(str(int(reference[-4:])) for reference in references)
    expected = dict.fromkeys(map(str, range(1, len(numbers) + 1)), 1)
    verdict.compare(expected, numbers, "reference", "keyed")
