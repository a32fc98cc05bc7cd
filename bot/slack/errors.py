"""Slack's errors in the two words that delivery knows: try later, or refused for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.channel import RefusedError, TryLaterError

# What no repetition mends: somebody has to change the app, the channel or our own code first.
_REFUSED = frozenset(
    {
        "account_inactive", "as_user_not_supported", "cannot_reply_to_message",
        "channel_not_found", "ekm_access_denied", "invalid_arg_name", "invalid_arguments",
        "invalid_array_arg", "invalid_auth", "invalid_blocks", "invalid_blocks_format",
        "invalid_channel", "invalid_metadata_format", "invalid_metadata_schema", "is_archived",
        "markdown_text_conflict", "metadata_too_large", "missing_scope", "msg_blocks_too_long",
        "msg_too_long", "no_permission", "no_text", "not_allowed_token_type", "not_authed",
        "not_in_channel", "org_login_required", "restricted_action", "team_access_not_granted",
        "token_expired", "token_revoked", "too_many_attachments", "unknown_method",
    }
)  # fmt: skip

NETWORK_ERRORS = (ClientError, TimeoutError, OSError)


def code_of(error: SlackApiError) -> str:
    """Slack's own name for what went wrong, or an empty string."""
    data = getattr(error.response, "data", error.response)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def translate(error: SlackApiError) -> TryLaterError | RefusedError:
    """What delivery makes of an error of the Web API. An unknown one may pass: try later."""
    status = getattr(error.response, "status_code", 0)
    code = code_of(error)
    if status == 429 or code == "ratelimited":
        # Slack limits an app, and there is one channel: the other lanes would be refused as well.
        return TryLaterError("ratelimited", seconds=_retry_after(error), everybody=True)
    if code in _REFUSED:
        return RefusedError(code)
    return TryLaterError(code or f"http {status}")


@contextmanager
def translated() -> Iterator[None]:
    """Raise every failure of a call to Slack as TryLaterError or RefusedError."""
    try:
        yield
    except SlackApiError as error:
        raise translate(error) from error
    except SlackClientError as error:
        raise TryLaterError(type(error).__name__) from error
    except NETWORK_ERRORS as error:
        raise TryLaterError(type(error).__name__) from error


def _retry_after(error: SlackApiError) -> float:
    headers = getattr(error.response, "headers", None) or {}
    value = next((v for name, v in headers.items() if name.lower() == "retry-after"), "1")
    try:
        return float(value)
    except ValueError:
        return 1.0
