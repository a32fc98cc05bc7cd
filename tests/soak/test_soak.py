"""The soak in small: ten kills (KILLS says how many), one database after the other."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from bot.sandbox.client_values import Post
from knowledge.fitting import fit_model
from knowledge.library import Library
from tests.bench.plan import MODELS
from tests.databases import KINDS, POSTGRES, fresh
from tests.soak import verdict
from tests.soak.diary import Application, CaseBook, Diary
from tests.soak.report import rows
from tests.soak.run import Soaked, Wanted, soak
from tests.soak.shown import check_case, check_chat
from tests.soak.verdict import Verdict
from tests.soak.witness import Call

KILLS = int(os.environ.get("KILLS", "10"))
SECONDS_A_KILL = 4.0


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_is_lost_and_nothing_with_a_key_comes_twice(
    real_library: Library, tmp_path: Path, kind: str
) -> None:
    # It follows from pytest-randomly's seed, so `--randomly-seed=...` gives the same robots.
    seed = random.randrange(10**6)
    fit_model(MODELS, real_library.phrasings)
    with fresh(tmp_path, kind, migrated=False) as url:
        several = kind == POSTGRES
        wanted = Wanted(
            KILLS,
            KILLS * SECONDS_A_KILL,
            applicants=50,
            replicas=2 if several else 1,
            seed=seed,
            database=url if several else "",
        )
        soaked = await soak(wanted, real_library, tmp_path)

    assert soaked.passed, "\n".join([*map(str, rows(soaked)), *soaked.verdict.findings])
    assert soaked.deaths == KILLS
    assert soaked.counts["updates"] > 50


# --- it finds what it looks for -------------------------------------------------------------------


def test_what_is_missing_or_double_in_the_database_is_counted() -> None:
    found = Verdict()
    found.compare({"A": 1, "B": 1}, {"B": 2, "C": 1}, "dossier 1")
    assert (found.state_lost, found.state_duplicated) == (1, 2)
    assert len(found.findings) == 3


def test_a_gap_between_two_references_is_lost_and_a_repeated_one_is_double() -> None:
    found = Verdict()
    verdict.check_references(found, ["GC-2026-0001", "GC-2026-0003", "GC-2026-0003"])
    assert found.effects_lost == 1
    assert found.keyed_duplicated == 2


def test_a_message_that_is_missing_double_or_late_is_counted() -> None:
    diary = Diary(1, probes=["Oppslag a", "Oppslag b", "Oppslag c"])
    calls = [_sent(text) for text in ("om Oppslag b", "om Oppslag a", "om Oppslag a")]
    found = Verdict()
    check_chat(found, diary, CaseBook(), calls)
    assert (found.effects_lost, found.effects_duplicated, found.out_of_order) == (1, 1, 1)


def test_buttons_of_an_older_dossier_below_those_of_a_newer_one_are_out_of_order() -> None:
    calls = [_sent("Nytt", "1|ans|7|5|A1.yes"), _sent("Gammelt", "1|ans|7|4|A1.yes")]
    found = Verdict()
    check_chat(found, Diary(1), CaseBook(), calls)
    assert found.out_of_order == 1


def test_a_second_card_and_a_missing_file_are_counted() -> None:
    application = Application(reference="GC-2026-0001", files={"B4": {"a.pdf": "aa"}})
    found = Verdict()
    check_case(found, application, CaseBook(), [_thread(), ()], {})
    assert (found.keyed_duplicated, found.effects_lost) == (1, 2)


def test_more_messages_twice_than_lanes_in_flight_fail_the_soak() -> None:
    wanted = Wanted(1, 1.0, applicants=1, replicas=1, seed=1)
    assert Soaked(wanted, verdict=Verdict(effects_duplicated=3), in_flight=2, unheard=1).passed
    assert not Soaked(wanted, verdict=Verdict(effects_duplicated=3), in_flight=2).passed
    assert not Soaked(wanted, verdict=Verdict(state_lost=1), in_flight=9).passed


def _sent(text: str, data: str = "") -> Call:
    params = {"chat_id": 1, "text": text, "reply_markup": {"data": data}}
    return Call(1, "sendMessage", params, 200, "")


def _thread() -> tuple[Post, ...]:
    return ()
