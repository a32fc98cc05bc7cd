"""One transaction's repositories. A function that gets a `Work` sees one state of the database."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy import Connection, literal, select, text

from storage.aside import Aside
from storage.asked import AskedTally
from storage.backlog import Backlog
from storage.conversations import Conversations
from storage.dossiers import Dossiers
from storage.files import Files
from storage.inquiries import Inquiries
from storage.journal import Journal
from storage.outbox import Outbox
from storage.references import References
from storage.register import Register
from storage.replicas import Replicas
from storage.set_aside import SetAside
from storage.taught import TaughtStore
from storage.timers import Timers

_MOMENT = text("SELECT clock_timestamp()")


class Work:
    """What one transaction can do, by aggregate.

    `writes` is whether it may change anything; rows that it loads are then locked until it ends.
    """

    def __init__(self, connection: Connection, writes: bool) -> None:
        self._connection = connection
        self._writes = writes

    def is_there(self) -> bool:
        """True: the database answers."""
        return bool(self._connection.execute(select(literal(True))).scalar_one())

    def moment(self) -> datetime:
        """The moment by the database server's clock; SQLite's is the process's own."""
        if self._connection.dialect.name != "postgresql":
            return datetime.now(UTC)
        found: datetime = self._connection.execute(_MOMENT).scalar_one()
        return found

    @cached_property
    def conversations(self) -> Conversations:
        """Conversations, by address."""
        return Conversations(self._connection, self._writes)

    @cached_property
    def dossiers(self) -> Dossiers:
        """Dossiers with their answers, attachments and history."""
        return Dossiers(self._connection, self._writes)

    @cached_property
    def files(self) -> Files:
        """The bytes of attachments, by their SHA-256."""
        return Files(self._connection)

    @cached_property
    def references(self) -> References:
        """Gap-free reference numbers."""
        return References(self._connection)

    @cached_property
    def register(self) -> Register:
        """The register of approvals."""
        return Register(self._connection)

    @cached_property
    def inquiries(self) -> Inquiries:
        """Messages to the secretariat and their replies."""
        return Inquiries(self._connection)

    @cached_property
    def backlog(self) -> Backlog:
        """Questions that wait for somebody to teach the answer."""
        return Backlog(self._connection)

    @cached_property
    def taught(self) -> TaughtStore:
        """What the secretariat taught."""
        return TaughtStore(self._connection)

    @cached_property
    def asked(self) -> AskedTally:
        """How questions ended, counted by day and entry."""
        return AskedTally(self._connection)

    @cached_property
    def journal(self) -> Journal:
        """Which events were processed."""
        return Journal(self._connection)

    @cached_property
    def outbox(self) -> Outbox:
        """What is to be sent."""
        return Outbox(self._connection)

    @cached_property
    def aside(self) -> Aside:
        """What could not be sent."""
        return Aside(self._connection)

    @cached_property
    def replicas(self) -> Replicas:
        """Which other processes use the database."""
        return Replicas(self._connection)

    @cached_property
    def timers(self) -> Timers:
        """What is due later."""
        return Timers(self._connection)

    @cached_property
    def set_aside(self) -> SetAside:
        """Events that could not be processed."""
        return SetAside(self._connection)
