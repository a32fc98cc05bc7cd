"""Alembic's entry: on the connection that `storage.migrating` hands over, or on DATABASE_URL."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from storage.engine import make_engine, usable_url
from storage.learning_tables import backlog


def run(connection: Connection) -> None:
    """Run the migrations on a connection. SQLite alters a table by copying it: `batch`."""
    context.configure(connection=connection, target_metadata=backlog.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    engine = make_engine(usable_url(os.environ["DATABASE_URL"]), connections=1)
    with engine.execution_options(writes=True).begin() as own:
        run(own)
    engine.dispose()
