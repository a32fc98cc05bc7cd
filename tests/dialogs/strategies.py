"""What may happen to the bot, as hypothesis strategies."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from dialogs.events import (
    Action,
    CaseAct,
    CommandName,
    Op,
    ReceiveFee,
    RequestChanges,
    SendToCommittee,
    TakeCase,
    UndoDecision,
    UndoFee,
)
from knowledge.model import Language
from tests.dialogs.content import ENTRIES, ITEMS, QUESTIONS, WORDS
from tests.dialogs.playing import APPROVAL, REFUSAL
from tests.dialogs.world import KARI, OLA

TEXTS = st.sampled_from(
    (
        *QUESTIONS,
        "ja",
        "nei",
        "Testsenteret",
        "123 456 785",
        "12",
        "20",
        "kari@example.no",
        "22 33 44 55",
        "example.no",
        "3.11.2026",
        "3.11.2020",
        "ferdig",
        "midlertidig",
        "Er dette et navn?",
        "<b>&",
        "🙂" * 40,
        "   ",
        "x" * 4000,
        "/",
        "AB123",
        *WORDS,
        "Hva skal stå her?",
        "\u200b\u200b",
        "org.nr. 123 456 785",
        "press overview",
        "press cancel",
    )
)
FILES = st.sampled_from(("a.pdf", "b.pdf", "c.pdf", "a.pdf"))
ARGUMENTS = st.sampled_from(
    (
        *(item.id for item in ITEMS),
        *(f"{item.id}.{choice}" for item in ITEMS for choice in item.choices or ("yes", "no")),
        *CommandName,
        *Language,
        *ENTRIES,
        *("other", "loose-1.", "loose-1.C1", "loose-2.other", "loose-x.C1"),
        *("", "ask", "0", "1", "9", "-1", "x", ".", "²", "123456785"),
    )
)
ACTIONS = st.builds(
    Action,
    st.sampled_from(Op),
    ARGUMENTS,
    st.none() | st.integers(1, 4),
    st.none() | st.integers(0, 30),
)
ITEM_SETS = st.lists(st.sampled_from([item.id for item in ITEMS]), min_size=0, max_size=3)
ACTS: st.SearchStrategy[CaseAct] = st.one_of(
    st.just(TakeCase()),
    st.just(ReceiveFee(date(2026, 11, 20))),
    st.builds(lambda ids: RequestChanges(tuple(ids), "Se på dette"), ITEM_SETS),
    st.just(SendToCommittee()),
    st.sampled_from((APPROVAL, REFUSAL)),
    st.just(UndoDecision()),
    st.just(UndoFee()),
)
PEOPLE = st.sampled_from((KARI, OLA))
