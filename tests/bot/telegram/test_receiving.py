"""Whatever Telegram delivers is read as far as it can be, and nothing of it raises."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.receiving import ALLOWED_UPDATES, receive
from dialogs.events import MediaKind, Said, SentMedia
from dialogs.state import Address
from tests.bot.telegram import payloads
from tests.bot.telegram.payloads import Json

FIELDS = ("from", "chat", "text", "id", "type", "date", "message", "message_id", "data", "document")

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=12,
)
SEEDS: list[Json] = [
    payloads.message(text="/status 1"),
    payloads.message(document=payloads.DOCUMENT),
    payloads.message(photo=payloads.PHOTO),
    payloads.edited(text="Hei"),
    payloads.pressed("1|m|||ask"),
    payloads.membership("kicked"),
]


@given(junk)
def test_no_json_at_all_makes_reading_raise(raw: object) -> None:
    assert receive(raw, 777) is None


@settings(max_examples=200)
@given(st.integers(1), st.sampled_from(ALLOWED_UPDATES), junk)
def test_no_content_of_an_update_makes_reading_raise(number: int, kind: str, inside: Any) -> None:
    received = receive({"update_id": number, kind: inside}, 777)
    assert received is not None
    assert received.number == number


@settings(max_examples=200)
@given(st.sampled_from(SEEDS), st.data())
def test_no_damage_to_a_real_update_makes_reading_raise(seed: Json, data: st.DataObject) -> None:
    damaged = {name: _damaged(value, data) for name, value in seed.items()}
    received = receive({**damaged, "update_id": 5}, 777)
    assert received is not None
    assert received.inbound is None or received.inbound.event_id == "tg:777:5"


def _damaged(value: object, data: st.DataObject) -> object:
    if isinstance(value, dict) and value:
        name = data.draw(st.sampled_from(sorted(value)))
        deeper = data.draw(st.booleans())
        return {**value, name: _damaged(value[name], data) if deeper else data.draw(junk)}
    return data.draw(junk)


def test_a_good_update_is_in_its_chat_s_lane() -> None:
    received = receive(payloads.message(text="Hei"), 777)
    assert received is not None
    assert received.inbound is not None
    assert received.inbound.event == Said("Hei", "55")
    assert (received.lane, received.callback, received.error) == ("chat:4711", None, None)


def test_a_press_waits_for_an_answer_even_where_there_is_nothing_to_do() -> None:
    received = receive(payloads.pressed("1|m|||ask", payloads.GROUP), 777)
    assert received is not None
    assert (received.inbound, received.callback) == (None, "880099")
    assert received.lane == "update:9003"


def test_an_unreadable_update_says_where_it_is_from_and_nothing_of_its_text() -> None:
    raw = payloads.pressed("1|m|||ask")
    raw["callback_query"]["message"]["date"] = "yesterday"
    received = receive(raw, 777)
    assert received is not None
    assert received.error is not None
    assert received.inbound is not None
    assert received.inbound.address == Address("telegram", "4711")
    assert received.inbound.event == SentMedia(MediaKind.OTHER, "")
    assert received.callback == "880099"
