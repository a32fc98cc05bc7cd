"""What PostgreSQL has to be told, what its refusals mean, and its locks by name.

Turns run at READ COMMITTED: a turn first locks the row of its conversation, then that of its
dossier, and every statement after that sees what the holder before it committed. Looks run at
REPEATABLE READ, so that one look sees one state. What has no row to be locked, such as the end of a
lane, is locked by name until the transaction ends.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

CONNECT_SECONDS = 5

LOOKS = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Execution options of look-ups."""

_SERVER_SETTINGS = {
    # A process that hangs in a transaction must not hold a chat up for ever.
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "10s",
    # Nor one that vanished without a word: its locks are free within half a minute.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
_CONNECTING: dict[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    # A server that vanished without a word is noticed within half a minute.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    "application_name": "veiviser",
    "options": " ".join(f"-c {name}={value}" for name, value in _SERVER_SETTINGS.items()),
}

# A turn that lost a race is right again when it is run again: a deadlock, a serialization failure,
# and a row that came or went between two statements (unique and foreign keys).
_LOST_RACE = frozenset({"40001", "40P01", "23503", "23505"})
# The server stops or starts, or somebody holds what is needed for too long.
_AWAY = frozenset({"57P01", "57P02", "57P03", "57P05", "25P03", "25006", "55P03"})
# Classes: broken connections, no room (disk, memory, connections), and errors of the system.
_AWAY_CLASSES = ("08", "53", "58")

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def connect_arguments(url: URL) -> dict[str, Any]:
    """How to connect; whatever the URL itself says wins."""
    return {name: value for name, value in _CONNECTING.items() if name not in url.query}


def is_server(connection: Connection) -> bool:
    """Whether the database is a PostgreSQL."""
    return connection.dialect.name == "postgresql"


def lock_name(connection: Connection, name: str) -> None:
    """Hold a name until the transaction ends; SQLite's one writer holds them all already."""
    if is_server(connection):
        connection.execute(_LOCK, {"name": name})


def lost_a_race(error: DBAPIError) -> bool:
    """Whether the same transaction may well succeed when it is run again at once."""
    return _state(error) in _LOST_RACE


def is_away(error: DBAPIError) -> bool:
    """Whether the server, or the way to it, is the trouble; what was asked of it is not."""
    state = _state(error)
    if state is None:  # a psycopg error without a state never reached the server
        return error.connection_invalidated or type(error.orig).__name__ == "OperationalError"
    return error.connection_invalidated or state in _AWAY or state.startswith(_AWAY_CLASSES)


def forget_details(error: DBAPIError) -> None:
    """Leave an error its first line: those after it quote the row, which may be an applicant's."""
    for each in (error, error.orig):
        if each is not None and each.args:
            each.args = (str(each.args[0]).partition("\n")[0], *each.args[1:])


def _state(error: DBAPIError) -> str | None:
    state = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None
