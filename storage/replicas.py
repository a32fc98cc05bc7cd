"""Which other processes use the database, as far as it knows itself.

PostgreSQL lists its connections. With SQLite there is one bot, held by `lock`, so nothing is said
about it here.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from storage.leading import POLLING
from storage.postgres import is_server

# By the name that this program connects under, which the URL may have changed for all of it.
_CONNECTED = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
)
_HOLD = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")


class Replicas:
    """The other replicas."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def connected(self) -> int:
        """How many connections other processes of this program have."""
        if not is_server(self._connection):
            return 0
        return int(self._connection.execute(_CONNECTED).scalar_one())

    def keep_out(self) -> bool:
        """Have none of them poll until the transaction ends; False when one does already, or is
        connected."""
        if not is_server(self._connection):
            return True
        free = self._connection.execute(_HOLD, {"name": POLLING}).scalar_one()
        return bool(free) and not self.connected()
