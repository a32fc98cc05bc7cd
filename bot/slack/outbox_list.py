"""What could not be sent, as Slack shows it: never what it says, only what kind it is and for whom.

Pure. The list is for the one who asked for it; the post is short and leads to the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.slack import blocks
from bot.slack.blocks import Json, Post
from bot.slack.names import OutboxButton
from bot.slack.texts import Texts
from bot.slack.unsent_texts import KINDS
from storage.aside import AsideRow

PAGE = 10
ERROR = 60
KINDS_SHOWN = 6


def outbox_list(rows: Sequence[AsideRow], page: int, texts: Texts) -> Post:
    """The rows that were set aside, each with its button."""
    if not rows:
        empty = texts.mrkdwn("slack.outbox.empty")
        return Post(text=empty, blocks=[blocks.section(empty)])
    head = texts.mrkdwn("slack.outbox.list", count=len(rows))
    pages = -(-len(rows) // PAGE)
    page = min(max(page, 1), pages)
    content = [blocks.section(head)]
    content += [_line(row, texts) for row in rows[(page - 1) * PAGE : page * PAGE]]
    content.append(_all(texts))
    if pages > 1:
        more = texts.mrkdwn("slack.list.more", command="utboks", page=page, pages=pages)
        content.append(blocks.context(more))
    return Post(text=head, blocks=content)


def outbox_post(rows: Sequence[AsideRow], texts: Texts) -> Post:
    """That something was set aside: how much of what, with a button to send it all again."""
    counted = Counter(kind_of(row, texts) for row in rows).most_common(KINDS_SHOWN)
    kinds = tuple(f"{kind}: {count}" for kind, count in counted)
    text = texts.mrkdwn("slack.outbox.post", count=len(rows), kinds=kinds)
    return Post(text=text, blocks=[blocks.section(text), _all(texts)])


def kind_of(row: AsideRow, texts: Texts) -> str:
    """What kind of thing a row is, in the secretariat's words."""
    return texts.plain(KINDS.get(row.kind, "slack.outbox.kind.other"))


def _line(row: AsideRow, texts: Texts) -> Json:
    text = texts.mrkdwn(
        "slack.outbox.line",
        kind=kind_of(row, texts),
        to_applicant=row.to_applicant,
        reference=row.reference or "",
        since=row.since.isoformat(),
        tries=row.tries,
        error=blocks.clip(row.error, ERROR),
        behind=row.behind,
    )
    label = texts.plain("slack.button.send_again")
    button = blocks.button(OutboxButton.SEND_AGAIN, label, f"{row.id}:0")
    return {**blocks.section(text), "accessory": button}


def _all(texts: Texts) -> Json:
    label = texts.plain("slack.button.send_all_again")
    return blocks.actions("outbox", [blocks.button(OutboxButton.SEND_ALL_AGAIN, label, "0:0")])
