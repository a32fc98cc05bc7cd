"""The tables of what is learnt from use. `tables` explains how tables are made here.

No table joins a question with a person for longer than that person waits for its answer: a line's
address goes when the question is closed, and at the latest when it is old.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from storage.columns import UtcDateTime
from storage.tables import IDENTITY, metadata

backlog = Table(
    "backlog",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    # The text as first asked, and normalised for comparing; both empty when it is not known.
    Column("text", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("entry", String(32), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("post", String(64)),
    Column("learnt", String(32), nullable=False),
    Column("closed_by", Text),
    Column("closed_at", UtcDateTime),
    sqlite_autoincrement=True,
)

backlog_lines = Table(
    "backlog_lines",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    Column("backlog_id", ForeignKey("backlog.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("cause", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # Who waits for the answer; empty when nobody does any more.
    Column("channel", String(32)),
    Column("chat", String(64)),
    Index("ix_backlog_lines_channel_chat", "channel", "chat"),
    sqlite_autoincrement=True,
)

taught_entries = Table(
    "taught_entries",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    Column("entry", String(32), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

taught_phrasings = Table(
    "taught_phrasings",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    Column("words", Text, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("entry", String(32), nullable=False, index=True),
    Column("language", String(2), nullable=False),
    Column("by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

# One row: how often what was taught has changed. Read at every turn, so that each process knows
# whether what it holds is still all of it.
taught_version = Table(
    "taught_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)

# Only ever added to; no text and nobody's name.
asked = Table(
    "asked",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("entry", String(32), nullable=False),
    Column("outcome", String(16), nullable=False),
    sqlite_autoincrement=True,
)
