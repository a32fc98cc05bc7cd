"""An event and the core's answer to it, inside a transaction: queries answered, changes saved.

Which rows an event needs, how each query is answered and which lane an effect belongs to; all of
it synchronous, because it runs in a storage thread.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime
from typing import Protocol, assert_never

from bot.lessons import answered, record
from dialogs.centres import reference_in
from dialogs.effects import (
    AllocateReference,
    AnswerInquiry,
    DeleteMessage,
    Durable,
    Ephemeral,
    EraseDrafts,
    FetchFile,
    FindApplication,
    FindCentre,
    ListCases,
    OpenDraft,
    OpenInquiry,
    PostAside,
    PostAttachment,
    PostDossier,
    PostToThread,
    Query,
    RecogniseCentre,
    RefreshCard,
    RefreshInquiry,
    SearchRegister,
    SendCopy,
    Step,
    Tell,
)
from dialogs.events import (
    Action,
    ApplicationFound,
    CasesListed,
    CentreFound,
    CentreRecognised,
    Decided,
    DraftOpened,
    DraftsErased,
    Event,
    FileFetched,
    FileRefused,
    InquiryAnswered,
    InquiryOpened,
    Pressed,
    ReferenceAllocated,
    RegisterSearched,
)
from dialogs.lesson_effects import (
    ChangeTaught,
    DismissQuestion,
    KeepQuestion,
    Learn,
    PostOverdue,
    PostSummary,
    Record,
    RefreshQuestion,
)
from dialogs.scene import OSLO
from dialogs.state import Address, CaseSummary, Conversation, Dossier, State
from knowledge.model import Knowledge, Language
from storage.work import Work

SECRETARIAT = "secretariat"
"""The channel of everything that goes to the secretariat, for delivery's pauses."""

MOST_QUERIES = 20
"""In one exchange; the core asks one or two, and more than this is a circle."""


class StepFunction(Protocol):
    """`dialogs.router.step`."""

    def __call__(self, state: State, event: Event, knowledge: Knowledge, now: datetime) -> Step: ...


