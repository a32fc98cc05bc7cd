"""Typesets a dossier: data in, PDF out, and nothing from the machine that it runs on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import typst

import knowledge
from bot.documents.contents import contents, sent_at
from bot.documents.glyphs import BOX, FAMILIES, Glyphs
from bot.documents.texts import DocumentTexts, PhraseRenderer
from dialogs.state import Dossier
from knowledge.model import Checklist, Language

_TEMPLATES = Path(knowledge.__file__).parent / "documents"
# An archive may keep it (PDF/A-2a), and a screen reader may read it (PDF/UA-1).
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


class DossierDocument:
    """Makes PDFs of dossiers. One instance serves all threads, one document at a time.

    Only typst's own fonts are used, so that every machine makes the same document.
    """

    def __init__(self, checklist: Checklist, renderer: PhraseRenderer) -> None:
        fonts = typst.Fonts(include_system_fonts=False)
        self._checklist = checklist
        self._renderer = renderer
        self._glyphs = Glyphs(_TEMPLATES / "probe.typ", fonts)
        self._compiler = typst.Compiler(
            _TEMPLATES / "dossier.typ", font_paths=fonts, ignore_system_fonts=True
        )
        self._lock = threading.Lock()

    def make(self, dossier: Dossier, language: Language, today: date) -> bytes:
        """The dossier as a PDF/A-2a and PDF/UA-1 document: the same bytes for the same arguments.

        It computes for some tens of milliseconds, so call it in a thread. `today` is the day in
        Oslo that cautions about old dates are counted from; the document's own date is when the
        dossier was sent, or begun.
        """
        texts = DocumentTexts(self._renderer, language)
        data = contents(dossier, self._checklist, texts, today)
        self._glyphs.learn(_strings(data))
        shown = self._shown(data)
        boxes = any(BOX in text for text in _strings(shown))
        inputs = {
            "data": json.dumps(shown),
            "families": json.dumps(FAMILIES),
            "boxes": texts.get("pdf.boxes") if boxes else "",
        }
        dated = sent_at(dossier) or dossier.created_at
        with self._lock:
            made = self._compiler.compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=_STANDARDS,
                timestamp=int(dated.timestamp()),
            )
        assert isinstance(made, bytes)  # only images come page by page
        return made

    def _shown(self, data: object) -> object:
        match data:
            case str():
                return self._glyphs.shown(data)
            case dict():
                return {key: self._shown(value) for key, value in data.items()}
            case list() | tuple():
                return [self._shown(value) for value in data]
        return data


def _strings(data: object) -> Iterator[str]:
    match data:
        case str():
            yield data
        case dict():
            for value in data.values():
                yield from _strings(value)
        case list() | tuple():
            for value in data:
                yield from _strings(value)
