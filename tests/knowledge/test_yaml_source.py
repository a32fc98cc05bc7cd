"""YAML's traps, one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.problems import Problems
from knowledge.yaml_source import Node, Scalar, Table, read_yaml


def read(folder: Path, text: str | bytes) -> tuple[Node | None, list[str]]:
    path = folder / "some.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    problems = Problems()
    node = read_yaml(path, folder, problems)
    return node, [str(problem) for problem in problems.found]


@pytest.mark.parametrize(
    "written",
    ["yes", "no", "on", "~", "null", "true", "012", "1_000", "1e3", "12:30", "2020-12-16"],
)
def test_a_value_is_the_string_that_is_written(tmp_path: Path, written: str) -> None:
    node, problems = read(tmp_path, f"key: {written}\n")
    assert isinstance(node, Table)
    value = node.entries["key"]
    assert isinstance(value, Scalar)
    assert value.value == written
    assert problems == []


@pytest.mark.parametrize("key", ["yes", "no", "on", "null", "012"])
def test_a_key_is_the_string_that_is_written(tmp_path: Path, key: str) -> None:
    node, problems = read(tmp_path, f"{key}: value\n")
    assert isinstance(node, Table)
    assert list(node.entries) == [key]
    assert problems == []


def test_every_key_and_value_knows_its_line(tmp_path: Path) -> None:
    node, _ = read(tmp_path, "# first\na: 1\nb:\n  - x\n  - y\n")
    assert isinstance(node, Table)
    assert node.keys["b"].line == 3
    assert node.entries["b"].place.line == 4
    assert str(node.entries["a"].place.file) == "some.yaml"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a: 1\nb: 2\na: 3\n", "some.yaml:3: the key 'a' stands here twice (first in line 1)"),
        ("a: &x 1\nb: *x\n", "some.yaml:1: aliases (*name) are not used here"),
        ("a: &x [*x]\n", "some.yaml:1: aliases (*name) are not used here"),
        ("a: !thing 1\n", "some.yaml:1: tags (!thing) are not used here"),
        ("? [a, b]\n: 1\n", "some.yaml:1: a key has to be a plain word"),
        ("a: [1\nb: 2\n", "some.yaml:2: not readable as YAML"),
        ("a: 1\n---\nb: 2\n", "some.yaml:2: not readable as YAML"),
        ("a: \x07\n", "some.yaml:1: not readable as YAML"),
        ("", "some.yaml:1: the file is empty"),
        (b"a: \xff\xfe\n", "some.yaml:1: the file is not UTF-8 text"),
    ],
)
def test_what_is_not_used_here_is_noted_with_its_line(
    tmp_path: Path, text: str | bytes, mistake: str
) -> None:
    _, problems = read(tmp_path, text)
    assert len(problems) == 1
    assert problems[0].startswith(mistake)


def test_a_missing_file_is_a_mistake(tmp_path: Path) -> None:
    problems = Problems()
    assert read_yaml(tmp_path / "none.yaml", tmp_path, problems) is None
    assert [str(problem) for problem in problems.found] == ["none.yaml:1: the file is missing"]
