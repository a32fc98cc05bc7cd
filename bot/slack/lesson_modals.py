"""The modals about learning: teach an answer, change one, change a way of asking. Pure.

An entry is picked from a select that asks us for its options while somebody types: there are more
entries than the hundred that Slack takes at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.slack import blocks
from bot.slack.blocks import Json
from bot.slack.frames import frame
from bot.slack.names import INPUT, Field, Modal
from bot.slack.questions import title_of
from bot.slack.texts import Texts
from dialogs.lessons import ANSWER_MOST, SOURCE_MOST, TITLE_MOST, OpenQuestion
from dialogs.redaction import MOST
from knowledge.markup import visible
from knowledge.model import TaughtEntry, TaughtPhrasing

ENTRY_PICKER = "entry.picker"
"""The action id of the select, by which we are asked for its options."""

OPTIONS = 100
"""Options that Slack takes at once."""


def teach(question: OpenQuestion, texts: Texts) -> Json:
    """Asks how the question sounds, and for an entry that answers it or for a new answer."""
    content = [
        *_asked(question, texts),
        _line(Field.WORDING, "wording", MOST, texts, question.text),
        _picker(texts, optional=True),
        {"type": "divider"},
        blocks.section(texts.mrkdwn("slack.modal.teach.new")),
        *_answer_fields(texts, optional=True),
    ]
    return frame(Modal.TEACH, "teach", _about(question.id), content, texts)


def change_entry(entry: TaughtEntry, texts: Texts) -> Json:
    """Asks for other words of a taught answer."""
    initial = {
        Field.TITLE: entry.title,
        Field.NEW_ANSWER: entry.answer,
        Field.SOURCE: entry.source,
    }
    content = _answer_fields(texts, initial)
    return frame(Modal.EDIT_ENTRY, "entry", _about(entry.number), content, texts)


def change_phrasing(phrasing: TaughtPhrasing, texts: Texts) -> Json:
    """Asks for other words of a taught way of asking, or where it leads."""
    chosen = blocks.option(title_of(phrasing.entry, texts), phrasing.entry)
    content = [
        _line(Field.WORDING, "wording", MOST, texts, phrasing.text),
        _picker(texts, chosen=chosen),
    ]
    return frame(Modal.EDIT_PHRASING, "phrasing", _about(phrasing.number), content, texts)


def options(found: Sequence[tuple[str, str]]) -> list[Json]:
    """Entries, as pairs of id and title, for the select that asked for them."""
    return [blocks.option(title, entry) for entry, title in found[:OPTIONS]]


def _about(number: int) -> Mapping[str, object]:
    return {"id": number, "version": 0}


def _asked(question: OpenQuestion, texts: Texts) -> list[Json]:
    """What else was asked alike, and which answer did not help."""
    found: list[Json] = []
    if question.entry:
        title = title_of(question.entry, texts)
        found.append(blocks.section(texts.mrkdwn("slack.question.not_helped", entry=title)))
    others = question.wordings[1:]
    if others:
        found.append(blocks.section(texts.mrkdwn("slack.question.others")))
        found += [block for text in others for block in blocks.quoted(text)]
    return found


def _picker(texts: Texts, optional: bool = False, chosen: Json | None = None) -> Json:
    element: Json = {
        "type": "external_select",
        "action_id": ENTRY_PICKER,
        "min_query_length": 0,
        "placeholder": blocks.plain(texts.plain("slack.modal.teach.entry_placeholder"), 150),
    }
    if chosen is not None:
        element["initial_option"] = chosen
    label = texts.plain("slack.modal.teach.entry")
    hint = texts.plain("slack.modal.teach.entry_hint")
    return blocks.field(Field.ENTRY, label, element, hint, optional)


def _answer_fields(
    texts: Texts, initial: Mapping[Field, str] | None = None, optional: bool = False
) -> list[Json]:
    filled = initial or {}
    return [
        _line(Field.TITLE, "new_title", TITLE_MOST, texts, filled.get(Field.TITLE, ""), optional),
        _line(
            Field.NEW_ANSWER,
            "new_answer",
            ANSWER_MOST,
            texts,
            filled.get(Field.NEW_ANSWER, ""),
            optional,
            many=True,
        ),
        _line(Field.SOURCE, "source", SOURCE_MOST, texts, filled.get(Field.SOURCE, ""), optional),
    ]


def _line(
    field: Field,
    name: str,
    most: int,
    texts: Texts,
    initial: str = "",
    optional: bool = False,
    many: bool = False,
) -> Json:
    element: Json = {"type": "plain_text_input", "action_id": INPUT, "max_length": most}
    if many:
        element["multiline"] = True
    if initial:
        element["initial_value"] = visible(initial)
    label = texts.plain(f"slack.modal.teach.{name}")
    hint = texts.plain(f"slack.modal.teach.{name}_hint")
    return blocks.field(field, label, element, hint, optional)
