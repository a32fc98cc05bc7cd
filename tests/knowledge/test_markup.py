"""Neutral markup becomes a channel's, and what a person writes never has an effect."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.markup import copyable, escape, has_stray_bold, reflow, translate, visible
from knowledge.model import Markup

# Text that is likely to hurt: the marks and shapes of both channels, in any order.
NASTY = st.one_of(
    st.text(st.one_of(st.sampled_from("<>&*_~`@#:/.!|-\n ab1"), st.characters())),
    st.lists(
        st.sampled_from(
            "<!channel>;<@U1>;<http://x.no|y>;http://;x.no;@here;#general;*a*;_b_;~c~;`d`;> q;"
            ":smile:;mailto:a@b.no;&lt;</b>; ;\n".split(";")
        )
    ).map("".join),
)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        (Markup.PLAIN, "• a & b, {{ x }}\n• c {% if d %}d{% endif %}"),
        (Markup.TELEGRAM, "• <b>a</b> &amp; b, {{ x }}\n• c {% if d %}<b>d</b>{% endif %}"),
        (Markup.SLACK, "• *a* &amp; b, {{ x }}\n• c {% if d %}*d*{% endif %}"),
    ],
)
def test_neutral_markup_is_translated_around_tags(markup: Markup, shown: str) -> None:
    source = "- **a** & b, {{ x }}\n- c {% if d %}**d**{% endif %}"
    assert translate(source, markup) == shown


def test_bold_goes_around_a_value() -> None:
    assert translate("**{{ a ** b }}**", Markup.TELEGRAM) == "<b>{{ a ** b }}</b>"


def test_a_bullet_may_follow_a_block_tag_but_not_a_value() -> None:
    looped = "{% for x in xs %}- {{ x }}\n{% endfor %}"
    assert translate(looped, Markup.PLAIN) == looped.replace("- ", "• ")
    assert translate("{{ x }}- y", Markup.PLAIN) == "{{ x }}- y"
    assert translate("x {% if y %}- y{% endif %}", Markup.PLAIN) == "x {% if y %}- y{% endif %}"


def test_prose_is_joined_but_paragraphs_and_bullets_are_not() -> None:
    assert reflow("a\nb\n\n\nc\n- d\n  e\n- f\n") == "a b\n\nc\n- d e\n- f"


@pytest.mark.parametrize(
    ("source", "stray"),
    [("**a** b", False), ("**a\nb**", True), ("**a", True), ("{{ 2 ** 3 }}", False)],
)
def test_bold_that_is_not_closed_in_its_line_is_told(source: str, stray: bool) -> None:
    assert has_stray_bold(source) is stray


@given(NASTY)
def test_telegram_shows_exactly_what_was_written(text: str) -> None:
    escaped = escape(text, Markup.TELEGRAM)
    assert "<" not in escaped
    assert ">" not in escaped
    assert not re.search(r"&(?!amp;|lt;|gt;)", escaped)
    assert html.unescape(escaped) == html.unescape(html.escape(visible(text), quote=False))


@given(NASTY)
@example("*a* _b_ ~c~ `d`")
@example("> x\n>> y")
def test_slack_finds_nothing_to_act_on(text: str) -> None:
    escaped = escape(text, Markup.SLACK)
    for opener in ("<", ">", "`", "://", "<!", "<@", "<http"):
        assert opener not in escaped
    assert not re.search(r"&(?!amp;|lt;|gt;)", escaped)
    assert not re.search(r"(?:^|[^A-Za-z0-9])[*_~]|[*_~](?:[^A-Za-z0-9]|$)", escaped)
    assert not re.search(r"@[^\s\u2060]|#[A-Za-z0-9]|\w\.[A-Za-z]{2}", escaped)
    assert not re.search(r"^\s*&gt;", escaped, re.MULTILINE)
    assert not re.search(r":[a-z0-9_+'-]+:", escaped)


@given(NASTY)
def test_slack_still_shows_what_was_written(text: str) -> None:
    shown = html.unescape(escape(text, Markup.SLACK)).replace("\u2060", "")
    look_alikes = str.maketrans("\u2217\uff3f\u223c\u02cb\u203a", "*_~`>")
    same = html.unescape(html.escape(visible(text), quote=False)).replace("\u2060", "")
    assert shown.translate(look_alikes) == same.translate(look_alikes)


@pytest.mark.parametrize("markup", Markup)
@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("AS \u202egnilliB", "AS gnilliB"),
        ("\u2066Blå\u2069 \u200ffjell\u200b", "Blå fjell"),
        ("Bl\u00adå\u3164fj\u200dell\x07", "Blåfjell"),
        ("familien 👩\u200d👧 ❤️\u200d🔥", "familien 👩\u200d👧 ❤️\u200d🔥"),
        ("linje\nto\tog tre\u00a0fire", "linje\nto\tog tre\u00a0fire"),
        ("שלום Ærlig Åse", "שלום Ærlig Åse"),
    ],
)
def test_what_nobody_sees_reaches_no_channel(markup: Markup, written: str, seen: str) -> None:
    assert escape(written, markup) == seen


def test_names_and_numbers_reach_slack_untouched() -> None:
    for text in ("Åse Ærlig-Øre AS", "123 456 785", "kl. 09.30, 16.12.2020", "snake_case", "3*4"):
        assert escape(text, Markup.SLACK) == text


@given(NASTY)
def test_a_copyable_value_cannot_leave_its_code(text: str) -> None:
    telegram = copyable(text, Markup.TELEGRAM)
    assert telegram.count("<") == (2 if visible(text) else 0)
    slack = copyable(text, Markup.SLACK)
    assert "<" not in slack
    assert "\n" not in slack
    assert slack.count("`") == (2 if slack else 0)


def test_an_email_address_can_be_copied_whole() -> None:
    address = "kari_n@example.no"
    assert copyable(address, Markup.SLACK) == f"`{address}`"
    assert copyable(address, Markup.TELEGRAM) == f"<code>{address}</code>"
    assert copyable(address, Markup.PLAIN) == address
