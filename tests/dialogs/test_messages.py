"""Every message that is asked for exists, every one that exists is asked for, and all render."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content import expected_phrases
from dialogs.messages import MESSAGES, Message, Param, say, together
from knowledge.library import Library
from knowledge.loader import load
from knowledge.model import Language, Markup
from knowledge.renderer import ContentRenderer

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "knowledge" / "content"


@pytest.fixture(scope="module")
def library() -> Library:
    return load(CONTENT, expected_phrases())


def _nodes(*folders: str) -> Iterator[ast.AST]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            if path.name != "messages.py":
                yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _keys_said() -> Iterator[str]:
    """The keys that are written out where a message is made."""
    for node in _nodes("dialogs"):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"say", "button"}:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)


def _patterns() -> set[str]:
    """Everything that may name a key, as regular expressions: texts, and texts with holes."""
    found: set[str] = set()
    for node in _nodes("dialogs", "bot"):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(re.escape(node.value))
        if isinstance(node, ast.JoinedStr):
            parts = (
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
                for part in node.values
            )
            found.add("".join(parts))
    for path in CONTENT.glob("phrases*.yaml"):
        for quoted, follows in re.findall(r"'([a-z_.]+)'\s*(~)?", path.read_text("utf-8")):
            found.add(re.escape(quoted) + ("[a-z_]+" if follows else ""))
    # A text that begins with a hole could name anything, and would prove nothing.
    return {each for each in found if re.match("[a-z]", each)}


def test_every_key_that_is_asked_for_exists() -> None:
    assert sorted(set(_keys_said()) - set(MESSAGES)) == []


def test_every_key_that_exists_is_asked_for() -> None:
    asked_for = re.compile("|".join(f"(?:{each})" for each in sorted(_patterns())))

    assert [key for key in MESSAGES if not asked_for.fullmatch(key)] == ["together"]


def test_a_message_with_other_parameters_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="unknown"):
        say("nobody.said.this")
    with pytest.raises(ValueError, match="expected"):
        say("ask.why")
    with pytest.raises(ValueError, match="expected"):
        say("menu.idle", item="A1")


def test_one_message_together_is_itself() -> None:
    assert together(None, say("menu.idle"), None) == say("menu.idle")
    assert together(say("menu.idle"), say("menu.cancelled")).parts == (
        say("menu.idle"),
        say("menu.cancelled"),
    )


def _sample(key: str, library: Library) -> dict[str, Param]:
    items = library.checklist.items
    choice = next(item for item in items.values() if item.choices)
    caution = next(item for item in items.values() if item.cautions)
    item = caution if key == "ask.caution" else choice
    samples: dict[str, Param] = {
        "item": item.id,
        "other": next(iter(items)),
        "items": tuple(items)[:3],
        "values": ("<b>Testsenteret</b>", "", "3"),
        "value": item.choices[0] if item.choices else "",
        "choice": choice.choices[0],
        "caution": caution.cautions[0].id,
        "section": item.section,
        "entry": next(id_ for id_, entry in library.entries.items() if entry.sources),
        "kind": "voice",
        "state": "submitted",
        "query": "Testsenteret & sønner",
        "org_number": "123456785",
        "numbers": ("123456785",),
        "moments": ("2026-11-23T10:00:00+00:00",),
        "happenings": ("submit",),
        "submitted_at": "2026-11-23T10:00:00+00:00",
        "sent_at": "2026-11-23T10:00:00+00:00",
        "changed_at": "2026-11-24T10:00:00+00:00",
        "created_at": "2026-11-23T10:00:00+00:00",
        "missing_stated": tuple(items)[:12],
        "missing_suggested": (),
        "kept": (),
        "cautioned": (caution.id,),
        "files": 2 if key == "delete.done" else ("a.pdf",),
        "pending": ("b.pdf",),
        "paid": False,
    }
    days = {"as_of", "paid_on", "fee_paid_on", "valid_from", "valid_to", "checked_on", "decided_on"}
    numbers = {"number", "total", "answered", "asked", "least", "most", "missing", "count"}
    samples |= dict.fromkeys(days, "2026-11-23") | dict.fromkeys(numbers, 3)
    named = {"names": ("Testsenteret",)}
    return {name: {**samples, **named}.get(name, f"<{name}>") for name in MESSAGES[key]}


@pytest.mark.parametrize("language", Language)
def test_every_message_renders_in_every_language(language: Language, library: Library) -> None:
    renderer = ContentRenderer(library)
    for key in sorted(set(MESSAGES) - {"together"}):
        message = Message(key, _sample(key, library))
        for markup in Markup:
            text = renderer.render_message(message, language, markup)
            assert text.strip(), f"{key} says nothing in {language}"
            assert "{{" not in text, key
