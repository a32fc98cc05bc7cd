"""Every message that the core can ask for: its key and the names of its parameters.

A message with a wrong parameter cannot be made, so a text that cannot be rendered is found where
it is asked for. The wording lives in `knowledge/content/phrases.yaml`; a test renders every key in
every language. Parameters are JSON values: ids of items, entries and cases, ISO dates, numbers,
and texts that a person wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Param = str | int | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A key and its parameters.

    `parts` are messages that are shown as paragraphs of one; only the key `together` has them.

    Raises:
        ValueError: the key is unknown, or the parameters are not exactly the key's.
    """

    key: str
    params: Mapping[str, Param] = field(default_factory=dict)
    parts: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        names = MESSAGES.get(self.key)
        if names is None:
            raise ValueError(f"unknown message key {self.key!r}")
        if set(names) != set(self.params):
            raise ValueError(f"{self.key}: expected {sorted(names)}, got {sorted(self.params)}")


def say(key: str, **params: Param) -> Message:
    """A message, as it reads best in the core's code."""
    return Message(key, params)


def together(*parts: Message | None) -> Message:
    """Several messages as one, in order; what is None is left out."""
    present = tuple(part for part in parts if part is not None)
    return present[0] if len(present) == 1 else Message("together", parts=present)


_COMMANDS = "start help apply status contact language privacy pause delete".split()
_STATES = (
    "submitted",
    "in_review",
    "changes_requested",
    "changes_made",
    "before_committee",
    "approved",
    "refused",
    "withdrawn",
)
_HAPPENINGS = (
    "submit",
    "take",
    "fee",
    "undo_fee",
    "request_changes",
    "send_changes",
    "to_committee",
    "approve",
    "refuse",
    "undo",
    "withdraw",
)
_PLAIN_BUTTONS = (
    *"apply ask status contact language privacy delete menu resume resume_draft begin".split(),
    *"yes no files_done files_clear discard_files meant_answer was_answer was_question".split(),
    *"keep overview back next skip why help pause send send_changes submit withdraw_now".split(),
    *"cancel delete_now keep_draft none_of_these look_up reply helped not_helped".split(),
    *"new_application see_case go_on place_files submit_loose".split(),
)

