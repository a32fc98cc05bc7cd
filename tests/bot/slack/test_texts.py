"""The texts that the channel asks for, against the real content."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import knowledge
from bot.slack.texts import TEXTS, Texts
from dialogs.messages import Message

_CONTENT = Path(knowledge.__file__).parent / "content"
_SAMPLES: dict[str, object] = {
    "answered": 3,
    "as_of": "2026-11-23",
    "asked": 60,
    "at": "2026-11-23T12:30:00+00:00",
    "claimed": True,
    "count": 4,
    "decided_on": "2026-11-23",
    "first_at": "2026-11-20T12:30:00+00:00",
    "item": "B8",
    "items": ("B1", "B2"),
    "last_at": "2026-11-23T12:30:00+00:00",
    "least_helpful": ("Hva koster det? (2)",),
    "missing": 2,
    "more": 3,
    "most_asked": ("Hva koster det? (9)", "Hvem avgjør? (4)"),
    "number": "123456785",
    "paid_on": "2026-11-20",
    "review_by": "2026-11-01",
    "section": "B",
    "since": "2026-11-23T12:30:00+00:00",
    "stated": 1,
    "suggested": 2,
    "valid_from": "2026-12-01",
    "valid_to": "2029-12-01",
    "value": "both",
    "waiting": ("Gjelder det chatboter? (3)",),
}


def _samples(key: str) -> dict[str, object]:
    params = {name: _SAMPLES.get(name, f"prøve {name}") for name in TEXTS[key]}
    if key == "slack.entry.title":
        return {"entry": "fee-first"}
    return params


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_renders_in_both_markups(key: str, texts: Texts) -> None:
    assert texts.plain(key, **_samples(key)).strip()
    assert texts.mrkdwn(key, **_samples(key)).strip()


@pytest.mark.parametrize("key", [key for key in TEXTS if TEXTS[key]])
def test_every_text_renders_when_nothing_is_known(key: str, texts: Texts) -> None:
    unknown = {"paid_on": None, "claimed": False, "name": "", "reason": "", "note": "", "by": "",
               "centre": "", "more": 0, "missing": 0, "stated": 0, "suggested": 0}  # fmt: skip
    params = {name: unknown.get(name, value) for name, value in _samples(key).items()}

    assert texts.mrkdwn(key, **params).strip()


@pytest.mark.parametrize(
    ("stated", "suggested", "shown"),
    [
        (0, 0, "3 av 60 spørsmål. Ingenting mangler."),
        (1, 0, "3 av 60 spørsmål. Mangler 1 som er nevnt i en kilde."),
        (0, 2, "3 av 60 spørsmål. Mangler 2 som er foreslått."),
        (1, 2, "3 av 60 spørsmål. Mangler 1 som er nevnt i en kilde, og 2 som er foreslått."),
    ],
)
def test_nothing_is_counted_that_is_not_there(
    texts: Texts, stated: int, suggested: int, shown: str
) -> None:
    key = "slack.card.completeness"
    said = texts.plain(key, answered=3, asked=60, stated=stated, suggested=suggested)

    assert said == shown


@pytest.mark.parametrize(
    ("entries", "phrasings", "shown"),
    [
        (1, 1, "1 svar og 1 måte å spørre på."),
        (2, 3, "2 svar og 3 måter å spørre på."),
        (1, 0, "1 svar."),
        (0, 1, "1 måte å spørre på."),
    ],
)
def test_what_was_taught_is_counted_in_words_that_fit(
    texts: Texts, entries: int, phrasings: int, shown: str
) -> None:
    said = texts.plain("slack.list.taught", entries=entries, phrasings=phrasings)

    assert said == f"Dette har dere lært boten: {shown}"


def test_the_table_and_the_content_name_the_same_texts() -> None:
    files = _CONTENT.glob("phrases_slack*.yaml")
    written = {key for file in files for key in yaml.safe_load(file.read_text(encoding="utf-8"))}

    assert written == set(TEXTS)


def test_titles_of_modals_fit_their_24_characters(texts: Texts) -> None:
    for key in TEXTS:
        if key.startswith("slack.modal.") and key.endswith((".title", ".submit")):
            assert len(texts.plain(key)) <= 24, key


def test_an_unknown_key_cannot_be_asked_for(texts: Texts) -> None:
    with pytest.raises(ValueError, match="unknown text"):
        texts.plain("slack.nothing")


def test_a_wrong_parameter_is_found_where_it_is_asked_for(texts: Texts) -> None:
    with pytest.raises(ValueError, match="expected"):
        texts.mrkdwn("slack.card.handler", nam="Siri")


def test_parts_of_a_message_become_paragraphs(texts: Texts) -> None:
    one = Message("whisper.already_answered")
    two = Message("whisper.gone")

    shown = texts.message(Message("together", parts=(one, two)))

    assert shown == f"{texts.message(one)}\n\n{texts.message(two)}"
