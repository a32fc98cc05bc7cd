"""A small valid content folder, the library made of it, and a way to spoil a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.library import Library
from knowledge.loader import load
from knowledge.problems import ContentError
from knowledge.renderer import ContentRenderer

FIXTURE = Path(__file__).parent / "content_fixture"
Spoil = Callable[[str, str, str], None]
Mistakes = Callable[[], list[str]]


@pytest.fixture(scope="session")
def library() -> Library:
    return load(FIXTURE)


@pytest.fixture
def renderer(library: Library) -> ContentRenderer:
    return ContentRenderer(library)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the valid content, to be changed."""
    return shutil.copytree(FIXTURE, tmp_path / "content")


@pytest.fixture
def spoil(content: Path) -> Spoil:
    """Replaces the first occurrence of a text in a file; the text has to be there."""

    def replace(file: str, old: str, new: str) -> None:
        path = content / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def mistakes(content: Path) -> Mistakes:
    """What the loader says about the copy, a line for each mistake."""

    def read() -> list[str]:
        try:
            load(content)
        except ContentError as error:
            return str(error).splitlines()
        return []

    return read
