"""Whatever happens in whatever order: nothing raises, nothing is lost, and there is a way out.

One file, though a long one: Hypothesis plays the rules of one machine, which is one class.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from dialogs.application_screens import resume_row
from dialogs.dossier import OPEN_STATES
from dialogs.effects import Effect, FetchFile, Toast
from dialogs.events import (
    Action,
    AddressedInGroup,
    Blocked,
    CaseAct,
    CommandName,
    FileFetched,
    MediaKind,
    Op,
    Pressed,
    Refusal,
    Replied,
    SentMedia,
    SlashCommanded,
    TakeCase,
    Unblocked,
    UpdateSetAside,
)
from dialogs.messages import say
from dialogs.router import step
from dialogs.scene import Scene
from dialogs.state import Address, Answer, CaseState, Conversation, Dossier, State
from tests.dialogs.content import CHECKLIST, SmallKnowledge
from tests.dialogs.playing import OLAV, SIRI, Applicant, Member, attachment
from tests.dialogs.strategies import ACTIONS, ACTS, FILES, PEOPLE, TEXTS
from tests.dialogs.world import KARI, OLA, Taken, World

STALE = Toast(say("toast.stale"))


class Anything(RuleBasedStateMachine):
    """Two applicants, two members of the secretariat, and no order in what they do."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(SmallKnowledge())
        self.people = {address: Applicant(self.world, address) for address in (KARI, OLA)}
        self.fetched: list[FetchFile] = []

    # --- what is checked about every event --------------------------------------------------------

    def _applicant(self, does: Callable[[], Taken], silent: bool = False) -> None:
        conversations, dossiers = dict(self.world.conversations), dict(self.world.dossiers)
        taken = does()
        assert silent or taken.tells or taken.toasts, "an applicant was left without an answer"
        self._check_revisions(conversations, dossiers)
        for tell in taken.tells:
            if tell.screen and tell is taken.tells[-1] and not self.world.hold:
                self._check_fresh_buttons(tell.to)

    def _check_fresh_buttons(self, address: Address) -> None:
        """A button that was drawn a moment ago is not called out of date."""
        screen = self.world.screen(address)
        for row in screen.keyboard:
            for button in row:
                effects = self._pressing(address, screen.id, button.action)
                assert STALE not in effects, button

    def _secretariat(self, does: Callable[[], Taken]) -> None:
        conversations, dossiers = dict(self.world.conversations), dict(self.world.dossiers)
        taken = does()
        assert taken.effects, "a member was left without an answer"
        self._check_revisions(conversations, dossiers)
        for id_, before in dossiers.items():
            assert self.world.dossiers[id_].answers == before.answers, "the case lost an answer"

    def _check_revisions(
        self, conversations: dict[Address, Conversation], dossiers: dict[int, Dossier]
    ) -> None:
        for address, before in conversations.items():
            after = self.world.conversations[address]
            # Delivery notes the screen without counting.
            same = (after.revision, after.progress, after.interlude, after.language) == (
                (before.revision, before.progress, before.interlude, before.language)
            )
            assert same or after.revision > before.revision
        for id_, old in dossiers.items():
            new = self.world.dossiers.get(id_)
            if new is None:
                assert old.state is CaseState.DRAFT, "a case that was sent is never deleted"
                continue
            assert new == old or new.revision > old.revision
            assert new.history[: len(old.history)] == old.history
            if old.state not in OPEN_STATES:
                assert new.answers == old.answers, "a case was changed behind the secretariat"
            for item in old.reopened:
                assert item in CHECKLIST.items
            if old.reopened and new.reopened:
                changed = {k for k in CHECKLIST.items if _of(old, k) != _of(new, k)}
                assert changed <= old.reopened | new.reopened, "more than what was reopened changed"

    # --- the applicant ----------------------------------------------------------------------------

    @rule(who=PEOPLE, text=TEXTS)
    def says(self, who: Address, text: str) -> None:
        self._applicant(lambda: self.people[who].say(text))

    @rule(who=PEOPLE, text=TEXTS)
    def says_too_early(self, who: Address, text: str) -> None:
        self._applicant(lambda: self.people[who].say(text, message="1"))

    @rule(who=PEOPLE, text=TEXTS)
    def edits(self, who: Address, text: str) -> None:
        self._applicant(lambda: self.people[who].edit(text))

    @rule(who=PEOPLE, name=st.sampled_from(CommandName), argument=st.sampled_from(("", "Test")))
    def commands(self, who: Address, name: CommandName, argument: str) -> None:
        self._applicant(lambda: self.people[who].command(name, argument))

    @rule(who=PEOPLE, data=st.data())
    def presses_what_is_seen(self, who: Address, data: st.DataObject) -> None:
        seen = self.world.actions(who)
        if not seen:
            return
        # The newest buttons are the likeliest to be pressed.
        message, action = data.draw(st.sampled_from(seen[-8:] + seen))
        self._applicant(lambda: self.people[who].press_old(message, action))

    @rule(who=PEOPLE)
    def goes_on(self, who: Address) -> None:
        """The way to the end, so that whole cases are played and not just their beginnings."""
        wanted = (Op.BEGIN, Op.NEW, Op.SUBMIT, Op.CONFIRM, Op.ANSWER, Op.FILES_DONE, Op.SKIP)
        seen = self.world.actions(who)
        for op in wanted:
            for message, action in seen:
                if action.op is op:
                    self._applicant(
                        lambda message=message, action=action: (  # type: ignore[misc]
                            self.people[who].press_old(message, action)
                        )
                    )
                    return
        self._applicant(lambda: self.people[who].command(CommandName.APPLY))

    @rule(who=PEOPLE, action=ACTIONS | st.none(), message=st.integers(1, 140))
    def presses_anything(self, who: Address, action: Action | None, message: int) -> None:
        self._applicant(lambda: self.people[who].press_old(message, action))

    @rule(who=PEOPLE, name=FILES, album=st.none() | st.sampled_from(("g1", "g2")))
    def uploads(self, who: Address, name: str, album: str | None) -> None:
        self._applicant(lambda: self.people[who].upload(name, album))

    @rule(who=PEOPLE, kind=st.sampled_from(MediaKind))
    def sends_media(self, who: Address, kind: MediaKind) -> None:
        self._applicant(lambda: self.world.take(SentMedia(kind, "130"), who))

    @rule(who=PEOPLE, blocked=st.booleans())
    def blocks(self, who: Address, blocked: bool) -> None:
        event = Blocked() if blocked else Unblocked()
        self._applicant(lambda: self.world.take(event, who), silent=True)

    @rule(who=PEOPLE)
    def has_an_update_set_aside(self, who: Address) -> None:
        self._applicant(lambda: self.world.take(UpdateSetAside("F-TEST"), who))

    @rule(name=st.sampled_from(CommandName), argument=st.sampled_from(("", "Testsenteret")))
    def asks_in_a_group(self, name: CommandName, argument: str) -> None:
        group = Address("telegram", "-100")
        event = AddressedInGroup(name, argument)
        self._applicant(lambda: self.world.take(event, group))

    # --- delivery ---------------------------------------------------------------------------------

    @rule(hold=st.booleans())
    def is_slow(self, hold: bool) -> None:
        self.world.hold = hold
        if not hold:
            self.world.deliver()

    @precondition(lambda self: self.world.fetches)
    @rule(reason=st.none() | st.sampled_from(Refusal))
    def file_comes(self, reason: Refusal | None) -> None:
        fetch = self.world.fetches[0]
        self.fetched.append(fetch)
        dossier = self.world.dossiers.get(fetch.dossier)
        awaited = dossier is not None and any(
            (each.upload, each.announced_for or each.item) == (fetch.upload, fetch.item)
            for each in dossier.pending
        )
        person = self.people[fetch.owner]
        self._applicant(
            lambda: person.fail(reason) if reason else person.arrive(), silent=not awaited
        )

    @precondition(lambda self: self.fetched)
    @rule(data=st.data())
    def file_comes_again(self, data: st.DataObject) -> None:
        fetch = data.draw(st.sampled_from(self.fetched))
        event = FileFetched(fetch.dossier, fetch.item, attachment(fetch.upload, fetch.file.name))
        self._applicant(lambda: self.world.take(event, fetch.owner), silent=True)

    # --- the secretariat --------------------------------------------------------------------------

    @rule(
        dossier=st.integers(1, 4),
        act=ACTS,
        by=st.sampled_from((SIRI, OLAV)),
        seen=st.none() | st.integers(0, 30),
    )
    def decides(self, dossier: int, act: CaseAct, by: object, seen: int | None) -> None:
        revision = 0 if dossier not in self.world.dossiers else seen
        member = Member(self.world, SIRI if by is SIRI else OLAV)
        self._secretariat(lambda: member.act(dossier, act, revision))

    @precondition(lambda self: self.world.inquiries)
    @rule(data=st.data())
    def replies(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.world.inquiries)))
        event = Replied(number, self.world.inquiries[number].asker, "Svar", SIRI)
        self._secretariat(lambda: self.world.take(event))

    @rule(word=st.sampled_from(("status", "hjelp", "", "tull")), argument=TEXTS)
    def slashes(self, word: str, argument: str) -> None:
        self._secretariat(lambda: self.world.take(SlashCommanded(word, argument, SIRI)))

    # --- what always holds ------------------------------------------------------------------------

    @invariant()
    def references_have_no_gaps(self) -> None:
        found = sorted(d.reference for d in self.world.dossiers.values() if d.reference)
        assert found == [f"GC-2026-{n:04d}" for n in range(1, len(found) + 1)]

    @invariant()
    def sent_cases_have_a_reference_and_drafts_have_none(self) -> None:
        for dossier in self.world.dossiers.values():
            assert (dossier.reference is None) is (dossier.state is CaseState.DRAFT)

    @invariant()
    def everybody_has_one_draft_at_most(self) -> None:
        drafts = [d.owner for d in self.world.dossiers.values() if d.state is CaseState.DRAFT]
        assert len(drafts) == len(set(drafts))

    @invariant()
    def every_button_fits_into_its_64_bytes(self) -> None:
        for address in self.world.chats:
            for _, action in self.world.actions(address):
                numbers = (
                    "" if each is None else str(each) for each in (action.dossier, action.revision)
                )
                data = "|".join(("1", action.op, *numbers, action.arg))
                assert len(data.encode()) <= 64, data

    @invariant()
    def there_is_always_a_way_out(self) -> None:
        """The screen in front has a button that does something, unless more is on its way."""
        if self.world.held:
            return
        for address, chat in self.world.chats.items():
            if chat.shown is None or address not in self.people:
                continue
            screen = chat.messages[int(chat.shown)]
            if not screen.keyboard:
                continue
            assert any(
                self._does_something(address, screen.id, button.action)
                for row in screen.keyboard
                for button in row
            ), screen

    @invariant()
    def what_can_be_resumed_is_open(self) -> None:
        for conversation in self.world.conversations.values():
            dossier = self.world.dossiers.get(conversation.dossier or 0)
            scene = Scene(conversation, dossier, self.world.knowledge, self.world.clock())
            if resume_row(scene):
                assert dossier is not None
                assert dossier.state in OPEN_STATES

    def _does_something(self, address: Address, message: int, action: Action) -> bool:
        return bool(self._pressing(address, message, action))

    def _pressing(self, address: Address, message: int, action: Action) -> tuple[Effect, ...]:
        """What a press would do now."""
        dossier = self.world.dossiers.get(
            action.dossier or self.world.conversations[address].dossier or 0
        )
        state = State(self.world.conversations[address], dossier)
        event = Pressed(action, str(message))
        return step(state, event, self.world.knowledge, self.world.clock()).effects


def _of(dossier: Dossier, item: str) -> Answer | None:
    return dossier.answers.get(item)


Anything.TestCase.settings = settings(max_examples=80, stateful_step_count=60, derandomize=False)


TestAnything = Anything.TestCase


def test_the_machine_plays_whole_cases() -> None:
    """The rules reach the end of a case; otherwise they would prove little."""
    machine = Anything()
    for _ in range(40):
        machine.goes_on(KARI)
        machine.says(KARI, "Testsenteret")
        if any(d.reference for d in machine.world.dossiers.values()):
            break
    machine.decides(1, TakeCase(), SIRI, None)
    assert machine.world.dossiers[1].state is CaseState.IN_REVIEW
