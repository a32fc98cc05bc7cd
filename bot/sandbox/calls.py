"""The list of API calls that were made: what tests and the page look at."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from .wire import Upload

LIMIT = 5000
"""Older calls are forgotten, so that a long run does not grow without end."""


@dataclass(slots=True)
class CallLog:
    """The newest calls of both APIs, oldest first, and how many there ever were."""

    entries: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=LIMIT))
    total: int = 0

    def note(self, method: str, params: dict[str, Any], status: int, error: str | None) -> None:
        """Remember one call; of an uploaded file only its name and size are kept."""
        self.total += 1
        self.entries.append(
            {
                "number": self.total,
                "at": time.time(),
                "method": method,
                "params": {
                    name: value.describe() if isinstance(value, Upload) else value
                    for name, value in params.items()
                },
                "status": status,
                "error": error,
            }
        )
