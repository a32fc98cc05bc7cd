"""One document maker for all tests of this room: it loads fonts once."""

from __future__ import annotations

import pytest

from bot.documents import DossierDocument
from tests.bot.documents.sample import CHECKLIST, SampleRenderer


@pytest.fixture(scope="session")
def document() -> DossierDocument:
    return DossierDocument(CHECKLIST, SampleRenderer())
