"""One question at a time, answered as a new applicant would be answered, without any channel.

The contract of `veiviser ask`, used by others' scripts: the same core and the same texts as in the
chat, each question in a conversation of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, assert_never

from dialogs.conditions import relevant
from dialogs.effects import (
    Effect,
    FindApplication,
    ListCases,
    RecogniseCentre,
    SearchRegister,
    Tell,
)
from dialogs.events import Action, CasesListed, CentreRecognised, Event, Op, RegisterSearched, Said
from dialogs.messages import Message, say
from dialogs.router import step
from dialogs.scene import OSLO
from dialogs.state import Address, Conversation, Interlude, RegisterResult, State
from dialogs.status import register_message
from knowledge.model import Band, EntryKind, Knowledge, Language, Markup, Renderer

NOBODY = Address("cli", "0")

_ASKING_BACK = frozenset({"answer.clarify", "register.offer"})


class Outcome(StrEnum):
    """What became of a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"
    STATUS = "status"
    START_APPLICATION = "start_application"
    HUMAN = "human"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A button, and the whole answer that a tap on it shows."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one question, as plain text."""

    outcome: Outcome
    language: Language
    text: str
    source: str | None
    suggestions: tuple[Suggestion, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The reply as JSON values."""
        return asdict(self)


class Register(Protocol):
    """The register, as a question looks into it."""

    def search(self, query: str) -> RegisterResult:
        """What a name or an organisation number finds."""
        ...

    def named(self, text: str) -> RegisterResult | None:
        """What is listed under exactly that name; None when nothing is."""
        ...


class Asker:
    """Answers questions."""

    def __init__(
        self,
        knowledge: Knowledge,
        renderer: Renderer,
        register: Register,
        clock: Callable[[], datetime],
    ) -> None:
        self._knowledge = knowledge
        self._renderer = renderer
        self._register = register
        self._clock = clock

    def ask(self, question: str) -> Reply:
        """The reply to one question; every text has one, also an empty one."""
        conversation = Conversation(NOBODY, 0, Language.NB)
        state, effects = self._run(State(conversation), Said(question, "0"))
        after = state.conversation or conversation
        return Reply(
            outcome=self._outcome(question, after, effects),
            language=after.language,
            text=self._text(effects, after.language),
            source=" ".join(filter(None, self._sources(effects, after.language))) or None,
            suggestions=tuple(self._suggestions(effects, after.language)),
        )

    def _run(self, state: State, event: Event) -> tuple[State, list[Effect]]:
        taken = step(state, event, self._knowledge, self._clock())
        effects: list[Effect] = []
        state = taken.state
        for effect in taken.effects:
            match effect:
                case SearchRegister(query, placement):
                    result: Event = RegisterSearched(self._register.search(query), placement)
                case RecogniseCentre(text, doubt, placement):
                    named = self._register.named(text)
                    result = CentreRecognised(text, doubt, named, placement)
                case ListCases(placement=placement):
                    result = CasesListed((), placement)
                case _:
                    effects.append(effect)
                    continue
            state, more = self._run(state, result)
            effects += [effect, *more]
        return state, effects

    def _outcome(self, question: str, after: Conversation, effects: list[Effect]) -> Outcome:
        if any(isinstance(effect, SearchRegister | ListCases) for effect in effects):
            return Outcome.STATUS
        if any(isinstance(effect, FindApplication) for effect in effects):
            return Outcome.START_APPLICATION
        if after.interlude is Interlude.LOOKING_UP:
            return Outcome.STATUS
        if after.interlude is Interlude.WRITING:
            return Outcome.HUMAN
        if self._knowledge.word(question):
            return Outcome.SMALLTALK
        keys = {effect.message.key for effect in effects if isinstance(effect, Tell)}
        if any(key.startswith("register.") for key in keys):
            return Outcome.CLARIFY if keys & _ASKING_BACK else Outcome.STATUS
        understood = self._knowledge.understand(question)
        if understood.switch_to is not None:
            return Outcome.SMALLTALK
        match understood.band:
            case Band.UNKNOWN | Band.EMPTY:
                return Outcome.ABSTAIN
            case Band.CLARIFY:
                return Outcome.CLARIFY
            case Band.ANSWER:
                kind = self._knowledge.entries[understood.entries[0]].kind
                return Outcome.SMALLTALK if kind is EntryKind.SMALLTALK else Outcome.ANSWER
        assert_never(understood.band)

    def _text(self, effects: list[Effect], language: Language) -> str:
        told = [effect.message for effect in effects if isinstance(effect, Tell)]
        # Nobody's question is kept here, so none is promised an answer.
        messages = [leaf for each in told for leaf in _leaves(each) if leaf.key != "answer.kept"]
        if any(isinstance(effect, FindApplication) for effect in effects):
            asked_at_first = relevant(self._knowledge.checklist, {})
            messages.append(say("apply.intro", total=len(asked_at_first)))
        return "\n\n".join(self._plain(message, language) for message in messages)

    def _sources(self, effects: list[Effect], language: Language) -> Iterator[str]:
        for effect in effects:
            for leaf in _leaves(effect.message) if isinstance(effect, Tell) else ():
                match leaf.key:
                    case "answer.entry":
                        line = say("answer.source", entry=leaf.params["entry"])
                        yield self._plain(line, language)
                    case "answer.item":
                        line = say("answer.item_source", item=leaf.params["item"])
                        yield self._plain(line, language)

    def _suggestions(self, effects: list[Effect], language: Language) -> list[Suggestion]:
        return [
            Suggestion(
                title=self._plain(each.label, language),
                text=self._plain(self._tapped(each.action), language),
            )
            for effect in effects
            if isinstance(effect, Tell) and effect.message.key in _ASKING_BACK
            for row in effect.keyboard
            for each in row
            if each.action.op in {Op.ENTRY, Op.REGISTER}
        ]

    def _tapped(self, action: Action) -> Message:
        if action.op is Op.ENTRY:
            return say("answer.entry", entry=action.arg)
        today = self._clock().astimezone(OSLO).date()
        return register_message(self._register.search(action.arg), today.isoformat())

    def _plain(self, message: Message, language: Language) -> str:
        return self._renderer.render_message(message, language, Markup.PLAIN)


def _leaves(message: Message) -> Iterator[Message]:
    if not message.parts:
        yield message
    for part in message.parts:
        yield from _leaves(part)
