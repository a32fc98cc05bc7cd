"""How fast we send, so that refusals are rare: a token bucket for each place and one over all.

Telegram takes about one message a second in a chat and thirty over all, with short bursts ("My bot
is hitting limits" in Telegram's bot FAQ); Slack about one a second in a channel, "short bursts >1
allowed" ("Rate limits" in Slack's documentation). Neither promises a number, so a refusal and its
`retry_after` are obeyed all the same. A pace is one process's: where several send, each gets its
share by settings. Measured in monotonic seconds, so a clock that is set changes nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

FORGET_ABOVE = 1000
"""Places that are remembered before the rested ones are forgotten; a rested bucket is a new one."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once (`burst`, at least 1), then `rate` a second."""

    burst: int
    rate: float


@dataclass(frozen=True, slots=True)
class Limits:
    """A channel's limits: in each of its places (a chat), and over all of them. None: no limit."""

    place: Limit | None = None
    over_all: Limit | None = None


@dataclass(frozen=True, slots=True)
class Permit:
    """When a message may go: in `seconds`. Not `granted`: ask again then."""

    seconds: float
    granted: bool


class Bucket:
    """Holds up to `burst` tokens and gets `rate` a second; may be in debt for what was promised."""

    def __init__(self, limit: Limit, now: float) -> None:
        self._limit = limit
        self._tokens = float(limit.burst)
        self._at = now

    @property
    def burst(self) -> float:
        """How many tokens it holds."""
        return float(self._limit.burst)

    def wait(self, now: float, tokens: float = 1.0) -> float:
        """Seconds until so many tokens are there; 0 when they are."""
        self._fill(now)
        return max(tokens - self._tokens, 0.0) / self._limit.rate

    def take(self, now: float) -> None:
        """Take a token, or promise the next one."""
        self._fill(now)
        self._tokens -= 1.0

    def rested(self, now: float) -> bool:
        """Whether it is as full as a new one."""
        self._fill(now)
        return self._tokens >= self._limit.burst

    def _fill(self, now: float) -> None:
        gained = max(now - self._at, 0.0) * self._limit.rate
        self._tokens = min(self._tokens + gained, float(self._limit.burst))
        self._at = max(self._at, now)


@dataclass(slots=True)
class _Channel:
    limits: Limits
    places: dict[str, Bucket] = field(default_factory=dict)
    over_all: Bucket | None = None


class Pace:
    """Says when a message may go. Without limits, always at once."""

    def __init__(
        self,
        limits: Mapping[str, Limits] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._channels = {name: _Channel(each) for name, each in (limits or {}).items()}

    def ask(self, channel: str, place: str, patience: float = math.inf) -> Permit:
        """Ask for one message; granted, the token is taken and the message may go in `seconds`.

        A wait beyond `patience` seconds, or for the place itself, is not granted: nothing is
        promised then, because one lane alone speaks in a place and may ask again.
        """
        now = self._monotonic()
        own, shared = self._buckets(channel, place, now)
        if own is not None and (alone := own.wait(now)) > 0:
            return Permit(alone, granted=False)
        wait = shared.wait(now) if shared is not None else 0.0
        if wait > patience:
            return Permit(wait, granted=False)
        for bucket in (own, shared):
            if bucket is not None:
                bucket.take(now)
        return Permit(wait, granted=True)

    def spend(self, channel: str, place: str) -> None:
        """Count a call that was not asked for: a long text's second part, a removed keyboard."""
        now = self._monotonic()
        for bucket in self._buckets(channel, place, now):
            if bucket is not None:
                bucket.take(now)

    def spare(self, channel: str, place: str) -> float:
        """Seconds until a call that may wait leaves a token for whoever may not."""
        now = self._monotonic()
        waits = [
            bucket.wait(now, min(2.0, bucket.burst))
            for bucket in self._buckets(channel, place, now)
            if bucket is not None
        ]
        return max(waits, default=0.0)

    def behind(self, seconds: float) -> Iterable[str]:
        """The channels in which the next message would wait longer than so many seconds."""
        now = self._monotonic()
        for name, channel in self._channels.items():
            if channel.over_all is not None and channel.over_all.wait(now) > seconds:
                yield name

    def _buckets(self, name: str, place: str, now: float) -> tuple[Bucket | None, Bucket | None]:
        channel = self._channels.get(name)
        if channel is None:
            return None, None
        limits = channel.limits
        if channel.over_all is None and limits.over_all is not None:
            channel.over_all = Bucket(limits.over_all, now)
        if limits.place is None:
            return None, channel.over_all
        own = channel.places.get(place)
        if own is None:
            if len(channel.places) >= FORGET_ABOVE:
                rested = [key for key, each in channel.places.items() if each.rested(now)]
                for key in rested:
                    del channel.places[key]
            own = channel.places[place] = Bucket(limits.place, now)
        return own, channel.over_all
