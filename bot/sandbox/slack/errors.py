"""Slack's refusals: HTTP 200 with ``ok: false`` and a short name, except for 429 and 500."""

from typing import Any


class SlackRefusalError(Exception):
    """A call that is answered with ``ok: false``; ``details`` name the mistakes one by one."""

    def __init__(
        self, error: str, details: tuple[str, ...] = (), status: int = 200, retry_after: int = 0
    ) -> None:
        super().__init__(error)
        self.error = error
        self.details = details
        self.status = status
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        body: dict[str, Any] = {"ok": False, "error": self.error}
        if self.details:
            messages = [f"[ERROR] {detail}" for detail in self.details]
            body["response_metadata"] = {"messages": messages}
        return body
