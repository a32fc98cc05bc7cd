"""Brings the tables up to date. Alembic is slow to import: it is only asked when they are not."""

from __future__ import annotations

from sqlalchemy import Engine, inspect, text

from storage.errors import NewerDatabaseError
from storage.postgres import lock_name

HEAD = "0003"  # the newest revision in migrations/versions; a test compares
KNOWN = ("0001", "0002", "0003")  # all of them, the newest last


def bring_up_to_date(engine: Engine) -> None:
    """Apply the migrations that the database lacks.

    Raises:
        NewerDatabaseError: its version is not one that this program knows.
    """
    if stored_version(engine) != HEAD:
        migrate_to(engine, "head")


def stored_version(engine: Engine) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return str(version) if version else None


def migrate_to(engine: Engine, revision: str) -> None:
    """Move the database up or down to a revision: "head", "base" or the name of one."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    version = stored_version(engine)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise NewerDatabaseError(f"the database is at version {version}, which is newer than this")
    with engine.begin() as connection:
        # Replicas that start together: the second waits, and finds nothing left to do.
        lock_name(connection, "migrating")
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
