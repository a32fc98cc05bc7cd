"""An applicant's message in the channel, before and after the answer."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack import blocks
from bot.slack.inquiries import inquiry_post
from bot.slack.names import REPLY_BUTTON
from bot.slack.texts import Texts
from tests.bot.slack.samples import (
    HOSTILE,
    NOW,
    SIRI,
    all_texts,
    button_ids,
    inquiry,
    shown,
    slack_accepts,
)


def test_an_open_inquiry_shows_the_message_and_the_answer_button(texts: Texts) -> None:
    post = inquiry_post(inquiry("Når får vi svar?"), texts)

    assert slack_accepts(post.blocks)
    assert "Når får vi svar?" in shown(post.blocks)
    assert button_ids(post.blocks) == [REPLY_BUTTON]


def test_an_answered_inquiry_shows_the_answer_and_who_gave_it_and_no_button(texts: Texts) -> None:
    done = inquiry(answer="Om to uker.", answered_by=SIRI, answered_at=NOW)

    post = inquiry_post(done, texts)

    assert slack_accepts(post.blocks)
    assert "Om to uker." in shown(post.blocks)
    assert SIRI.name in shown(post.blocks)
    assert button_ids(post.blocks) == []


def test_a_whole_telegram_message_is_shown_whole(texts: Texts) -> None:
    text = "Et langt spørsmål. " * 215

    post = inquiry_post(inquiry(text), texts)

    seen = "".join(t["text"] for t in all_texts(post.blocks) if t["type"] == "plain_text")
    assert len(text) > 4000
    assert "".join(text.split()) in "".join(seen.split())


def test_what_the_asker_writes_can_never_mention_or_link(texts: Texts) -> None:
    post = inquiry_post(inquiry(HOSTILE, asker_name=HOSTILE, reference="GC-2026-0001"), texts)

    rendered = [t["text"] for t in all_texts(post.blocks) if t["type"] == "mrkdwn"]
    for text in [post.text, *rendered]:
        assert "<" not in text
        assert "@here" not in text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.text(min_size=1, max_size=5000), answer=st.sampled_from(["\n" * 5000, '"' * 5000]))
def test_no_message_is_too_monstrous(asked: str, answer: str, texts: Texts) -> None:
    done = inquiry(asked, answer=f"x{answer}x", answered_by=SIRI, answered_at=NOW)

    post = inquiry_post(done, texts)

    assert slack_accepts(post.blocks)
    assert len(json.dumps(post.blocks, ensure_ascii=False)) < blocks.TOTAL
