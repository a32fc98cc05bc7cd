"""The shell in memory: what turn, storage, outbox and chat do around the core, without waiting.

Queries are answered as storage answers them (one open draft for each owner, gap-free references),
messages get ids, screens are edited, and files arrive when a test says so. The transcripts' first
depth runs on it too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import assert_never

from dialogs.effects import (
    SCREEN,
    AllocateReference,
    AnswerInquiry,
    DeleteMessage,
    Effect,
    EraseDrafts,
    FetchFile,
    Keyboard,
    ListCases,
    OpenDraft,
    OpenInquiry,
    Query,
    SearchRegister,
    Tell,
    Toast,
    Whisper,
)
from dialogs.events import (
    Action,
    CasesListed,
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
    Replied,
    SlashCommanded,
)
from dialogs.messages import Message
from dialogs.router import step
from dialogs.scene import OSLO
from dialogs.state import (
    Address,
    CaseState,
    CaseSummary,
    Conversation,
    Dossier,
    RegisterEntry,
    RegisterResult,
    State,
    Verdict,
)
from knowledge.model import Knowledge, Language
from storage.register_match import judge, normalise, org_number_in, resembling

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
KARI = Address("telegram", "5001")
OLA = Address("telegram", "5002")


@dataclass(slots=True)
class Shown:
    """One message of the bot's in a chat, as it is now."""

    id: int
    message: Message
    keyboard: Keyboard


@dataclass(slots=True)
class Chat:
    """A chat: ids grow over everything that both sides write."""

    last: int = 100
    messages: dict[int, Shown] = field(default_factory=dict)
    shown: str | None = None

    def next_id(self) -> int:
        self.last += 1
        return self.last


@dataclass(slots=True)
class StoredInquiry:
    """A message to the secretariat and its reply."""

    asker: Address
    text: str
    asked_at: datetime
    dossier: int | None = None
    reply: str = ""
    replied_at: datetime | None = None


@dataclass(slots=True)
class Taken:
    """What one turn did: every effect in order, and the query results in between."""

    effects: list[Effect] = field(default_factory=list)

    @property
    def tells(self) -> list[Tell]:
        return [each for each in self.effects if isinstance(each, Tell)]

    @property
    def keys(self) -> list[str]:
        """The keys of everything that was said, parts one by one."""
        return [key for tell in self.tells for key in leaf_keys(tell.message)]

    @property
    def toasts(self) -> list[str]:
        return [each.message.key for each in self.effects if isinstance(each, Toast)]

    @property
    def whispers(self) -> list[str]:
        return [each.message.key for each in self.effects if isinstance(each, Whisper)]


def leaf_keys(message: Message) -> list[str]:
    """The keys of a message and of its parts, in order."""
    if message.parts:
        return [key for part in message.parts for key in leaf_keys(part)]
    return [message.key]


