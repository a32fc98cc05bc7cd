"""What the renderer makes of keys and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from knowledge.loader import load
from knowledge.model import Language, Markup
from knowledge.renderer import ContentRenderer
from tests.knowledge.conftest import FIXTURE

NB, NN, EN = Language.NB, Language.NN, Language.EN
PLAIN, TELEGRAM, SLACK = Markup.PLAIN, Markup.TELEGRAM, Markup.SLACK
NOTE = "This text exists in Norwegian only."


@dataclass(frozen=True)
class Said:
    """A message as the core makes it."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)
    parts: tuple[Said, ...] = ()


def made_of(content: Path, template: str) -> ContentRenderer:
    """A renderer whose phrase `echo` is a template."""
    path = content / "phrases.yaml"
    text = path.read_text(encoding="utf-8")
    quoted = template.replace('"', '\\"')
    path.write_text(text.replace('echo: "{{ text }}"', f'echo: "{quoted}"'), encoding="utf-8")
    return ContentRenderer(load(content))


@pytest.mark.parametrize(
    ("template", "value", "shown"),
    [
        ("{{ text|question }}", "A3", "Hvilke samtaler har dere?"),
        ("{{ text|short }}", "A3", "Samtaler"),
        ("{{ text|why }}", "A2", "Nummeret sparer tid."),
        ("{{ text|help }}", "A2", ""),
        ("{{ text|example }}", "A2", "123 456 785"),
        ("{{ text|missing }}", "A2", "Nummeret skiller dere fra andre."),
        ("{{ text|pattern_error }}", "B5", "Postnummeret mangler."),
        ("{{ text|section }}", "B", "Samtalene"),
        ("{{ text|choice_of('A3') }}", "both", "Begge deler"),
        ("{{ text|choice_of('A3') }}", "noe annet", "noe annet"),
        ("{{ text|choice_of('A4') }}", "yes", "Ja"),
        ("{{ text|choice_of('A4') }}", "no", "Nei"),
        ("{{ text|value_of('A3') }}", "both", "Begge deler"),
        ("{{ text|value_of('A4') }}", "no", "Nei"),
        ("{{ text|value_of('B3') }}", "2026-11-02", "2. november 2026"),
        ("{{ text|value_of('B3') }}", "i fjor", "i fjor"),
        ("{{ text|value_of('B1') }}", "1500", "1\u00a0500"),
        ("{{ text|value_of('A2') }}", "123456785", "123 456 785"),
        ("{{ text|value_of('A1') }}", "Prøve AS", "Prøve AS"),
        ("{{ text|kind }}", "B4", "files"),
        ("{{ text|copyable }}", "kari_n@example.no", "kari_n@example.no"),
        ("{{ text|caution_of('B3') }}", "old", "Attesten er eldre enn seks måneder."),
        ("{{ text|title }}", "fee", "Hva koster det?"),
        ("{{ text|answer }}", "fee", "Det koster 15 000 kr. Satsene er prøvedata."),
        ("{{ text|answer }}", "start", ""),
        ("{{ text|sources_line }}", "fee", "Kilde: Prøvesiden, udatert"),
        ("{{ text|sources_line }}", "B1", "Kilder: Prøveavisen, 16.12.2020; Prøvesiden, udatert"),
        ("{{ text|sources_line }}", "hello", ""),
        ("{{ text|sources_line }}", "A2", ""),
        ("{{ text|phrase }}", "value.yes", "Ja"),
        ("{{ 'greeting'|phrase(name=text) }}", "Kari", "Hei, Kari!"),
        ("{{ text|date }}", "2020-12-16", "16. desember 2020"),
        ("{{ text|datetime }}", "2020-07-01T12:05:00+00:00", "1. juli 2020, 14:05"),
        ("{{ text|size }}", 1_234_567, "1,2 MB"),
        ("{{ text|orgnr }}", "123456785", "123 456 785"),
        ("{{ text|number }}", 15000, "15\u00a0000"),
        ("{{ text|map('short')|join(', ') }}", ["A1", "A3"], "Navn, Samtaler"),
        ("{{ text|join('; ') }}", ["a", "b"], "a; b"),
        ("{{ contact.name }} {{ text }}", "&", "Kari & Co &"),
        ("{% for x in text %}- {{ x.a }}\\n{% endfor %}", [{"a": "1"}, {"a": "2"}], "• 1\n• 2"),
    ],
)
def test_a_filter_shows_what_it_says(
    content: Path, template: str, value: object, shown: str
) -> None:
    renderer = made_of(content, template)
    assert renderer.render("echo", {"text": value}, NB, PLAIN) == shown


def test_content_inside_a_message_is_escaped_once(content: Path) -> None:
    renderer = made_of(content, "{{ contact.name }}, {{ text|map('short')|join(' & ') }}")
    shown = renderer.render("echo", {"text": ["A1"]}, NB, TELEGRAM)
    assert shown == "Kari &amp; Co, Navn"


