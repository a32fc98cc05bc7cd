"""The frame of a modal and the kinds of field in it. What they ask is in `modals`, `decisions`.

`private_metadata` carries what a submit needs to be understood: the id of the dossier or inquiry,
the version that was shown and, for the second step of a decision, what the first step said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from bot.slack import blocks
from bot.slack.blocks import Json
from bot.slack.names import INPUT, Field, Modal
from bot.slack.texts import Texts
from dialogs.state import Dossier


def frame(
    which: Modal, name: str, carried: Mapping[str, object], content: list[Json], texts: Texts
) -> Json:
    """A modal whose title and submit button are the texts `slack.modal.<name>.title|submit`."""
    return {
        "type": "modal",
        "callback_id": which,
        "private_metadata": json.dumps(carried, ensure_ascii=False),
        "title": blocks.plain(texts.plain(f"slack.modal.{name}.title"), blocks.VIEW_TITLE),
        "submit": blocks.plain(texts.plain(f"slack.modal.{name}.submit"), blocks.VIEW_TITLE),
        "close": blocks.plain(texts.plain("slack.modal.cancel"), blocks.VIEW_TITLE),
        "blocks": content,
    }


def notice(text: str, texts: Texts) -> Json:
    """A rendered text in place of a modal whose submit could not be taken."""
    return {
        "type": "modal",
        "title": blocks.plain(texts.plain("slack.modal.notice.title"), blocks.VIEW_TITLE),
        "close": blocks.plain(texts.plain("slack.modal.close"), blocks.VIEW_TITLE),
        "blocks": [blocks.section(text)],
    }


def subject(dossier: Dossier) -> Mapping[str, object]:
    """What a case's modal carries: which case, and which version of it was shown."""
    return {"id": dossier.id, "version": dossier.version}


def date_field(
    field: Field, label: str, initial: date, hint: str = "", optional: bool = False
) -> Json:
    """A calendar with a day suggested."""
    element = {"type": "datepicker", "action_id": INPUT, "initial_date": initial.isoformat()}
    return blocks.field(field, label, element, hint, optional)


def text_field(field: Field, label: str, hint: str, length: int, optional: bool = False) -> Json:
    """Room for a few lines of at most `length` characters."""
    element = {
        "type": "plain_text_input",
        "action_id": INPUT,
        "multiline": True,
        "max_length": length,
    }
    return blocks.field(field, label, element, hint, optional)
