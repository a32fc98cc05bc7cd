"""What a database is told after a copy was put in its place: that it may be behind the world.

Nothing here asks Telegram or Slack. Done twice, it changes nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.exchange import lane_of
from dialogs.effects import RefreshCard
from storage.work import Work


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many rows were waiting to be sent, and how many cards are renewed."""

    waiting: int
    cards: int


def catch_up(work: Work, now: datetime, last_reference: tuple[int, int] | None = None) -> CaughtUp:
    """Have what may have happened since the copy was made be looked up, shown and skipped.

    `last_reference` is the year and the number of the newest reference that was given since.
    """
    # They may have been sent since: what has a key is looked up before it is sent again.
    waiting = work.outbox.mark_as_tried()
    # What the secretariat sees may be newer than the copy: every card is shown as it is again.
    cases = work.dossiers.with_cards()
    for case in cases:
        effect = RefreshCard(case)
        work.outbox.add(effect, *lane_of(effect), now)
    if last_reference is not None:
        work.references.skip_to(*last_reference)
    return CaughtUp(waiting, len(cases))
