"""Storage in memory: queries answered as the database answers them.

One open draft for each owner, references without gaps, the register, inquiries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from dialogs.centres import reference_in
from dialogs.dossier import GOING_ON
from dialogs.effects import (
    AllocateReference,
    AnswerInquiry,
    EraseDrafts,
    FindApplication,
    FindCentre,
    ListCases,
    OpenDraft,
    OpenInquiry,
    Query,
    RecogniseCentre,
    SearchRegister,
)
from dialogs.events import (
    ApplicationFound,
    CasesListed,
    CentreFound,
    CentreRecognised,
    DraftOpened,
    DraftsErased,
    Event,
    InquiryAnswered,
    InquiryOpened,
    ReferenceAllocated,
    RegisterSearched,
)
from dialogs.lesson_effects import ChangeTaught, DismissQuestion, KeepQuestion, Learn
from dialogs.scene import OSLO
from dialogs.state import (
    Address,
    CaseState,
    CaseSummary,
    Conversation,
    Dossier,
    RegisterEntry,
    RegisterResult,
    Verdict,
)
from knowledge.model import Knowledge
from storage.register_match import judge, normalise, org_number_in, resembling
from tests.dialogs.lesson_memory import LessonMemory


@dataclass(slots=True)
class StoredInquiry:
    """A message to the secretariat and its reply."""

    asker: Address
    text: str
    asked_at: datetime
    dossier: int | None = None
    reply: str = ""
    replied_at: datetime | None = None


class Memory:
    """What would be in the database."""

    def __init__(self, knowledge: Knowledge, clock: Callable[[], datetime]) -> None:
        self.knowledge = knowledge
        self.clock = clock
        self.conversations: dict[Address, Conversation] = {}
        self.dossiers: dict[int, Dossier] = {}
        self.listed: list[RegisterEntry] = []
        self.inquiries: dict[int, StoredInquiry] = {}
        self.lessons = LessonMemory(clock)
        self._references: dict[int, int] = {}
        self._last_dossier = 0

    @property
    def today(self) -> date:
        return self.clock().astimezone(OSLO).date()

    def answer(self, query: Query) -> Event:
        place = query.placement
        match query:
            case FindApplication(owner):
                return ApplicationFound(self._going_on(owner), place)
            case OpenDraft(owner):
                return DraftOpened(self._open_draft(owner), place)
            case AllocateReference(year):
                number = self._references[year] = self._references.get(year, 0) + 1
                return ReferenceAllocated(f"GC-{year}-{number:04d}", place)
            case SearchRegister(text):
                return RegisterSearched(self._search(text), place)
            case RecogniseCentre(text, doubt):
                return CentreRecognised(text, doubt, self._named(text), place)
            case FindCentre(text):
                return CentreFound(self._search(text), self._matching(text), place)
            case ListCases(owner):
                return CasesListed(self._cases(owner), place)
            case EraseDrafts(owner):
                return self._erase(owner, query)
            case OpenInquiry(asker, text, dossier_id):
                number = len(self.inquiries) + 1
                self.inquiries[number] = StoredInquiry(asker, text, self.clock(), dossier_id)
                return InquiryOpened(number, place)
            case AnswerInquiry(inquiry, asker, text):
                stored = self.inquiries.get(inquiry)
                accepted = stored is not None and not stored.reply
                if stored and accepted:
                    stored.reply, stored.replied_at = text, self.clock()
                return InquiryAnswered(inquiry, asker, text, accepted, place)
            case KeepQuestion() | Learn() | DismissQuestion() | ChangeTaught():
                return self.lessons.answer(query)
        assert_never(query)

    def _going_on(self, owner: Address) -> Dossier | None:
        own = [d for d in self.dossiers.values() if d.owner == owner and d.state in GOING_ON]
        return min(own, key=lambda d: (GOING_ON.index(d.state), -d.id), default=None)

    def _open_draft(self, owner: Address) -> Dossier:
        for dossier in self.dossiers.values():
            if dossier.owner == owner and dossier.state is CaseState.DRAFT:
                return dossier
        self._last_dossier += 1
        version = self.knowledge.checklist.version
        made = Dossier(self._last_dossier, owner, 0, CaseState.DRAFT, version, self.clock())
        self.dossiers[made.id] = made
        return made

    def _erase(self, owner: Address, query: EraseDrafts) -> DraftsErased:
        drafts = [
            each
            for each in self.dossiers.values()
            if each.owner == owner and each.state is CaseState.DRAFT
        ]
        self.lessons.forget(owner)
        for draft in drafts:
            del self.dossiers[draft.id]
        files = sum(len(answer.files) for draft in drafts for answer in draft.answers.values())
        return DraftsErased(len(drafts), files, query.placement)

    def _cases(self, owner: Address) -> tuple[CaseSummary, ...]:
        own = [each for each in self.dossiers.values() if each.owner == owner]
        return tuple(self._summary(each) for each in sorted(own, key=lambda each: -each.id))

    def _matching(self, text: str) -> tuple[CaseSummary, ...]:
        checklist = self.knowledge.checklist
        reference, number = reference_in(text), org_number_in(text)
        item = checklist.org_number_item if number else checklist.name_item

        def fits(case: Dossier) -> bool:
            given = case.answers.get(item)
            if reference or case.reference is None:
                return case.reference is not None and case.reference == reference
            if number:
                return given is not None and org_number_in(given.value) == number
            return given is not None and bool(
                resembling(normalise(text), [normalise(given.value)])
                or normalise(text) == normalise(given.value)
            )

        cases = (each for each in self.dossiers.values() if fits(each))
        return tuple(self._summary(each) for each in sorted(cases, key=lambda case: -case.id))

    def _summary(self, dossier: Dossier) -> CaseSummary:
        name = dossier.answers.get(self.knowledge.checklist.name_item)
        return CaseSummary(
            dossier.id,
            name.value if name else "",
            dossier.state,
            dossier.reference,
            dossier.created_at,
            dossier.fee_paid_on,
            dossier.decision,
            dossier.history,
        )

    # --- the register -----------------------------------------------------------------------------

    def register(self) -> list[RegisterEntry]:
        """What the register holds: the loaded list and our own approvals."""
        own = [self._approval(each) for each in self.dossiers.values()]
        return [*self.listed, *(entry for entry in own if entry)]

    def _approval(self, dossier: Dossier) -> RegisterEntry | None:
        decision = dossier.decision
        if decision is None or decision.verdict is not Verdict.APPROVED:
            return None
        if decision.valid_from is None or decision.valid_to is None:
            return None
        checklist = self.knowledge.checklist
        name, number = (
            dossier.answers.get(item) for item in (checklist.name_item, checklist.org_number_item)
        )
        return RegisterEntry(
            number.value if number and number.value.isdigit() else "",
            name.value if name else "",
            decision.valid_from,
            decision.valid_to,
            "",
            dossier.reference or "",
            self.today,
        )

    def _search(self, text: str) -> RegisterResult:
        entries = self.register()
        listed_on = max((entry.checked_on for entry in self.listed), default=None)
        as_of = max((entry.checked_on for entry in entries), default=None)
        number, name = org_number_in(text), normalise(text)
        exact = [
            entry
            for entry in entries
            if (entry.org_number == number if number else normalise(entry.name) == name)
        ]
        names = [normalise(entry.name) for entry in entries]
        near = [] if exact or number else [entries[i] for i in resembling(name, names)]
        return judge(text, exact, near, listed_on, as_of, self.today)

    def _named(self, text: str) -> RegisterResult | None:
        names = {normalise(entry.name) for entry in self.register()}
        return self._search(text) if normalise(text) in names else None
