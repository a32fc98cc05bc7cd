"""Trouble on demand: what a network and two busy services do to a bot.

A fault waits for the next call of its method (a name, or ``*``). The two ``drop`` kinds differ in
what an at-least-once sender must survive: the work was not done, or it was done and nobody heard.
"""

import fnmatch
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class FaultKind(StrEnum):
    """How a call goes wrong."""

    TOO_MANY = "429"
    BROKEN = "500"
    HANG = "hang"
    SLOW = "slow"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"


@dataclass(slots=True)
class Fault:
    """One instruction; ``seconds`` is how long ``hang`` and ``slow`` last."""

    match: str
    kind: FaultKind
    times: int = 1
    skip: int = 0
    retry_after: int = 1
    seconds: float = 30.0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read an instruction; ValueError or TypeError says what is wrong with it."""
        return cls(**{**data, "kind": FaultKind(data["kind"])})


@dataclass(slots=True)
class Faults:
    """The waiting instructions, oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str) -> Fault | None:
        """The fault this call must suffer, if any; used-up ones leave the queue."""
        if not self.waiting:
            return None
        for fault in self.waiting:
            if not fnmatch.fnmatchcase(method, fault.match):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            return fault
        return None
