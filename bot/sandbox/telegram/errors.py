"""The Bot API's refusals, in its own words."""

from typing import Any


class RefusalError(Exception):
    """A call that is answered with ``ok: false``."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None):
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return body if self.parameters is None else {**body, "parameters": self.parameters}


def bad_request(reason: str) -> RefusalError:
    """400, worded as Telegram words it."""
    return RefusalError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> RefusalError:
    """403: the other side does not want to hear from the bot, or has never met it."""
    return RefusalError(403, f"Forbidden: {reason}")


def too_many_requests(seconds: int) -> RefusalError:
    """429 with the pause that Telegram asks for, in seconds."""
    return RefusalError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
