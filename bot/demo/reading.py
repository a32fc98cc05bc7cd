"""Reading a chat as a person does: which question is asked, and what stands on a button.

Labels and questions come from the content, so that a reworded button or a new question does not
stop whoever plays an applicant.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.client_values import Message
from bot.telegram.keyboards import shorten
from knowledge.library import Library
from knowledge.model import AnswerKind, Item, Language, Markup
from knowledge.renderer import ContentRenderer
from knowledge.texts import TextKey, item_key, section_key

FILES_SHOWN_AS = "📎"


class Reader:
    """What is on the screen, in one language."""

    def __init__(self, library: Library, language: Language = Language.NB) -> None:
        self.checklist = library.checklist
        self._texts = library.texts
        self._language = language
        self._renderer = ContentRenderer(library)
        self._questions = {
            self._text(item_key(item, "question")): item for item in library.checklist.items
        }

    def label(self, key: str, **params: object) -> str:
        """What stands on a button, by the key of its text."""
        return shorten(self.text(key, **params))

    def text(self, key: str, **params: object) -> str:
        """A phrase as it is read."""
        return self._renderer.render(key, params, self._language, Markup.PLAIN)

    def choice(self, item: Item, value: str) -> str:
        """What stands on the button for an answer; empty where the item has no buttons."""
        if item.kind is AnswerKind.YES_NO:
            return self.label(f"button.{value}")
        if item.kind is AnswerKind.CHOICE:
            return self.label("button.choice", item=item.id, choice=value)
        return ""

    def section(self, section: str, labels: Sequence[str]) -> str:
        """The overview's button for a section, among the labels that are there.

        Raises:
            LookupError: there is none.
        """
        title = self._text(section_key(section))
        for label in labels:
            if title[:12] in label and section in label:
                return label
        raise LookupError(f"no button for section {section} among {labels}")

    def item_asked(self, message: Message) -> str | None:
        """The id of the item that a message asks for, if it asks for one."""
        lines = message.text.split("\n")
        return next((self._questions[line] for line in lines if line in self._questions), None)

    def is_review(self, message: Message) -> bool:
        """Whether a message is the overview, a section of it, or the list of what was reopened."""
        keys = ("button.send", "button.send_changes", "button.overview")
        ends = {self.label(key) for key in keys}
        return self.item_asked(message) is None and not ends.isdisjoint(message.labels)

    def _text(self, key: TextKey) -> str:
        return self._texts.find(key, self._language).text
