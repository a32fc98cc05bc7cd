"""Draws a month of questions: figures and lists in, a PNG out.

The typesetter that makes the dossier's PDF draws too, with its own fonts, so the picture is the
same on every machine. Once a month it is loaded for it; nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import knowledge

_TEMPLATE = Path(knowledge.__file__).parent / "documents" / "month.typ"

DOTS_PER_INCH = 110.0
"""Some 1,040 dots wide: sharp in Slack, and small."""


def draw(data: Mapping[str, object]) -> bytes:
    """The picture as a PNG. It computes for some hundred milliseconds: call it in a thread."""
    import typst

    from bot.documents.glyphs import FAMILIES

    inputs = {"data": json.dumps(data), "families": json.dumps(FAMILIES)}
    fonts = typst.Fonts(include_system_fonts=False)
    compiler = typst.Compiler(_TEMPLATE, font_paths=fonts, ignore_system_fonts=True)
    made = compiler.compile(format="png", ppi=DOTS_PER_INCH, sys_inputs=inputs)
    assert isinstance(made, bytes)  # it has one page
    return made