class World:
    """Everything around the core. `hold` keeps messages and files back until `deliver`."""

    def __init__(self, knowledge: Knowledge, clock: Callable[[], datetime] = lambda: NOW) -> None:
        self.knowledge = knowledge
        self.clock = clock
        self.conversations: dict[Address, Conversation] = {}
        self.dossiers: dict[int, Dossier] = {}
        self.listed: list[RegisterEntry] = []
        self.inquiries: dict[int, StoredInquiry] = {}
        self.chats: dict[Address, Chat] = {}
        self.fetches: list[FetchFile] = []
        self.held: list[Effect] = []
        self.log: list[Effect] = []
        self.hold = False
        self._references: dict[int, int] = {}
        self._last_dossier = 0

    @property
    def today(self) -> date:
        return self.clock().astimezone(OSLO).date()

    # --- turns ------------------------------------------------------------------------------------

    def take(
        self, event: Event, address: Address | None = None, language: Language = Language.NB
    ) -> Taken:
        """One turn: step until there are no more queries, save, and perform what follows."""
        state = self._load(event, address, language)
        taken = Taken()
        events: list[Event] = [event]
        while events:
            done = step(state, events.pop(0), self.knowledge, self.clock())
            state = done.state
            for effect in done.effects:
                if isinstance(effect, Query):
                    events.append(self._answer(effect))
                else:
                    taken.effects.append(effect)
        self._save(state)
        self.log.extend(taken.effects)
        self.held.extend(taken.effects)
        if not self.hold:
            self.deliver()
        return taken

    def _load(self, event: Event, address: Address | None, language: Language) -> State:
        if isinstance(event, Decided):
            return State(dossier=self.dossiers.get(event.dossier))
        if isinstance(event, Replied | SlashCommanded):
            return State()
        assert address is not None
        conversation = self.conversations.setdefault(address, Conversation(address, 0, language))
        if isinstance(event, FileFetched | FileRefused):
            return State(conversation, self.dossiers.get(event.dossier))
        current = conversation.dossier
        if isinstance(event, Pressed) and event.action and event.action.dossier is not None:
            pressed = self.dossiers.get(event.action.dossier)
            if pressed and pressed.owner == address:
                return State(conversation, pressed)
        return State(conversation, self.dossiers.get(current) if current is not None else None)

    def _save(self, state: State) -> None:
        if state.conversation:
            self.conversations[state.conversation.address] = state.conversation
        if state.dossier:
            self.dossiers[state.dossier.id] = state.dossier

    def _answer(self, query: Query) -> Event:
        place = query.placement
        match query:
            case OpenDraft(owner):
                dossier, created = self._open_draft(owner)
                return DraftOpened(dossier, created, place)
            case AllocateReference(year):
                number = self._references[year] = self._references.get(year, 0) + 1
                return ReferenceAllocated(f"GC-{year}-{number:04d}", place)
            case SearchRegister(text):
                return RegisterSearched(self._search(text), place)
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
        assert_never(query)

    def _open_draft(self, owner: Address) -> tuple[Dossier, bool]:
        for dossier in self.dossiers.values():
            if dossier.owner == owner and dossier.state is CaseState.DRAFT:
                return dossier, False
        self._last_dossier += 1
        version = self.knowledge.checklist.version
        made = Dossier(self._last_dossier, owner, 0, CaseState.DRAFT, version, self.clock())
        self.dossiers[made.id] = made
        return made, True

    def _erase(self, owner: Address, query: EraseDrafts) -> DraftsErased:
        drafts = [
            each
            for each in self.dossiers.values()
            if each.owner == owner and each.state is CaseState.DRAFT
        ]
        for draft in drafts:
            del self.dossiers[draft.id]
        files = sum(len(answer.files) for draft in drafts for answer in draft.answers.values())
        return DraftsErased(len(drafts), files, query.placement)

    def _cases(self, owner: Address) -> tuple[CaseSummary, ...]:
        own = [each for each in self.dossiers.values() if each.owner == owner]
        return tuple(self._summary(each) for each in sorted(own, key=lambda each: -each.id))

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

    # --- the chat ---------------------------------------------------------------------------------

    def chat(self, address: Address) -> Chat:
        return self.chats.setdefault(address, Chat())

    def deliver(self) -> None:
        """Perform what was held back. Files stay on their way until a test lets them arrive."""
        held, self.held = self.held, []
        for effect in held:
            if isinstance(effect, Tell):
                self._tell(effect)
            elif isinstance(effect, FetchFile):
                self.fetches.append(effect)
            elif isinstance(effect, DeleteMessage):
                self.chat(effect.to).messages.pop(int(effect.message), None)

    def _tell(self, tell: Tell) -> None:
        chat = self.chat(tell.to)
        target = chat.shown if tell.edit == SCREEN else tell.edit
        if target is not None and int(target) in chat.messages:
            number = int(target)
        else:
            number = chat.next_id()
        chat.messages[number] = Shown(number, tell.message, tell.keyboard)
        if not tell.screen:
            return
        if chat.shown is not None and chat.shown != str(number):
            chat.messages[int(chat.shown)].keyboard = ()
        chat.shown = str(number)
        conversation = self.conversations[tell.to]
        self.conversations[tell.to] = replace(conversation, screen=str(number))

    def screen(self, address: Address = KARI) -> Shown:
        """The message that has the conversation's buttons."""
        chat = self.chat(address)
        assert chat.shown is not None
        return chat.messages[int(chat.shown)]

    def actions(self, address: Address = KARI) -> list[tuple[int, Action]]:
        """Every button that can be seen in the chat, with its message."""
        return [
            (shown.id, button.action)
            for shown in self.chat(address).messages.values()
            for row in shown.keyboard
            for button in row
        ]