MESSAGES: Mapping[str, tuple[str, ...]] = {
    "together": (),
    # hello, help, language, privacy
    "start.hello": (),
    "help.commands": (),
    "menu.idle": (),
    "menu.cancelled": (),
    "language.choose": (),
    "language.chosen": (),
    "language.nb": (),
    "language.nn": (),
    "language.en": (),
    "privacy.text": (),
    "command.unknown": (),
    **{f"command.{name}": () for name in _COMMANDS},
    "profile.description": (),
    "profile.short": (),
    # questions
    "question.invite": (),
    "answer.entry": ("entry",),
    "answer.source": ("entry",),
    "answer.smalltalk": ("entry",),
    "answer.clarify": ("count",),
    "answer.unknown": (),
    "answer.none_of_these": (),
    "answer.partly": (),
    "answer.empty": (),
    "answer.foreign": (),
    "answer.item": ("item",),
    "answer.item_source": ("item",),
    "answer.which_item": (),
    "answer.not_helped": (),
    "answer.kept": (),
    "answer.overdue": ("entry",),
    "learnt.answer": ("question",),
    "dismissed.answer": ("question",),
    # the application
    "apply.intro": ("total",),
    "apply.welcome_back": (),
    "apply.running": ("reference",),
    "apply.continuation": (),
    "ask.item": ("item", "section", "number", "total", "value", "files", "pending"),
    "ask.why": ("item",),
    "ask.help": ("item",),
    "ask.caution": ("item", "caution"),
    "ask.too_early": (),
    "ask.was_it_answer": ("text",),
    "confirm.by_button": (),
    "word.ok": (),
    "word.no": (),
    "word.stop": (),
    "pause.saved": ("answered", "asked"),
    "pause.nothing": (),
    "review.overview": (
        "answered",
        "asked",
        "missing_stated",
        "missing_suggested",
        "kept",
        "cautioned",
        "others",
    ),
    "review.section": ("section", "items", "values"),
    "review.changes": ("items", "values", "note"),
    "submit.confirm": ("declarant", "declarant_role", "missing"),
    "submit.waiting": ("declarant", "declarant_role", "missing"),
    "submit.name_missing": (),
    "submit.loose": ("names",),
    "submit.receipt": ("reference", "submitted_at", "files", "missing", "paid"),
    "submit.copy": ("reference",),
    "changes.waiting": (),
    "changes.sent": ("reference", "items"),
    "withdraw.confirm": ("reference",),
    "withdraw.done": ("reference",),
    # wrong values
    "error.empty": ("item",),
    "error.too_short": ("item", "least"),
    "error.too_long": ("item", "most"),
    "error.pattern": ("item",),
    "error.yes_no": ("item",),
    "error.choice": ("item",),
    "error.number": ("item",),
    "error.number_above": ("item", "other", "most"),
    "error.date": ("item",),
    "error.date_future": ("item",),
    "error.email": ("item",),
    "error.phone": ("item",),
    "error.org_number": ("item",),
    "error.org_number_name": ("item",),
    "error.url": ("item",),
    "error.file_expected": ("item",),
    "error.other_ways": ("item",),
    "error.set_aside": ("reference",),
    "refuse.national_id": (),
    "refuse.national_id_elsewhere": (),
    # files
    "file.no_application": (),
    "file.which": ("names", "others"),
    "file.unplaced": ("names",),
    "file.assigned": ("item",),
    "file.placed": ("item",),
    "file.discarded": (),
    "file.known": ("item",),
    "file.stored": ("item", "name"),
    "file.stored_loose": ("name",),
    "file.cleared": ("item",),
    "file.refused.too_large": ("item", "name"),
    "file.refused.empty": ("item", "name"),
    "file.refused.wrong_type": ("item", "name"),
    "file.refused.misnamed": ("item", "name"),
    "file.refused.encrypted": ("item", "name"),
    "file.refused.damaged": ("item", "name"),
    "file.refused.unavailable": ("item", "name"),
    # other messages
    "media.edited": (),
    "media.unusable": ("kind",),
    "group.private_please": (),
    # the secretariat
    "contact.invite": (),
    "contact.sent": (),
    "contact.text_only": (),
    "contact.answer": ("text",),
    # deleting
    "delete.confirm": (),
    "delete.done": ("files",),
    "delete.none": (),
    # what the secretariat did
    "case.taken": ("reference",),
    "case.changes_in_review": ("reference",),
    "case.fee": ("reference", "paid_on"),
    "case.fee_undone": ("reference",),
    "case.changes_requested": ("reference", "items", "note"),
    "case.to_committee": ("reference",),
    "case.approved": ("reference", "valid_from", "valid_to", "reason"),
    "case.refused": ("reference", "decided_on", "reason"),
    "case.undone": ("reference",),
    # status
    "status.none": (),
    "status.draft": ("centre", "created_at"),
    "status.case": ("reference", "centre", "state", "fee_paid_on", "valid_from", "valid_to"),
    "status.history": ("moments", "happenings"),
    **{f"status.meaning.{state}": () for state in _STATES},
    **{f"state.{state}": () for state in ("draft", *_STATES)},
    **{f"happening.{what}": () for what in _HAPPENINGS},
    "register.invite": (),
    "register.offer": ("name",),
    "register.valid": (
        "name",
        "org_number",
        "valid_from",
        "valid_to",
        "checked_on",
        "source",
    ),
    "register.ended": ("name", "org_number", "valid_from", "valid_to", "checked_on", "source"),
    "register.not_yet": ("name", "org_number", "valid_from", "valid_to", "checked_on", "source"),
    "register.ambiguous": ("names", "numbers", "as_of"),
    "register.not_found": ("query", "as_of"),
    "register.cannot_confirm": ("query", "as_of"),
    # in Slack, beside the cards
    "thread.changes_requested": ("by", "items", "note"),
    "thread.changes_made": ("items",),
    "thread.withdrawn": (),
    "whisper.gone": (),
    "whisper.changed": ("reference",),
    "whisper.not_now": ("reference",),
    "whisper.already_answered": (),
    "whisper.question_closed": (),
    "whisper.not_learnt": (),
    "whisper.learnt": ("askers",),
    "whisper.dismissed": ("askers",),
    "whisper.taught_gone": (),
    "whisper.taught_removed": (),
    "whisper.taught_changed": (),
    "slash.case": (
        "reference",
        "centre",
        "state",
        "sent_at",
        "changed_at",
        "fee_paid_on",
        "decided_on",
    ),
    "slash.more_cases": (),
    "slash.no_case": ("reference",),
    "slash.not_found": ("query", "as_of"),
    "slash.cannot_confirm": ("query", "as_of"),
    "slash.ended": ("name", "org_number", "valid_from", "valid_to", "checked_on", "source"),
    "slash.help": (),
    "slash.unknown": (),
    # short notes over the chat
    "toast.stale": (),
    "toast.helped": (),
    "toast.first": (),
    "toast.no_file": (),
    "toast.not_now": (),
    # buttons
    **{f"button.{name}": () for name in _PLAIN_BUTTONS},
    "button.choice": ("item", "choice"),
    "button.item": ("item",),
    "button.change": ("item",),
    "button.answer": ("item",),
    "button.section": ("section", "answered", "asked"),
    "button.entry": ("entry",),
    "button.centre": ("name",),
    "button.look_up_name": ("name",),
    "button.make_changes": ("reference",),
    "button.withdraw": ("reference",),
}
