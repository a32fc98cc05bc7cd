"""Reads `rules.yaml`: the forms of messages, and the entries that fixed forms lead to."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.courtesy import Courtesy
from knowledge.draft import Draft
from knowledge.fields import Fields
from knowledge.model import EntryKind, Language, Word
from knowledge.phrasing import words_of
from knowledge.rules import Rule, Rules
from knowledge.words import Words
from knowledge.yaml_source import Scalar, Table

_WORDS = frozenset({"pointers", "no_names", "in_names", "noise"})
_PATTERNS = frozenset(
    {"conjunction", "follow_up", "between", "asking", "question", "name_hints", "company_form"}
)
_COURTESY = ("opening", "filler", "lead_in", "closing")
_RULE_KEYS = frozenset({"entry", "patterns", "language"})


def read_rules(draft: Draft, path: Path) -> None:
    """`rules.yaml`, when the entries are known."""
    table = draft.table(path)
    if table is None:
        return
    fields = Fields(table, draft.problems, _WORDS | _PATTERNS | {"courtesy", "rules", "words"})
    patterns = {
        key: _compiled(draft, fields.scalar(key, required=True)) for key in sorted(_PATTERNS)
    }
    words = {
        key: frozenset(fields.text(key, required=True).casefold().split()) for key in sorted(_WORDS)
    }
    noise = frozenset(each for word in words["noise"] for each in words_of(word))
    rules = tuple(_rule(draft, each) for each in fields.tables("rules", required=True))
    look_ups = [each.id for each in draft.entries.values() if each.kind is EntryKind.REGISTER]
    draft.rules = Rules(
        courtesy=_courtesy(draft, fields.table("courtesy", required=True)),
        conjunction=patterns["conjunction"],
        follow_up=patterns["follow_up"],
        between=patterns["between"],
        asking=patterns["asking"],
        question=patterns["question"],
        name_hints=patterns["name_hints"],
        pointers=words["pointers"],
        no_names=words["no_names"],
        company_form=patterns["company_form"],
        in_names=words["in_names"],
        noise=noise,
        rules=rules,
        words=_replies(draft, fields.table("words", required=True)),
        look_up=look_ups[0] if look_ups else "",
    )


def _courtesy(draft: Draft, table: Table | None) -> Courtesy:
    if table is None:
        return Courtesy.of((), (), (), ())
    fields = Fields(table, draft.problems, frozenset(_COURTESY))
    found = ([_compiled(draft, each).pattern for each in fields.words(key)] for key in _COURTESY)
    return Courtesy.of(*found)


def _replies(draft: Draft, table: Table | None) -> Words:
    """Every word has patterns, so that no reply of an applicant's is without a meaning."""
    if table is None:
        return Words(())
    fields = Fields(table, draft.problems, frozenset(Word))
    found = {
        word: [_compiled(draft, each).pattern for each in fields.words(word.value, required=True)]
        for word in Word
    }
    flags = re.IGNORECASE | re.VERBOSE
    return Words(
        tuple(
            (word, re.compile("|".join(f"(?:{each})" for each in patterns) or "(?!)", flags))
            for word, patterns in found.items()
        )
    )


def _rule(draft: Draft, table: Table) -> Rule:
    fields = Fields(table, draft.problems, _RULE_KEYS)
    entry = fields.text("entry", required=True)
    if entry and entry not in draft.entries:
        fields.problem("entry", f"there is no entry {entry!r}")
    patterns = fields.words("patterns", required=True)
    compiled = tuple(_compiled(draft, each) for each in patterns)
    return Rule(entry, compiled, fields.one_of("language", Language))


def _compiled(draft: Draft, scalar: Scalar | None) -> re.Pattern[str]:
    """Blanks in a pattern are for the reader; what is wrong matches nothing."""
    try:
        return re.compile(scalar.value if scalar else "(?!)", re.IGNORECASE | re.VERBOSE)
    except re.error as error:
        assert scalar is not None
        draft.problems.add(scalar.place, f"not a regular expression: {error}")
        return re.compile("(?!)")