class Exchange:
    """One event taken through the core. `run` it once, then read what is left to do."""

    def __init__(self, work: Work, knowledge: Knowledge, step: StepFunction, now: datetime) -> None:
        self._work = work
        self._knowledge = knowledge
        self._step = step
        self._now = now
        self._before: dict[int, Dossier] = {}
        self.durables: list[Durable] = []
        self.ephemerals: list[Ephemeral] = []
        self.language = Language.NB

    def run(self, address: Address | None, event: Event, language: Language) -> None:
        """Let the core answer; save what it changed.

        Raises:
            RuntimeError: the core asks without end.
        """
        state = self._load(address, event, language)
        waiting: deque[Event] = deque([event])
        for _ in range(MOST_QUERIES):
            step = self._step(state, waiting.popleft(), self._knowledge, self._now)
            state = self._save(step.state)
            for effect in step.effects:
                if isinstance(effect, Ephemeral):
                    self.ephemerals.append(effect)
                elif isinstance(effect, Durable):
                    self.durables.append(effect)
                elif isinstance(effect, Record):
                    record(self._work, effect, self._now)
                else:
                    waiting.append(self._ask(effect))
            state = self._still_there(state)
            if not waiting:
                self._finish(state.conversation)
                return
        raise RuntimeError("the core asks without end")

    def _load(self, address: Address | None, event: Event, language: Language) -> State:
        conversation = self._work.conversations.load(address, language) if address else None
        wanted = _dossier_of(event)
        if wanted is not None:
            dossier = self._dossier(wanted)
            if dossier is None or not isinstance(event, Pressed) or dossier.owner == address:
                return State(conversation, dossier or self._current(conversation, event))
        return State(conversation, self._current(conversation, event))

    def _current(self, conversation: Conversation | None, event: Event) -> Dossier | None:
        """The dossier that the conversation is about, for an event that does not say."""
        if conversation is None or conversation.dossier is None:
            return None
        if isinstance(event, FileFetched | FileRefused):
            return None
        return self._dossier(conversation.dossier)

    def _dossier(self, wanted: int) -> Dossier | None:
        dossier = self._work.dossiers.load(wanted)
        if dossier is not None:
            self._before.setdefault(dossier.id, dossier)
        return dossier

    def _save(self, state: State) -> State:
        if state.conversation is not None:
            self._work.conversations.save(state.conversation)
        if state.dossier is not None:
            self._work.dossiers.save(state.dossier)
        return state

    def _still_there(self, state: State) -> State:
        """A dossier that a query erased is not handed to the core again."""
        if state.dossier and self._work.dossiers.loaded(state.dossier.id) is None:
            return replace(state, dossier=None)
        return state

    def _finish(self, conversation: Conversation | None) -> None:
        if conversation is not None:
            self.language = conversation.language
        for dossier, before in self._before.items():
            after = self._work.dossiers.loaded(dossier)
            if after and (after.state, after.decision) != (before.state, before.decision):
                today = self._now.astimezone(OSLO).date()
                self._work.register.project(after, self._knowledge.checklist, today)

    def _ask(self, query: Query) -> Event:
        work, now = self._work, self._now
        match query:
            case FindApplication(owner, placement):
                going_on = work.dossiers.going_on(owner)
                if going_on is not None:
                    self._before.setdefault(going_on.id, going_on)
                return ApplicationFound(going_on, placement)
            case OpenDraft(owner, placement):
                version = self._knowledge.checklist.version
                draft, _ = work.dossiers.open_draft(owner, version, now)
                self._before.setdefault(draft.id, draft)
                return DraftOpened(draft, placement)
            case AllocateReference(year, placement):
                return ReferenceAllocated(work.references.next(year), placement)
            case SearchRegister(text, placement):
                found = work.register.search(text, now.astimezone(OSLO).date())
                return RegisterSearched(found, placement)
            case RecogniseCentre(text, doubt, placement):
                named = work.register.named(text, now.astimezone(OSLO).date())
                return CentreRecognised(text, doubt, named, placement)
            case FindCentre(text, placement):
                found = work.register.search(text, now.astimezone(OSLO).date())
                return CentreFound(found, self._cases(text), placement)
            case ListCases(owner, placement):
                cases = work.dossiers.summaries(owner, self._knowledge.checklist.name_item)
                return CasesListed(cases, placement)
            case EraseDrafts(owner, placement):
                work.backlog.forget(owner)
                return DraftsErased(*work.dossiers.erase_drafts(owner), placement)
            case OpenInquiry(asker, text, dossier, placement):
                return InquiryOpened(work.inquiries.open(asker, text, dossier, now), placement)
            case AnswerInquiry(inquiry, asker, text, by, placement):
                accepted = work.inquiries.answer(inquiry, text, by, now)
                return InquiryAnswered(inquiry, asker, text, accepted, placement)
            case KeepQuestion() | Learn() | DismissQuestion() | ChangeTaught():
                return answered(work, query, now)
        assert_never(query)

    def _cases(self, text: str) -> tuple[CaseSummary, ...]:
        checklist = self._knowledge.checklist
        names = checklist.name_item, checklist.org_number_item
        return self._work.dossiers.matching(reference_in(text), text, *names)


def _dossier_of(event: Event) -> int | None:
    match event:
        case Decided(dossier=dossier):
            return dossier
        case FileFetched(dossier=dossier) | FileRefused(dossier=dossier):
            return dossier
        case Pressed(action=Action(dossier=dossier)):
            return dossier
        case _:
            return None


def chat_lane(to: Address) -> str:
    """The lane of everything that is said in one chat."""
    return f"chat:{to.channel}:{to.chat}"


def lane_of(effect: Durable) -> tuple[str, str]:
    """The lane that keeps an effect in order, and the channel that it goes through.

    A download has a lane of its own, so that the chat does not wait for it.
    """
    match effect:
        case Tell(to=to) | SendCopy(to=to) | DeleteMessage(to=to):
            return chat_lane(to), to.channel
        case FetchFile(owner=owner):
            return f"file:{effect.dossier}:{effect.upload}", owner.channel
        case RefreshInquiry():
            return f"inquiry:{effect.inquiry}", SECRETARIAT
        case RefreshQuestion():
            return f"question:{effect.question}", SECRETARIAT
        case PostSummary() | PostOverdue():
            return "month", SECRETARIAT
        case PostAside():
            return "aside", SECRETARIAT
        case RefreshCard() | PostDossier() | PostAttachment() | PostToThread():
            return f"case:{effect.dossier}", SECRETARIAT
    assert_never(effect)


def applicant_of(effect: Durable) -> Address | None:
    """Whom an effect is for, when it is for an applicant."""
    match effect:
        case Tell(to=to) | SendCopy(to=to) | DeleteMessage(to=to):
            return to
        case FetchFile(owner=owner):
            return owner
        case RefreshCard() | PostDossier() | PostAttachment() | PostToThread() | RefreshInquiry():
            return None
        case RefreshQuestion() | PostSummary() | PostOverdue() | PostAside():
            return None
    assert_never(effect)
