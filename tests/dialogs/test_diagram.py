"""The diagrams in the docs are the tables in the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs import application, dossier
from dialogs.diagram import docs_page, mermaid
from dialogs.state import CaseState, Stage

PAGE = Path(__file__).parents[2] / "docs" / "states.md"


def test_the_page_shows_the_tables_as_they_are(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-docs"):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(docs_page(), encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == docs_page(), "pytest tests/dialogs --update-docs"


def test_every_move_is_on_an_arrow() -> None:
    case = mermaid(dossier.TRANSITIONS, CaseState.DRAFT)
    dialog = mermaid(application.TRANSITIONS, Stage.INTRO)

    assert all(action.value in case for _, action in dossier.TRANSITIONS)
    assert all(move.value in dialog for _, move in application.TRANSITIONS)


def test_a_withdrawn_case_and_a_finished_dialog_lead_to_the_end() -> None:
    assert "withdrawn --> [*]" in mermaid(dossier.TRANSITIONS, CaseState.DRAFT)
    assert "confirming --> [*] : submit" in mermaid(application.TRANSITIONS, Stage.INTRO)
