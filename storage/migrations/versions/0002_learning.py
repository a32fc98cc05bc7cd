"""What is learnt from use: the backlog, what was taught, the tally, and a chat's last question."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = storage.columns.UtcDateTime(timezone=True)


def _identity() -> sa.Column[int]:
    return sa.Column("id", _NUMBER, nullable=False)


def upgrade() -> None:
    with op.batch_alter_table("conversations") as batch:
        for name, kind in (("last_question", sa.Text()), ("last_entry", sa.String(length=32))):
            batch.add_column(sa.Column(name, kind, server_default="", nullable=False))
    _backlog()
    _taught()
    op.create_table(
        "asked",
        _identity(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entry", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_asked_day"), "asked", ["day"])


def _backlog() -> None:
    op.create_table(
        "backlog",
        _identity(),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("first_at", _MOMENT, nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.Column("post", sa.String(length=64), nullable=True),
        sa.Column("learnt", sa.String(length=32), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backlog")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_backlog_state"), "backlog", ["state"])
    op.create_table(
        "backlog_lines",
        _identity(),
        sa.Column("backlog_id", _NUMBER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("chat", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["backlog_id"], ["backlog.id"], name=op.f("fk_backlog_lines_backlog_id_backlog")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backlog_lines")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_backlog_lines_backlog_id"), "backlog_lines", ["backlog_id"])
    op.create_index("ix_backlog_lines_channel_chat", "backlog_lines", ["channel", "chat"])


def _taught() -> None:
    op.create_table(
        "taught_entries",
        _identity(),
        sa.Column("entry", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught_entries")),
        sa.UniqueConstraint("entry", name=op.f("uq_taught_entries_entry")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "taught_phrasings",
        _identity(),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught_phrasings")),
        sa.UniqueConstraint("words", name=op.f("uq_taught_phrasings_words")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_taught_phrasings_entry"), "taught_phrasings", ["entry"])
    version = op.create_table(
        "taught_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught_version")),
    )
    op.bulk_insert(version, [{"id": 1, "version": 0}])


def downgrade() -> None:
    for table in (
        "asked",
        "taught_version",
        "taught_phrasings",
        "taught_entries",
        "backlog_lines",
        "backlog",
    ):
        op.drop_table(table)
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("last_entry")
        batch.drop_column("last_question")
