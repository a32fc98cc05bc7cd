"""Actions travel in 64 bytes and come back, or are not taken for ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.keyboards import MAX_DATA_BYTES, decode, encode, shorten, to_markup
from dialogs.effects import Button
from dialogs.events import Action, Op
from dialogs.messages import Message

numbers = st.none() | st.integers(0, 10**15 - 1)
actions = st.builds(Action, st.sampled_from(Op), st.text(max_size=70), numbers, numbers)


@given(actions)
def test_callback_data_is_never_over_the_limit_and_comes_back_as_it_was(action: Action) -> None:
    try:
        data = encode(action)
    except UnicodeEncodeError:
        return
    except ValueError:
        assert len(f"1|{action.op}|{action.dossier}|{action.revision}|{action.arg}".encode()) > 64
        return
    assert len(data.encode()) <= MAX_DATA_BYTES
    assert decode(data) == action


@given(st.text(max_size=64) | st.none())
def test_foreign_callback_data_never_raises(data: str | None) -> None:
    action = decode(data)
    assert action is None or decode(encode(action)) == action


@pytest.mark.parametrize(
    "data",
    [None, "", "1|m||", "2|m|||", "1|nope|||", "1|m|x||", "1|m|-1||", "1|m|²||", "1|m|1\n||"],
)
def test_data_in_another_form_is_not_ours(data: str | None) -> None:
    assert decode(data) is None


def test_an_argument_counts_in_bytes() -> None:
    assert len(encode(Action(Op.CHANGE, "x" * 58)).encode()) == 64
    with pytest.raises(ValueError, match="CHANGE"):
        encode(Action(Op.CHANGE, "å" * 30))


def test_a_keyboard_keeps_its_rows_and_words_its_labels() -> None:
    def button(text: str) -> Button:
        return Button(Message("test.text", {"text": text}), Action(Op.SKIP, dossier=1, revision=2))

    markup = to_markup(((button("Ja"), button("Nei")), (), (button("x" * 80),)), _text)

    assert markup is not None
    rows = [[key.text for key in row] for row in markup.inline_keyboard]
    assert rows == [["Ja", "Nei"], ["x" * 63 + "…"]]
    assert markup.inline_keyboard[0][0].callback_data == "1|s|1|2|"


def test_no_buttons_make_no_keyboard() -> None:
    assert to_markup((), _text) is None
    assert to_markup(((),), _text) is None


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Ja", 10, "Ja"),
        ("to\n linjer", 20, "to linjer"),
        ("Hva koster det, egentlig?", 17, "Hva koster det…"),
        ("Hva koster det", 11, "Hva koster…"),
        ("Donaudampfschiff", 8, "Donauda…"),
    ],
)
def test_a_label_is_cut_between_words(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@given(st.text(), st.integers(2, 80))
def test_a_label_never_passes_its_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


def _text(message: Message) -> str:
    return str(message.params["text"])
