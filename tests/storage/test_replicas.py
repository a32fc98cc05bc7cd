"""Several replicas on one PostgreSQL: the races that SQLite's one writer never shows."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from dialogs.effects import Tell
from dialogs.messages import say
from dialogs.state import Conversation
from knowledge.model import Language
from storage.errors import StaleRevisionError
from storage.outbox_rows import OutboxRow
from storage.timers import Timer
from storage.work import Work
from tests.storage.meeting import Pair, meet
from tests.storage.samples import KARI, NOW, OLA, answered, changed, draft, entry, later, stored


def tell(work: Work, lane: str = "a", lease: datetime | None = None) -> OutboxRow:
    return work.outbox.add(Tell(KARI, say("start.hello")), lane, "telegram", NOW, lease)


async def test_an_event_that_two_replicas_get_is_taken_by_one(both: Pair) -> None:
    taken = await meet(
        both,
        lambda work: work.journal.record("e1", NOW),
        lambda work: work.journal.record("e1", NOW),
    )
    assert taken == (True, False)


async def test_two_replicas_that_meet_a_chat_have_one_conversation(both: Pair) -> None:
    def greet(work: Work, language: Language) -> Conversation:
        conversation = work.conversations.load(KARI, language)
        after = replace(conversation, revision=conversation.revision + 1)
        work.conversations.save(after)
        return after

    first, second = await meet(
        both, lambda work: greet(work, Language.EN), lambda work: greet(work, Language.NN)
    )
    assert (first, second) == (
        Conversation(KARI, 1, Language.EN),
        Conversation(KARI, 2, Language.EN),
    )


async def test_a_dossier_is_changed_by_one_replica_after_the_other(both: Pair) -> None:
    first = await both[0].turn(draft)

    def note(work: Work, text: str) -> str:
        dossier = work.dossiers.load(first.id)
        assert dossier is not None
        work.dossiers.save(changed(dossier, request_note=dossier.request_note + text))
        return text

    await meet(both, lambda work: note(work, "a"), lambda work: note(work, "b"))

    after = await both[0].read(lambda work: work.dossiers.load(first.id))
    assert after is not None
    assert (after.request_note, after.revision) == ("ab", first.revision + 2)


async def test_a_revision_that_was_read_without_a_lock_is_stale(both: Pair) -> None:
    await both[0].turn(lambda work: work.conversations.load(KARI, Language.NB))
    seen = await both[0].read(lambda work: work.conversations.find(KARI))
    assert seen is not None

    def save(work: Work) -> None:
        work.conversations.load(KARI)
        work.conversations.save(replace(seen, revision=seen.revision + 1, screen="1"))

    def save_unlocked(work: Work) -> None:
        work.conversations._loaded[KARI] = seen
        work.conversations.save(replace(seen, revision=seen.revision + 1, screen="2"))

    await both[0].turn(save)
    with pytest.raises(StaleRevisionError):
        await both[1].turn(save_unlocked)


async def test_of_two_rows_for_an_empty_lane_one_is_in_flight(both: Pair) -> None:
    first, second = await meet(
        both,
        lambda work: tell(work, lease=later(30)),
        lambda work: tell(work, lease=later(30)),
    )
    assert isinstance(first, OutboxRow)
    assert isinstance(second, OutboxRow)
    assert (first.leased_until, second.leased_until) == (later(30), None)
    assert first.id < second.id


async def test_a_row_that_comes_while_its_lane_is_emptied_does_not_wait_for_a_look(
    both: Pair,
) -> None:
    sent = await both[0].turn(lambda work: tell(work, lease=later(30)))

    def settle(work: Work) -> OutboxRow | None:
        assert work.outbox.close(sent)
        return work.outbox.claim_next("a", NOW, later(30))

    following, added = await meet(both, settle, lambda work: tell(work, lease=later(30)))
    assert following is None
    assert isinstance(added, OutboxRow)
    assert added.leased_until == later(30)


async def test_two_replicas_claim_different_rows(both: Pair) -> None:
    for lane in "abcd":
        await both[0].turn(partial(tell, lane=lane))

    def claim(work: Work) -> tuple[OutboxRow, ...]:
        return work.outbox.claim(NOW, later(30), 3)

    first, second = await meet(both, claim, claim)
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert [len(first), len(second)] == [3, 1]
    assert len({row.id for row in (*first, *second)}) == 4


async def test_lanes_that_are_taken_in_any_order_never_block_in_a_circle(both: Pair) -> None:
    def add(work: Work, *lanes: str) -> None:
        work.outbox.line_up(lanes)
        for lane in lanes:
            tell(work, lane)

    rounds = 20
    await asyncio.gather(
        *(both[0].turn(lambda work: add(work, "a", "b", "c")) for _ in range(rounds)),
        *(both[1].turn(lambda work: add(work, "c", "b", "a")) for _ in range(rounds)),
    )
    assert await both[0].read(lambda work: work.outbox.depth()) == rounds * 6


async def test_a_turn_that_is_chosen_to_end_a_deadlock_is_run_again(both: Pair) -> None:
    await both[0].turn(lambda work: work.conversations.load(KARI))
    await both[0].turn(lambda work: work.conversations.load(OLA))
    runs: list[str] = []
    together = threading.Barrier(2, timeout=10)

    def cross(work: Work, *owners: object) -> str:
        first = len(runs) < 2
        runs.append("run")
        work.conversations.load(owners[0])  # type: ignore[arg-type]
        if first:
            together.wait()
        work.conversations.load(owners[1])  # type: ignore[arg-type]
        return "done"

    done: tuple[str, str] = await asyncio.gather(
        both[0].turn(lambda work: cross(work, KARI, OLA)),
        both[1].turn(lambda work: cross(work, OLA, KARI)),
    )
    assert [*done] == ["done", "done"]
    assert len(runs) == 3


async def test_a_timer_of_two_replicas_is_one_and_is_taken_once(both: Pair) -> None:
    set_ = await meet(
        both,
        lambda work: work.timers.ensure(Timer("journal", "purge", NOW)),
        lambda work: work.timers.ensure(Timer("journal", "purge", later(1))),
    )
    assert set_ == (True, False)
    taken = await meet(
        both,
        lambda work: work.timers.take(Timer("journal", "purge", NOW)),
        lambda work: work.timers.take(Timer("journal", "purge", NOW)),
    )
    assert taken == (True, False)


async def test_references_of_two_replicas_have_no_gap_and_no_double(both: Pair) -> None:
    references = await meet(
        both, lambda work: work.references.next(2026), lambda work: work.references.next(2026)
    )
    assert references == ("GC-2026-0001", "GC-2026-0002")


async def test_a_file_that_goes_while_another_dossier_takes_it_is_kept(both: Pair) -> None:
    def attach(work: Work, owner: object) -> str:
        file = stored(work, b"shared", "u1")
        work.dossiers.save(answered(draft(work, owner), "B4", "", file))  # type: ignore[arg-type]
        return file.sha256

    digest = await both[0].turn(lambda work: attach(work, KARI))
    await meet(both, lambda work: work.dossiers.erase_drafts(KARI), lambda work: attach(work, OLA))
    assert await both[0].read(lambda work: work.files.read(digest)) == b"shared"

    await meet(both, lambda work: attach(work, KARI), lambda work: work.dossiers.erase_drafts(OLA))
    assert await both[0].read(lambda work: work.files.read(digest)) == b"shared"


async def test_of_two_lists_loaded_at_once_one_stays(both: Pair) -> None:
    await meet(
        both,
        lambda work: work.register.import_([entry("A AS"), entry("B AS")]),
        lambda work: work.register.import_([entry("C AS")]),
    )
    found = await both[0].read(lambda work: work.register.export())
    assert [each.name for each in found] == ["C AS"]


async def test_a_lease_can_be_renewed_until_another_has_claimed_the_row(both: Pair) -> None:
    row = await both[0].turn(lambda work: tell(work, lease=later(30)))
    (renewed,) = await both[0].turn(lambda work: work.outbox.renew([row], later(60)))
    assert renewed.leased_until == later(60)
    assert await both[1].turn(lambda work: work.outbox.claim(later(31), later(61), 9)) == ()

    (taken_over,) = await both[1].turn(lambda work: work.outbox.claim(later(60), later(90), 9))
    assert await both[0].turn(lambda work: work.outbox.renew([row], later(99))) == ()
    assert not await both[0].turn(lambda work: work.outbox.close(row))
    assert await both[1].turn(lambda work: work.outbox.close(taken_over))
