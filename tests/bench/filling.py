"""A database as it is after years: made with SQL, the same on SQLite and PostgreSQL.

Invented rows, with the sizes and the spread of real ones.
"""

from __future__ import annotations

import time

from sqlalchemy import Engine, text

from storage.engine import is_sqlite, make_engine, usable_url
from storage.migrating import bring_up_to_date

CONVERSATIONS = 1_000_000
DOSSIERS = 100_000
ANSWERS = 12
"""In each dossier."""

EVENTS = 1_000_000
"""In the journal: two weeks of them at one a second."""

BUILD_SECONDS = 600.0
"""No longer than this; it takes about a minute."""

_FIRST_CHAT = 100_000_000
_AT = "'2026-11-01 08:00:00.000000'"


def _numbers(most: int) -> str:
    return (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT "
    )


def statements(conversations: int, dossiers: int, events: int) -> dict[str, str]:
    """What fills each table."""
    chat = f"CAST({_FIRST_CHAT} + i AS VARCHAR(64))"
    draft = "CASE WHEN i % 2 = 0 THEN 'draft' ELSE 'in_review' END"
    number = f"'GC-2020-' || CAST({_FIRST_CHAT} + i AS TEXT)"
    reference = f"CASE WHEN i % 2 = 0 THEN NULL ELSE {number} END"
    words = "'Et oppdiktet svar av vanlig lengde, nummer ' || CAST(i AS TEXT)"
    return {
        "conversations": (
            "INSERT INTO conversations (channel, chat, revision, language, language_chosen,"
            f" dossier, last_question, last_entry) {_numbers(conversations)}"
            f" 'telegram', {chat}, 3, 'nb', FALSE,"
            f" CASE WHEN i <= {dossiers} THEN i END, '', '' FROM n"
        ),
        "dossiers": (
            "INSERT INTO dossiers (channel, chat, revision, state, checklist_version, created_at,"
            " skipped, pending, reopened, request_note, reference, unreachable)"
            f" {_numbers(dossiers)} 'telegram', {chat}, 20, {draft}, '1', {_AT},"
            f" '[]', '[]', '[]', '', {reference}, FALSE FROM n"
        ),
        "answers": (
            "INSERT INTO answers (dossier_id, item, value, at, kept)"
            f" {_numbers(dossiers * ANSWERS)} (i - 1) / {ANSWERS} + 1,"
            f" 'X' || CAST((i - 1) % {ANSWERS} AS TEXT),"
            f" {words}, {_AT}, FALSE FROM n"
        ),
        "case_events": (
            "INSERT INTO case_events (dossier_id, number, at, what, by, state, details)"
            f" {_numbers(dossiers)} i, 1, {_AT}, 'submit', '', 'submitted', '{{}}' FROM n"
        ),
        "journal": (
            f"INSERT INTO journal (event_id, at) {_numbers(events)}"
            f" 'tg:9:' || CAST(i AS TEXT), {_AT} FROM n"
        ),
    }


def fill(url: str, part: float = 1.0) -> float:
    """Make a database of full size, or of a part of it; the seconds that it took.

    Raises:
        TimeoutError: it took longer than it may.
    """
    began = time.monotonic()
    engine = make_engine(usable_url(url), connections=1)
    try:
        bring_up_to_date(engine.execution_options(writes=True))
        sizes = (int(size * part) for size in (CONVERSATIONS, DOSSIERS, EVENTS))
        for table, statement in statements(*sizes).items():
            with engine.execution_options(writes=True).begin() as connection:
                connection.execute(text(statement))
            if time.monotonic() - began > BUILD_SECONDS:
                raise TimeoutError(f"the rows of {table} were not made in time")
        _settle(engine)
    finally:
        engine.dispose()
    return time.monotonic() - began


def _settle(engine: Engine) -> None:
    """What a database does by itself in years: statistics, and all rows in their place."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    if is_sqlite(engine):
        raw = engine.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
