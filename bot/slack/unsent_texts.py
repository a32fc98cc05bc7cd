"""Which texts this channel needs for what could not be sent; a part of `texts.TEXTS`."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "Tell": "slack.outbox.kind.message",
    "SendCopy": "slack.outbox.kind.copy",
    "DeleteMessage": "slack.outbox.kind.deletion",
    "FetchFile": "slack.outbox.kind.download",
    "RefreshCard": "slack.outbox.kind.card",
    "PostDossier": "slack.outbox.kind.dossier",
    "PostAttachment": "slack.outbox.kind.attachment",
    "PostToThread": "slack.outbox.kind.thread",
    "RefreshInquiry": "slack.outbox.kind.inquiry",
    "RefreshQuestion": "slack.outbox.kind.question",
    "PostSummary": "slack.outbox.kind.summary",
    "PostOverdue": "slack.outbox.kind.overdue",
    "PostAside": "slack.outbox.kind.other",
}
"""An effect's class -> the text that names it; a test compares with the effects that there are."""

UNSENT_TEXTS: Mapping[str, tuple[str, ...]] = {
    **{key: () for key in sorted({*KINDS.values()})},
    "slack.outbox.empty": (),
    "slack.outbox.list": ("count",),
    "slack.outbox.line": (
        "kind",
        "to_applicant",
        "reference",
        "since",
        "tries",
        "error",
        "behind",
    ),
    "slack.outbox.post": ("count", "kinds"),
    "slack.button.send_again": (),
    "slack.button.send_all_again": (),
    "slack.notice.sent_again": ("count",),
    "slack.notice.nothing_aside": (),
}
