"""The ids that travel to Slack and come back: buttons, modals and the fields of modals.

They are stored in messages that stay clickable for months: rename one, and old cards stop working.
"""

from __future__ import annotations

from enum import StrEnum

COMMAND = "/godkjent"
"""The slash command, as the manifest declares it."""

METADATA_EVENT = "veiviser"
"""The `event_type` of the metadata by which our own posts are found again."""


class CardButton(StrEnum):
    """The buttons under a case's card; values are action ids."""

    TAKE = "case.take"
    FEE = "case.fee"
    UNDO_FEE = "case.undo_fee"
    CHANGES = "case.changes"
    COMMITTEE = "case.committee"
    DECIDE = "case.decide"
    UNDO = "case.undo"


REPLY_BUTTON = "inquiry.reply"
"""The action id of the answer button under an inquiry."""


class LessonButton(StrEnum):
    """The buttons about what is learnt from use; values are action ids."""

    TEACH = "question.teach"
    DISMISS = "question.dismiss"
    EDIT_ENTRY = "taught.entry.edit"
    REMOVE_ENTRY = "taught.entry.remove"
    EDIT_PHRASING = "taught.phrasing.edit"
    REMOVE_PHRASING = "taught.phrasing.remove"


class OutboxButton(StrEnum):
    """The buttons about what could not be sent; values are action ids."""

    SEND_AGAIN = "outbox.send_again"
    SEND_ALL_AGAIN = "outbox.send_all_again"


class Modal(StrEnum):
    """The modals; values are callback ids."""

    FEE = "case.fee"
    CHANGES = "case.changes"
    DECISION = "case.decision"
    CONFIRM = "case.decision.confirm"
    REPLY = "inquiry.reply"
    TEACH = "question.teach"
    EDIT_ENTRY = "taught.entry"
    EDIT_PHRASING = "taught.phrasing"


LESSON_MODALS = frozenset({Modal.TEACH, Modal.EDIT_ENTRY, Modal.EDIT_PHRASING})
"""The modals about what is learnt from use."""


class Field(StrEnum):
    """The fields of modals; values are block ids, under which errors are shown."""

    PAID_ON = "paid_on"
    ITEMS = "items"
    NOTE = "note"
    VERDICT = "verdict"
    DECIDED_ON = "decided_on"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    REASON = "reason"
    ANSWER = "answer"
    WORDING = "wording"
    ENTRY = "entry"
    TITLE = "title"
    NEW_ANSWER = "new_answer"
    SOURCE = "source"


INPUT = "input"
"""The action id of the one element in each field's block."""