def test_emphasis_of_content_survives_inside_a_message(renderer: ContentRenderer) -> None:
    params = {"entry": "what-is-it"}
    assert "<b>Kort</b> sagt" in renderer.render("answer.entry", params, NB, TELEGRAM)
    assert "*Kort* sagt" in renderer.render("answer.entry", params, NB, SLACK)
    assert "Kort sagt" in renderer.render("answer.entry", params, NB, PLAIN)


@given(st.text())
def test_what_a_person_wrote_never_becomes_markup(text: str) -> None:
    renderer = SHARED
    telegram = renderer.render("greeting", {"name": text}, NB, TELEGRAM)
    assert "<" not in telegram
    slack = renderer.render("greeting", {"name": text}, NB, SLACK)
    assert "<" not in slack
    assert "`" not in slack


def test_a_template_in_a_value_is_only_text(renderer: ContentRenderer) -> None:
    written = "{{ fees.note }}{% raw %}"
    assert renderer.render("echo", {"text": written}, NB, PLAIN) == written


def test_what_a_person_wrote_inside_joined_values_is_escaped(content: Path) -> None:
    renderer = made_of(content, "{{ text|join(', ') }}")
    assert renderer.render("echo", {"text": ["<a>", "b"]}, NB, TELEGRAM) == "&lt;a&gt;, b"


def test_a_text_follows_the_readers_language(renderer: ContentRenderer) -> None:
    assert renderer.render("greeting", {"name": "Kari"}, EN, PLAIN) == "Hello, Kari!"
    assert renderer.title("what-is-it", EN) == "What is the scheme?"
    assert renderer.render("ask.item", {"item": "A3"}, EN, PLAIN) == "Which calls do you make?"


def test_dates_and_numbers_follow_the_readers_language(content: Path) -> None:
    renderer = made_of(content, "{{ text|date }}")
    assert renderer.render("echo", {"text": "2020-12-16"}, EN, PLAIN) == "16 December 2020"


def test_a_fallback_is_noted_once_in_a_text(renderer: ContentRenderer) -> None:
    parts = (Said("ask.item", {"item": "A1"}), Said("answer.entry", {"entry": "fee"}))
    shown = renderer.render_message(Said("together", parts=parts), EN, PLAIN)
    assert shown.count(NOTE) == 1
    assert shown.endswith(NOTE)
    assert shown.startswith("Hva heter dere?\n\nHva koster det?\n\nDet koster")


def test_an_answer_that_falls_back_is_noted(renderer: ContentRenderer) -> None:
    assert renderer.answer("fee", EN, PLAIN).endswith(f"\n\n{NOTE}")
    assert renderer.answer("fee", NB, PLAIN) == "Det koster 15 000 kr. Satsene er prøvedata."
    assert renderer.answer("hello", EN, PLAIN) == "Hello!"


def test_a_button_is_never_noted(renderer: ContentRenderer) -> None:
    assert renderer.title("fee", EN) == "Hva koster det?"
    assert renderer.render("button.entry", {"entry": "fee"}, EN, PLAIN) == "Hva koster det?"


def test_an_example_that_falls_back_is_not_noted(content: Path) -> None:
    renderer = made_of(content, "Like this: {{ text|example }}")
    assert renderer.render("echo", {"text": "A1"}, EN, PLAIN) == "Like this: Prøve AS"


def test_a_phrase_that_falls_back_is_not_noted(renderer: ContentRenderer) -> None:
    assert renderer.render("greeting", {"name": "Kari"}, NN, PLAIN) == "Hei, Kari!"


def test_a_part_without_text_leaves_no_gap(renderer: ContentRenderer) -> None:
    parts = (Said("echo", {"text": "a"}), Said("notice"), Said("echo", {"text": "b"}))
    assert renderer.render_message(Said("together", parts=parts), NB, PLAIN) == "a\n\nb"


def test_a_paragraph_that_is_left_out_leaves_no_gap(renderer: ContentRenderer) -> None:
    shown = renderer.render("answer.entry", {"entry": "start"}, NB, PLAIN)
    assert shown == "Start søknaden"


def test_an_unknown_key_is_an_error(renderer: ContentRenderer) -> None:
    with pytest.raises(KeyError, match=r"phrase\.nothing"):
        renderer.render("nothing", {}, NB, PLAIN)
    with pytest.raises(KeyError):
        renderer.title("nothing", NB)
    with pytest.raises(KeyError):
        renderer.sources_line("nothing", NB)
    with pytest.raises(KeyError):
        renderer.render("ask.item", {"item": "Z9"}, NB, PLAIN)


@pytest.mark.parametrize("params", [{}, {"name": None}])
def test_a_parameter_that_is_missing_or_none_is_an_error(
    renderer: ContentRenderer, params: dict[str, object]
) -> None:
    with pytest.raises(UndefinedError):
        renderer.render("greeting", params, NB, PLAIN)


SHARED = ContentRenderer(load(FIXTURE))
