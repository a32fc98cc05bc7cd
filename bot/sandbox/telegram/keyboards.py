"""The checks of ``reply_markup``: buttons have one purpose, a label, and data of 1-64 bytes."""

from ..store import Json
from .errors import bad_request

CALLBACK_DATA_BYTES = 64
"""InlineKeyboardButton.callback_data: 1-64 bytes (Bot API)."""

PLACEHOLDER_CHARACTERS = 64
"""input_field_placeholder: 1-64 characters (Bot API)."""

BUTTONS = 100
"""Telegram refuses keyboards with more buttons than this."""

PURPOSES = {"url", "callback_data", "copy_text", "switch_inline_query_current_chat"}
STYLES = {"primary", "success", "danger"}


def check_inline(markup: Json) -> None:
    """Refuse an inline keyboard that Telegram would refuse."""
    if set(markup) != {"inline_keyboard"} or not _is_rows(markup["inline_keyboard"]):
        raise bad_request("object expected as reply markup")
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)


def _is_rows(rows: object) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, list) and all(isinstance(button, dict) for button in row) for row in rows
    )


def _check_button(button: Json) -> None:
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    if unknown := set(button) - PURPOSES - {"text", "style"}:
        raise bad_request(f"can't parse inline keyboard button: unknown field {min(unknown)}")
    if len(PURPOSES & set(button)) != 1:
        raise bad_request("inline keyboard button must have exactly one purpose")
    if button.get("style", "primary") not in STYLES:
        raise bad_request("invalid button style specified")
    if "callback_data" in button:
        size = len(str(button["callback_data"]).encode())
        if not 1 <= size <= CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid")


def check_any(markup: Json) -> None:
    """Refuse any kind of ``reply_markup`` that Telegram would refuse."""
    if "inline_keyboard" in markup:
        check_inline(markup)
        return
    allowed = {
        "remove_keyboard": {"remove_keyboard", "selective"},
        "force_reply": {"force_reply", "input_field_placeholder", "selective"},
        "keyboard": {
            "keyboard",
            "is_persistent",
            "resize_keyboard",
            "one_time_keyboard",
            "input_field_placeholder",
            "selective",
        },
    }
    kind = next((name for name in allowed if name in markup), None)
    if kind is None or set(markup) - allowed[kind]:
        raise bad_request("object expected as reply markup")
    if len(markup.get("input_field_placeholder", "")) > PLACEHOLDER_CHARACTERS:
        raise bad_request("input field placeholder is too long")
    if kind == "keyboard" and not _is_rows(markup["keyboard"]):
        raise bad_request("can't parse keyboard button: Object expected")
