"""The same SQL for SQLite and PostgreSQL: it compiles for both, and locks where rows can be."""

from __future__ import annotations

import pytest
from sqlalchemy import ClauseElement, make_url
from sqlalchemy.schema import CreateTable

from storage import conversations, dossiers, outbox_statements
from storage.tables import metadata

POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()

STATEMENTS = {
    f"{module.__name__}.{name}": value
    for module in (conversations, dossiers, outbox_statements)
    for name, value in vars(module).items()
    if isinstance(value, ClauseElement) and name.strip("_").isupper()
}


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_every_prepared_statement_is_sql_for_postgresql(name: str) -> None:
    assert str(STATEMENTS[name].compile(dialect=POSTGRESQL))


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_every_table_is_sql_for_postgresql(name: str) -> None:
    made = str(CreateTable(metadata.tables[name]).compile(dialect=POSTGRESQL))
    assert f"CREATE TABLE {name}" in made


def test_claims_skip_what_another_replica_has_locked() -> None:
    heads = str(outbox_statements.HEADS.compile(dialect=POSTGRESQL))
    assert "FOR UPDATE OF outbox SKIP LOCKED" in heads


def test_a_conversation_and_a_dossier_are_locked_when_a_turn_loads_them() -> None:
    for statement in (conversations._LOCK, dossiers._LOCK):
        assert "FOR UPDATE" in str(statement.compile(dialect=POSTGRESQL))
