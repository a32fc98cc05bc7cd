"""Slack's errors in delivery's two words."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientConnectionError
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channel import RefusedError, TryLaterError
from bot.slack.errors import translate, translated


def _failed(message: str, response: object) -> SlackApiError:
    return SlackApiError(message, response)  # type: ignore[no-untyped-call]  # the SDK's gap


def _error(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="http://127.0.0.1/chat.postMessage",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )
    return _failed("failed", response)


def test_too_many_calls_wait_as_long_as_slack_says() -> None:
    error = translate(_error({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"}))

    assert isinstance(error, TryLaterError)
    assert (error.seconds, error.everybody) == (7, True)


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}])
def test_too_many_calls_without_a_number_wait_a_second(headers: dict[str, str]) -> None:
    error = translate(_error({"ok": False, "error": "ratelimited"}, 429, headers))

    assert isinstance(error, TryLaterError)
    assert error.seconds == 1


@pytest.mark.parametrize(
    "code", ["channel_not_found", "invalid_auth", "missing_scope", "msg_blocks_too_long"]
)
def test_what_only_a_person_can_mend_is_refused(code: str) -> None:
    error = translate(_error({"ok": False, "error": code}))

    assert isinstance(error, RefusedError)
    assert str(error) == code


@pytest.mark.parametrize("code", ["internal_error", "service_unavailable", "brand_new_error"])
def test_what_may_pass_is_tried_later(code: str) -> None:
    assert isinstance(translate(_error({"ok": False, "error": code})), TryLaterError)


def test_an_answer_that_is_not_slacks_is_tried_later() -> None:
    assert isinstance(translate(_error(None, 502)), TryLaterError)
    assert isinstance(translate(_failed("unreadable", "<html>")), TryLaterError)


@pytest.mark.parametrize(
    "error", [ClientConnectionError(), TimeoutError(), OSError(), SlackRequestError("x")]
)
def test_a_lost_connection_is_tried_later(error: Exception) -> None:
    with pytest.raises(TryLaterError), translated():
        raise error


def test_a_mistake_of_our_own_is_not_hidden() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError("ts")
