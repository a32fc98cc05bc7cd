"""An applicant's message to the secretariat as Slack shows it, before and after the answer."""

from __future__ import annotations

from bot.channel import Inquiry
from bot.slack import blocks
from bot.slack.blocks import Json, Post
from bot.slack.names import REPLY_BUTTON
from bot.slack.texts import Texts

NAME = 120
SPOKEN = 1000
ASKED = 5500
ANSWER = 5500
"""As JSON: together they stay inside the total of a message's blocks, and a whole Telegram message
of 4096 characters has room."""


def inquiry_post(inquiry: Inquiry, texts: Texts) -> Post:
    """The message with its answer button or, once answered, with the answer and who gave it."""
    name = blocks.clip(inquiry.asker_name, NAME)
    reference = inquiry.reference or ""
    return Post(
        text=texts.mrkdwn(
            "slack.inquiry.text",
            name=name,
            reference=reference,
            asked=blocks.clip(inquiry.text, SPOKEN),
        ),
        blocks=[
            blocks.section(texts.mrkdwn("slack.inquiry.from", name=name, reference=reference)),
            *blocks.quoted(blocks.fit(inquiry.text, ASKED)),
            blocks.context(texts.mrkdwn("slack.inquiry.asked", at=inquiry.asked_at.isoformat())),
            *(_answered(inquiry, texts) or [_button(inquiry, texts)]),
        ],
    )


def _button(inquiry: Inquiry, texts: Texts) -> Json:
    label = texts.plain("slack.button.reply")
    value = f"{inquiry.id}:0"
    return blocks.actions("inquiry", [blocks.button(REPLY_BUTTON, label, value, "primary")])


def _answered(inquiry: Inquiry, texts: Texts) -> list[Json]:
    if inquiry.answered_at is None:
        return []
    by = inquiry.answered_by.name if inquiry.answered_by else ""
    at = inquiry.answered_at.isoformat()
    return [
        {"type": "divider"},
        *blocks.quoted(blocks.fit(inquiry.answer, ANSWER)),
        blocks.context(texts.mrkdwn("slack.inquiry.answered", by=blocks.clip(by, NAME), at=at)),
    ]
