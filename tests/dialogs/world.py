"""The shell in memory: what turn, storage, outbox and chat do around the core, without waiting.

Queries are answered as storage answers them (one open draft for each owner, gap-free references),
messages get ids, screens are edited, and files arrive when a test says so. The transcripts' first
depth runs on it too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from dialogs.effects import (
    DeleteMessage,
    Effect,
    FetchFile,
    Keyboard,
    Query,
    Tell,
    Toast,
    Whisper,
)
from dialogs.events import (
    Action,
    Decided,
    Event,
    FileFetched,
    FileRefused,
    Pressed,
    SecretariatEvent,
)
from dialogs.lesson_effects import Record
from dialogs.messages import Message
from dialogs.router import step
from dialogs.state import (
    Address,
    Conversation,
    State,
)
from knowledge.model import Knowledge, Language
from tests.dialogs.memory import Memory

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


class World(Memory):
    """Everything around the core. `hold` keeps messages and files back until `deliver`."""

    def __init__(self, knowledge: Knowledge, clock: Callable[[], datetime] = lambda: NOW) -> None:
        super().__init__(knowledge, clock)
        self.chats: dict[Address, Chat] = {}
        self.fetches: list[FetchFile] = []
        self.held: list[Effect] = []
        self.log: list[Effect] = []
        self.hold = False

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
                    events.append(self.answer(effect))
                elif isinstance(effect, Record):
                    self.lessons.record(effect)
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
        if isinstance(event, SecretariatEvent):
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
        target = tell.replaces(chat.shown)
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

    def keys_shown(self, address: Address = KARI) -> list[str]:
        """The keys of everything that can be read in the chat now, in order."""
        shown = sorted(self.chat(address).messages.items())
        return [key for _, each in shown for key in leaf_keys(each.message)]

    def actions(self, address: Address = KARI) -> list[tuple[int, Action]]:
        """Every button that can be seen in the chat, with its message."""
        return [
            (shown.id, button.action)
            for shown in self.chat(address).messages.values()
            for row in shown.keyboard
            for button in row
        ]
