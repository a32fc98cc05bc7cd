"""HTML parse mode: what becomes an entity, and what is refused."""

import pytest

from bot.sandbox.telegram.errors import RefusalError
from bot.sandbox.telegram.html import parse, trimmed


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("Hei", "Hei", []),
        ("a &lt; b &amp; c > d & e", "a < b & c > d & e", []),
        ("<b>Hei</b> du", "Hei du", [{"type": "bold", "offset": 0, "length": 3}]),
        ("😀 <i>å</i>", "😀 å", [{"type": "italic", "offset": 3, "length": 1}]),
        (
            '<a href="https://example.no/?a=1&amp;b=2">her</a>',
            "her",
            [
                {
                    "type": "text_link",
                    "offset": 0,
                    "length": 3,
                    "url": "https://example.no/?a=1&b=2",
                }
            ],
        ),
        (
            "<b>a<i>b</i></b>",
            "ab",
            [
                {"type": "bold", "offset": 0, "length": 2},
                {"type": "italic", "offset": 1, "length": 1},
            ],
        ),
        (
            "<blockquote expandable>x</blockquote>",
            "x",
            [{"type": "expandable_blockquote", "offset": 0, "length": 1}],
        ),
        (
            '<pre><code class="language-python">x</code></pre>',
            "x",
            [{"type": "pre", "offset": 0, "length": 1, "language": "python"}],
        ),
        ("<b></b>tom", "tom", []),
    ],
)
def test_markup_becomes_text_and_entities(
    markup: str, text: str, entities: list[dict[str, object]]
) -> None:
    assert parse(markup) == (text, entities)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<b>Hei", 'Can\'t find end tag corresponding to start tag "b"'),
        ("Hei</b>", "Unexpected end tag at byte offset 3"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("å<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("1 < 2", "Unsupported start tag"),
        ('<span class="x">y</span>', 'Unsupported start tag "span"'),
    ],
)
def test_broken_markup_is_refused_with_its_place(markup: str, reason: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        parse(markup)

    assert refusal.value.description.startswith("Bad Request: can't parse entities: ")
    assert reason in refusal.value.description


def test_white_space_at_the_ends_is_dropped_and_entities_move_along() -> None:
    text, entities = parse(" \n<b>Hei </b>\n")

    assert trimmed(text, entities) == ("Hei", [{"type": "bold", "offset": 0, "length": 3}])
