"""The tables. Nothing outside `storage` sees them.

Values that are only ever read whole (a dialog's progress, a decision, an effect) are JSON text;
whatever is searched, counted or kept for ever has columns of its own. Identities are never given
twice, because buttons and outbox rows of a deleted draft may outlive it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives out an identity again after a delete unless AUTOINCREMENT is asked for, and only
# offers that for a plain INTEGER.
IDENTITY = BigInteger().with_variant(Integer, "sqlite")

conversations = Table(
    "conversations",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("chat", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("language", String(2), nullable=False),
    Column("language_chosen", Boolean, nullable=False),
    # No foreign key: a conversation may still name a draft that was deleted.
    Column("dossier", BigInteger),
    Column("progress", Text),
    Column("interlude", String(32)),
    Column("album", Text),
    # What the core knows of its screen, and the message that really has the buttons.
    Column("screen", String(64)),
    Column("shown", String(64)),
    # A cleaned text and the entry that answered it: see `dialogs.redaction`.
    Column("last_question", Text, nullable=False, server_default=""),
    Column("last_entry", String(32), nullable=False, server_default=""),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(32), nullable=False),
    Column("checklist_version", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("skipped", Text, nullable=False),
    Column("pending", Text, nullable=False),
    Column("reopened", Text, nullable=False),
    Column("request_note", Text, nullable=False),
    Column("reference", String(32), unique=True),
    Column("submitted_at", UtcDateTime),
    Column("fee_paid_on", Date),
    Column("handler", Text),
    Column("decision", Text),
    Column("unreachable", Boolean, nullable=False),
    Column("card", String(64)),
    Index("ix_dossiers_channel_chat", "channel", "chat"),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("dossier_id", ForeignKey("dossiers.id"), primary_key=True),
    Column("item", String(32), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kept", Boolean, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
)

file_chunks = Table(
    "file_chunks",
    metadata,
    Column("sha256", ForeignKey("files.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("dossier_id", ForeignKey("dossiers.id"), primary_key=True),
    Column("item", String(32), primary_key=True),
    Column("upload", String(128), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("sha256", ForeignKey("files.sha256"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("media_type", String(128), nullable=False),
)

case_events = Table(
    "case_events",
    metadata,
    Column("dossier_id", ForeignKey("dossiers.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("what", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("state", String(32), nullable=False),
    Column("details", Text, nullable=False),
)

reference_counters = Table(
    "reference_counters",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

register = Table(
    "register",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    Column("org_number", String(9), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("normalised", Text, nullable=False, index=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("checked_on", Date, nullable=False),
    # Set: the projection of one of our own cases. Empty: part of a loaded list.
    Column("dossier_id", ForeignKey("dossiers.id"), unique=True),
    sqlite_autoincrement=True,
)

inquiries = Table(
    "inquiries",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("dossier_id", BigInteger),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("post", String(64)),
    Column("answer", Text, nullable=False),
    Column("answered_by", Text),
    Column("answered_at", UtcDateTime),
    sqlite_autoincrement=True,
)

journal = Table(
    "journal",
    metadata,
    Column("event_id", String(255), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

attempts = Table(
    "attempts",
    metadata,
    Column("event_id", String(255), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("event_id", String(255), primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column("attempts", Integer, nullable=False),
    Column("error", String(255), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("lane", String(255), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("payload", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("progress", Text, nullable=False),
    Column("apology", Boolean, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_outbox_lane_id", "lane", "id"),
    Index("ix_outbox_status_due", "status", "due"),
    sqlite_autoincrement=True,
)

timers = Table(
    "timers",
    metadata,
    Column("id", IDENTITY, primary_key=True),
    Column("subject", String(255), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("due", UtcDateTime, nullable=False, index=True),
    UniqueConstraint("subject", "kind", "due"),
    sqlite_autoincrement=True,
)
