"""A small checklist with every kind of answer, a dossier that answers it, and its renderer.

The phrases are the real ones; the checklist's own texts are made up from ids, so that a test can
say what it expects without knowing the content. All data is invented test data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2
import yaml
from pypdf import PdfReader

import knowledge
from dialogs.dossier import CaseAction
from dialogs.state import Address, Answer, Attachment, CaseEvent, CaseState, Dossier
from knowledge import formats
from knowledge.model import (
    AnswerKind,
    Caution,
    Checklist,
    Clause,
    Item,
    Language,
    Markup,
    Standing,
)

TODAY = date(2026, 11, 8)
SENT = datetime(2026, 11, 3, 13, 5, tzinfo=UTC)  # 14:05 in Oslo
ONLY_BOKMAL = "Parts of this are in Bokmål."
NOTICE = "Not the official form."
CONTENT = Path(knowledge.__file__).parent / "content"


def item(id: str, kind: AnswerKind, **more: Any) -> Item:
    given = {"standing": Standing.STATED, "required": True, "sources": ("S0",), **more}
    return Item(id=id, section=id[0], kind=kind, **given)


_ITEMS = (
    item("A1", AnswerKind.TEXT),
    item("A2", AnswerKind.EMAIL, standing=Standing.INFERRED),
    item("A3", AnswerKind.PHONE),
    item("B1", AnswerKind.TEXT),
    item("B2", AnswerKind.ORG_NUMBER),
    item(
        "B3",
        AnswerKind.CHOICE,
        choices=("as", "asa"),
        cautions=(Caution("rare", values=frozenset({"asa"})),),
    ),
    item("B4", AnswerKind.YES_NO),
    item("B5", AnswerKind.NUMBER, when=(Clause("B4", frozenset({"yes"})),)),
    item("C1", AnswerKind.DATE, standing=Standing.INFERRED),
    item("C2", AnswerKind.URL, required=False),
    item("C3", AnswerKind.FILES, slug="skatteattest"),
    item("N1", AnswerKind.YES_NO),
    item("N5", AnswerKind.TEXT),
    item("N6", AnswerKind.TEXT),
)
CHECKLIST = Checklist(
    version="test",
    sections=("A", "B", "C", "N"),
    items={one.id: one for one in _ITEMS},
    name_item="B1",
    org_number_item="B2",
    roles={
        "applicant": "A1",
        "email": "A2",
        "phone": "A3",
        "declarant": "N5",
        "declarant_role": "N6",
    },
)
FILES = (
    Attachment("u1", "IMG 1 (kopi).pdf", "application/pdf", 1_234_567, "0123456789abcdef" * 4),
    Attachment("u2", "bilde.jpg", "image/jpeg", 900, "fedcba9876543210" * 4),
)
VALUES = {
    "A1": "Kari Eksempel",
    "A2": "soknad@example.no",
    "A3": "+4722000000",
    "B1": "Eksempel Kundesenter AS",
    "B2": "123456785",  # nobody's
    "B3": "asa",
    "B4": "yes",
    "B5": "12500",
    "C1": "2026-10-01",
    "C2": "https://example.no/om",
    "N1": "yes",
    "N5": "Ola Prøve",
    "N6": "daglig leder",
}


def dossier(values: Mapping[str, str] = VALUES, **more: Any) -> Dossier:
    """A submitted dossier with these answers, and two files when C3 is not among them."""
    answers = {id: Answer(value, SENT) for id, value in values.items()}
    answers.setdefault("C3", Answer("", SENT, files=FILES))
    made = Dossier(
        id=1,
        owner=Address("telegram", "1"),
        revision=1,
        state=CaseState.SUBMITTED,
        checklist_version="test",
        created_at=SENT,
        answers=answers,
        reference="GC-2026-0042",
        submitted_at=SENT,
        history=(CaseEvent(SENT, CaseAction.SUBMIT, "", CaseState.SUBMITTED),),
    )
    return replace(made, **more)


def without(*ids: str) -> dict[str, str]:
    return {id: value for id, value in VALUES.items() if id not in ids}


class SampleRenderer:
    """The document's phrases with the filters that they use. Implements `PhraseRenderer`.

    `untranslated` is a part of the checklist's texts that carries the note about Bokmål, as the
    real renderer does when it falls back.
    """

    def __init__(self, notice: str = NOTICE, untranslated: str = "") -> None:
        self._untranslated = untranslated
        self._phrases = {
            language: {"note.only_bokmal": ONLY_BOKMAL, **_phrases(folder)}
            for language, folder in (
                (Language.NB, CONTENT),
                (Language.EN, CONTENT / "languages" / "en"),
            )
        }
        self._notice = notice
        self._environments = {language: self._environment(language) for language in self._phrases}

    def render(
        self, key: str, params: Mapping[str, object], language: Language, markup: Markup
    ) -> str:
        text = self._environments[language].from_string(self._phrases[language][key]).render(params)
        if self._untranslated and text.startswith(self._untranslated):
            return f"{text}\n\n{ONLY_BOKMAL}"
        return text

    def _environment(self, language: Language) -> jinja2.Environment:
        made = jinja2.Environment(undefined=jinja2.StrictUndefined)
        made.filters.update(self._filters(language))
        return made

    def _filters(self, language: Language) -> dict[str, Any]:
        return {
            "phrase": lambda key: {"notice.unofficial": self._notice}[key],
            "section": lambda section: f"Section-{section}",
            "short": lambda item: f"Short-{item}",
            "question": lambda item: f"Question-{item}?",
            "missing": lambda item: f"Why-{item}.",
            "choice_of": lambda choice, item: f"Choice-{choice}",
            "caution_of": lambda caution, item: f"Caution-{item}-{caution}",
            "date": lambda value: formats.in_words(value, language),
            "datetime": lambda value: formats.moment_in_words(value, language),
            "number": lambda value: formats.number(value, language),
            "size": lambda value: formats.size(value, language),
            "orgnr": formats.organisation_number,
        }


def _phrases(folder: Path) -> dict[str, str]:
    paths = [*folder.glob("phrases*.yaml"), *folder.glob("phrases/*.yaml")]
    loaded = (yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in paths)
    return {key: text for table in loaded for key, text in table.items() if key.startswith("pdf.")}


def text_of(pdf: bytes) -> str:
    """All text of a document, with every white space a single space."""
    pages = PdfReader(BytesIO(pdf), strict=True).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
