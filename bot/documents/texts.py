"""The texts of the dossier document: their keys, their parameters, and how they are looked up.

The table has the shape of `dialogs.messages.MESSAGES`, so that the same checks serve both. A key
that names one of the content's own texts (a question, a choice) is a template of one filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from dialogs.dossier import CaseAction
from dialogs.state import CaseState
from knowledge.model import Language, Markup

PDF_TEXTS: Mapping[str, tuple[str, ...]] = {
    # Cover and running lines
    "pdf.title": (),
    "pdf.header": ("reference",),
    "pdf.page": ("page", "pages"),
    "pdf.nameless": (),
    "pdf.notice": (),
    "pdf.boxes": (),
    "pdf.contents": (),
    "pdf.label.org_number": (),
    "pdf.label.reference": (),
    "pdf.label.sent": (),
    "pdf.label.version": (),
    "pdf.label.state": (),
    "pdf.label.contact": (),
    "pdf.label.email": (),
    "pdf.label.phone": (),
    "pdf.label.answered": (),
    "pdf.answered": ("answered", "asked"),
    "pdf.version": ("version",),
    "pdf.not_sent": (),
    "pdf.not_given": (),
    **{f"pdf.state.{state}": () for state in CaseState},
    # Answers
    "pdf.answers": (),
    "pdf.skipped": (),
    "pdf.unanswered": (),
    "pdf.kept": (),
    "pdf.signed": ("name", "role", "moment"),
    # What is missing
    "pdf.missing": (),
    "pdf.missing_none": (),
    "pdf.missing_stated": (),
    "pdf.missing_stated_intro": (),
    "pdf.missing_suggested": (),
    "pdf.missing_suggested_intro": (),
    # Attachments
    "pdf.attachments": (),
    "pdf.attachments_none": (),
    "pdf.column.file": (),
    "pdf.column.size": (),
    "pdf.belongs_to": ("item",),
    "pdf.other_files": (),
    "pdf.label.digest": (),
    "pdf.original_name": ("name",),
    # History
    "pdf.history": (),
    "pdf.column.when": (),
    "pdf.column.what": (),
    "pdf.column.who": (),
    "pdf.applicant": (),
    **{f"pdf.action.{action}": () for action in CaseAction},
    # The content's own texts, and values as a language writes them
    "pdf.section": ("section",),
    "pdf.item_short": ("item",),
    "pdf.item_question": ("item",),
    "pdf.missing_why": ("item",),
    "pdf.choice": ("choice", "item"),
    "pdf.caution": ("caution", "item"),
    "pdf.org_number": ("value",),
    "pdf.number": ("value",),
    "pdf.day": ("day",),
    "pdf.moment": ("moment",),
    "pdf.size": ("bytes",),
}

_ONLY_BOKMAL = "note.only_bokmal"


class PhraseRenderer(Protocol):
    """What a document needs of `knowledge.model.Renderer`."""

    def render(
        self, key: str, params: Mapping[str, object], language: Language, markup: Markup
    ) -> str:
        """The text of `key`."""
        ...


class DocumentTexts:
    """The document's texts in one language.

    The renderer ends every text that had to be taken from Bokmål with a note. A document wants
    that note once: it is taken off, and `note` holds it after the first such text.
    """

    def __init__(self, renderer: PhraseRenderer, language: Language) -> None:
        self.language = language
        self.note = ""
        self._renderer = renderer
        self._ending = renderer.render(_ONLY_BOKMAL, {}, language, Markup.PLAIN)

    def get(self, key: str, **params: str | int) -> str:
        """The text of a key.

        Raises:
            ValueError: the key is not in `PDF_TEXTS`, or the parameters are not exactly its own.
        """
        names = PDF_TEXTS.get(key)
        if names is None or set(names) != set(params):
            raise ValueError(f"{key}: expected {names}, got {sorted(params)}")
        text = self._renderer.render(key, params, self.language, Markup.PLAIN)
        if self._ending and text.endswith(f"\n\n{self._ending}"):
            self.note = self._ending
            text = text.removesuffix(self._ending).rstrip()
        return text
