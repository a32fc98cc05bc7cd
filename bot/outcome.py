"""What an effect leaves to do when its channel has taken it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.channel import Sending
from bot.turn import Taken
from dialogs.state import Address, Dossier
from knowledge.model import Language
from storage.database import Database
from storage.outbox_rows import OutboxRow
from storage.work import Work

PDF = "application/pdf"

MakePdf = Callable[[Dossier, Language], bytes]
"""The dossier as a PDF; runs in a thread."""


def _nothing(_work: Work) -> Taken | None:
    return None


@dataclass(frozen=True, slots=True)
class Done:
    """What an effect that worked leaves to do.

    `close` runs in the transaction that removes the row, while `order`'s chat takes no other turn;
    `after` runs later and is best effort. `repeatable`: after a power cut it may be done again, as
    everything else in its lane may, so the end of the row need not wait for the disk.
    """

    close: Callable[[Work], Taken | None] = _nothing
    order: Address | None = None
    after: Callable[[], Awaitable[None]] | None = None
    repeatable: bool = False


NOTHING = Done()


def sending(database: Database, row: OutboxRow) -> Sending:
    """The attempt at a row, as a channel sees it."""

    async def save(progress: Mapping[str, str]) -> None:
        await database.turn(lambda work: work.outbox.save_progress(row, progress))

    return Sending(row.key, row.attempts, row.progress, save)
