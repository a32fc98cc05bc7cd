"""The queue of updates: kept until the bot confirms them, and read by one poller at a time.

An update stays until a ``getUpdates`` call comes with a higher offset; until then every call gets
it again. A second poller ends the first one's call with 409, as on the real server. While a webhook
is set, they are pushed instead (see ``webhook``).
"""

import asyncio

from ..store import Json, Store
from .errors import RefusalError
from .state import TelegramState

FIRST_UPDATE = 810000001
CONFLICT = (
    "Conflict: terminated by other getUpdates request;"
    " make sure that only one bot instance is running"
)
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
"""The kinds that an empty ``allowed_updates`` leaves out (Bot API)."""


class UpdateQueue:
    """Updates waiting for the bot."""

    def __init__(self, store: Store, state: TelegramState) -> None:
        self._store = store
        self._state = state
        self._waiting: dict[int, Json] = {int(k): v for k, v in store.load("tg_update")}
        self._recent: dict[int, Json] = dict(self._waiting)
        self._repeats: list[Json] = []
        self._sleeper: asyncio.Future[bool] | None = None
        self.made = 0
        """How many updates this run has made; one that is delivered again counts once."""
        self.arrived = asyncio.Event()
        """Set when something comes, for whoever pushes."""

    def __len__(self) -> int:
        return len(self._waiting)

    def push(self, kind: str, content: Json) -> int | None:
        """Queue an update; None where the bot does not want this kind."""
        allowed = self._state.profile.get("allowed_updates", {}).get("kinds")
        if (kind not in allowed) if allowed else kind in NOT_BY_DEFAULT:
            return None
        number = self._state.next("update", FIRST_UPDATE)
        self._queue({"update_id": number, kind: content})
        return number

    def push_raw(self, update: Json) -> int:
        """Queue an update as given; it gets a number if it has none."""
        number: int = update.get("update_id") or self._state.next("update", FIRST_UPDATE)
        self._queue({**update, "update_id": number})
        return number

    def again(self, number: int) -> None:
        """Deliver an update once more although it was confirmed; KeyError if it is unknown."""
        self._repeats.append(self._recent[number])
        self._wake(taken_over=False)

    def newest(self) -> int:
        """The number of the newest update; ValueError if there never was one."""
        return max(self._recent)

    def _queue(self, update: Json) -> None:
        number = update["update_id"]
        self.made += 1
        self._waiting[number] = update
        self._recent[number] = update
        if len(self._recent) > 1000:
            del self._recent[next(iter(self._recent))]
        self._store.put("tg_update", number, update)
        self._wake(taken_over=False)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """What ``getUpdates`` answers; RefusalError 409 if another poller takes over meanwhile."""
        self._wake(taken_over=True)
        self._confirm(offset)
        found = self._batch(limit)
        if found or seconds <= 0:
            return found
        self._sleeper = asyncio.get_running_loop().create_future()
        try:
            taken_over = await asyncio.wait_for(self._sleeper, seconds)
        except TimeoutError:
            return []
        if taken_over:
            raise RefusalError(409, CONFLICT)
        return self._batch(limit)

    def head(self) -> Json | None:
        """What is to be pushed next; None when nothing waits."""
        self.arrived.clear()
        if self._repeats:
            return self._repeats[0]
        return self._waiting[min(self._waiting)] if self._waiting else None

    def pushed(self, update: Json) -> None:
        """The bot has confirmed an update that was pushed to it."""
        if self._repeats and self._repeats[0] is update:
            self._repeats.pop(0)
        elif update["update_id"] in self._waiting:
            self.forget(update["update_id"])

    def end_poll(self) -> None:
        """End the running poll with 409: a webhook was set."""
        self._wake(taken_over=True)

    def _wake(self, *, taken_over: bool) -> None:
        self.arrived.set()
        if self._sleeper is not None and not self._sleeper.done():
            self._sleeper.set_result(taken_over)

    def _batch(self, limit: int) -> list[Json]:
        batch = [self._waiting[number] for number in sorted(self._waiting)[:limit]]
        # What is delivered twice keeps its place: what still waits must not overtake the others.
        later = set(self._waiting) - {update["update_id"] for update in batch}
        repeats = [update for update in self._repeats if update["update_id"] not in later]
        self._repeats = [update for update in self._repeats if update["update_id"] in later]
        return sorted(repeats + batch, key=lambda update: int(update["update_id"]))

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            kept = sorted(self._waiting)[offset:]
            offset = kept[0] if kept else 0
        for number in [number for number in self._waiting if number < offset]:
            self.forget(number)

    def forget(self, number: int) -> None:
        """Take one update out of the queue."""
        del self._waiting[number]
        self._store.drop("tg_update", number)

    def clear(self) -> None:
        """Drop everything that waits (``drop_pending_updates``)."""
        for number in list(self._waiting):
            self.forget(number)

    def release(self) -> None:
        """End the running poll; used when the server stops."""
        self._wake(taken_over=False)
