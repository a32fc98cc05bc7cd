"""Waiting longer and longer while something outside is in trouble, and saying so now and then."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass


@dataclass(slots=True)
class Backoff:
    """Doubling waits with jitter, so that many bots do not come back in the same instant.

    `first` and `longest` are seconds.
    """

    log: logging.Logger
    first: float = 1.0
    longest: float = 30.0
    failures: int = 0

    def failed(self, what: str, at_least: float = 0.0) -> float:
        """Note a failure; the seconds to wait, never less than `at_least`.

        The 1st, 2nd, 4th, 8th ... in a row is logged: an outage of a night is a page, not a book.
        """
        self.failures += 1
        if self.failures & (self.failures - 1) == 0:
            self.log.warning("%s (%d in a row)", what, self.failures)
        doublings = min(self.failures - 1, 16)
        wait = min(self.first * 2.0**doublings, self.longest)
        return max(wait * random.uniform(0.5, 1.0), at_least)

    def succeeded(self) -> None:
        """Note that it works again."""
        if self.failures:
            self.log.info("works again after %d failures", self.failures)
        self.failures = 0
