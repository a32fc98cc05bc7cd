"""Files that wait for a place lie in their dossier, no longer beside the conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("loose_files")


def downgrade() -> None:
    with op.batch_alter_table("conversations") as batch:
        batch.add_column(sa.Column("loose_files", sa.Text(), server_default="[]", nullable=False))
    with op.batch_alter_table("conversations") as batch:
        batch.alter_column("loose_files", server_default=None)
