"""What was taught, written as content files to review and commit.

    for path, text in files(taught, themes).items(): ...

New answers become entries of one theme with a source each; ways of asking go to the theme of the
entry that they ask for. Once they are committed the files win, and what was taught can be removed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from knowledge.model import Language, Taught, TaughtEntry
from knowledge.texts import BASE

THEME = "learnt"
"""The theme of new answers, until whoever reviews them finds a better one."""

_ID = re.compile(r"^- id: *([a-z0-9-]+) *$", re.MULTILINE)
_ALONE = re.compile(r"(?<!\n)\n(?!\n|- )")


def themes(content_dir: Path) -> Mapping[str, str]:
    """The theme of every entry in a content folder: the name of the file that it stands in."""
    return {
        entry: path.stem
        for path in sorted((content_dir / "faq").glob("*.yaml"))
        for entry in _ID.findall(path.read_text(encoding="utf-8"))
    }


def files(taught: Taught, themes: Mapping[str, str]) -> Mapping[str, str]:
    """The texts of the files by their paths in a content folder.

    `faq/learnt.yaml` and `sources.yaml` hold the new answers and their sources, and
    `asking/<language>/<theme>.txt` the ways of asking. All of it is meant to be added to the files
    that are there already.
    """
    new = [entry for entry in taught.entries if entry.id not in themes]
    known = {**{entry.id: THEME for entry in new}, **themes}
    written = {f"asking/{path}": text for path, text in _ways(taught, known).items()}
    if new:
        written[f"faq/{THEME}.yaml"] = _dumped([_entry(each) for each in new])
        written["sources.yaml"] = _dumped({_source_key(each): _source(each) for each in new})
    return written


def _ways(taught: Taught, themes: Mapping[str, str]) -> Mapping[str, str]:
    asked: defaultdict[tuple[Language, str], defaultdict[str, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    titles = {entry.title.casefold() for entry in taught.entries}
    for entry in taught.entries:
        if entry.id in themes and themes[entry.id] == THEME:
            asked[BASE, THEME][entry.id].append(_one_line(entry.title))
    for way in taught.phrasings:
        if way.entry in themes and way.text.casefold() not in titles:
            asked[way.language, themes[way.entry]][way.entry].append(_one_line(way.text))
    return {
        f"{language}/{theme}.txt": "\n".join(
            "\n".join((f"[{entry}]", *texts)) + "\n" for entry, texts in entries.items()
        )
        for (language, theme), entries in asked.items()
    }


def _entry(taught: TaughtEntry) -> Mapping[str, object]:
    return {
        "id": taught.id,
        "title": _as_template(_one_line(taught.title)),
        "answer": _as_template(_paragraphs(taught.answer)),
        "sources": [_source_key(taught)],
        "as_of": taught.as_of,
    }


def _source_key(taught: TaughtEntry) -> str:
    return f"L{taught.number}"


def _source(taught: TaughtEntry) -> Mapping[str, object]:
    day = f"{taught.as_of.day}.{taught.as_of.month}.{taught.as_of.year}"
    title = _as_template(_one_line(taught.source))
    return {"title": title, "date": day, "as_of": taught.as_of}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(text: str) -> str:
    """Each line as a paragraph of its own: content files are reflowed, so a line break goes."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return _ALONE.sub("\n\n", lines) + "\n"


def _as_template(text: str) -> str:
    """A person's text as content, without what has a meaning there or may not stand there."""
    shown = text.replace("<", "‹").replace(">", "›").replace("**", "∗∗")
    return shown.replace("{", "{{ '{' }}")


class _Writer(yaml.SafeDumper):
    """Longer texts as blocks, as the files have them."""


def _shown(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _shown)


def _dumped(content: Sequence[object] | Mapping[str, object]) -> str:
    return yaml.dump(content, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100)
