"""Options with which tests rewrite what they otherwise compare with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.content import expected_phrases
from knowledge.library import Library
from knowledge.loader import load
from tests.models import CONTENT, understand_well

# Hypothesis takes an example of more than 200 ms for a failure; on a busy machine it is none.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-transcripts",
        action="store_true",
        help="rewrite the bot's side of tests/transcripts; read the difference as a conversation",
    )
    parser.addoption(
        "--update-docs", action="store_true", help="rewrite the generated pages in docs/"
    )


@pytest.fixture(scope="session", autouse=True)
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where fitted models are kept while tests run: one folder for all worker processes."""
    base = tmp_path_factory.getbasetemp()
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    folder = (base.parent if worker else base) / "models"
    before = os.environ.get("MODEL_DIR")
    os.environ["MODEL_DIR"] = str(folder)
    yield folder
    if before is None:
        del os.environ["MODEL_DIR"]
    else:
        os.environ["MODEL_DIR"] = before


@pytest.fixture(scope="session")
def real_library(model_dir: Path) -> Library:
    """The content that is shipped, understood as in the product. Not to be changed."""
    library = load(CONTENT, expected_phrases())
    understand_well(library, model_dir)
    return library
