"""The document maker, made when the first document is wanted.

The typesetter's library and fonts take a third of a second and some 50 MB; a bot that starts, or
that only answers questions, does not wait for them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from dialogs.scene import OSLO
from dialogs.state import Dossier
from knowledge.model import Checklist, Language, Renderer

if TYPE_CHECKING:
    from bot.documents.dossier import DossierDocument


class LazyDocument:
    """Makes dossiers' PDFs; may be called from several threads."""

    def __init__(
        self, checklist: Checklist, renderer: Renderer, clock: Callable[[], datetime]
    ) -> None:
        self._checklist = checklist
        self._renderer = renderer
        self._clock = clock
        self._document: DossierDocument | None = None
        self._lock = threading.Lock()

    def make(self, dossier: Dossier, language: Language) -> bytes:
        """The dossier as a PDF, as of today in Oslo."""
        today = self._clock().astimezone(OSLO).date()
        return self._maker().make(dossier, language, today)

    def _maker(self) -> DossierDocument:
        with self._lock:
            if self._document is None:
                from bot.documents.dossier import DossierDocument

                self._document = DossierDocument(self._checklist, self._renderer)
            return self._document
