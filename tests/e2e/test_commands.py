"""The command line's contracts, which others' scripts rely on."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.commands import demo
from bot.demo.performance import perform
from bot.demo.playing import DemoError
from bot.sandbox import SandboxClient
from bot.settings import read_settings
from knowledge.library import Library
from tests.e2e.house import REFERENCE
from tests.e2e.mortal import ROOT

OUTCOMES = {"answer", "clarify", "abstain", "status", "start_application", "human", "smalltalk"}
REGISTER = """navn;org.nr;godkjent_fra;godkjent_til;type;status;kilde;sjekket_dato
Eksempel Kundesenter AS (testdata);123 456 785;2026-01-02;2099-01-01;inn;godkjent;Testliste;{today}
"""


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def _ask(questions: bytes) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json"],
        input=questions,
        capture_output=True,
        check=True,
        env=_environment("utf-8:strict"),
        timeout=110,
    )
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def _environment(encoding: str) -> dict[str, str]:
    """Of a process that has nothing but the fitted model from this one."""
    known = {"PATH": "/usr/bin", "PYTHONPATH": str(ROOT), "MODEL_DIR": os.environ["MODEL_DIR"]}
    return {**known, "PYTHONIOENCODING": encoding}


def test_ask_gives_one_object_for_every_line_whatever_is_in_it(real_library: Library) -> None:
    lines: Sequence[bytes] = [
        b"Hvor lenge gjelder godkjenningen?",
        b"",
        b"   ",
        ("å" * 4096).encode(),
        "😀\u202e\u2028\u0000\ufeff".encode(),
        b"\xff\xfe\xc3",
        b"a\rb",
        b"How long is the approval valid?",
        b"/status 123456785",
        b"{{ 7 * 7 }} <b>& %s",
    ]

    replies = _ask(b"\n".join(lines) + b"\n")

    assert len(replies) == len(lines)
    for reply in replies:
        assert set(reply) == {"outcome", "language", "text", "source", "suggestions"}
        assert reply["outcome"] in OUTCOMES
        assert reply["language"] in {"nb", "nn", "en"}
        assert reply["text"].strip()
        assert reply["source"] is None or reply["source"]
        for suggestion in reply["suggestions"]:
            assert set(suggestion) == {"title", "text"}
            assert suggestion["text"].strip()
    assert replies[0]["outcome"] == "answer"
    assert "tre år" in replies[0]["text"]
    assert replies[0]["source"]
    assert replies[1]["outcome"] == "abstain"


def test_ask_answers_the_question_in_its_argument(capsys: pytest.CaptureFixture[str]) -> None:
    status = _run("ask", "--json", "Hvor lenge gjelder godkjenningen?")

    (line,) = capsys.readouterr().out.splitlines()
    assert status == 0
    assert json.loads(line)["outcome"] == "answer"


def test_ask_writes_utf8_where_the_environment_knows_only_ascii(real_library: Library) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json", "Hva koster det å søke?"],
        capture_output=True,
        check=True,
        env=_environment("ascii:strict"),
        timeout=110,
    )

    assert "søk" in json.loads(done.stdout.decode("utf-8"))["text"]


def test_ask_reads_nothing_from_an_empty_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))

    status = _run("ask", "--json")

    assert (status, capsys.readouterr().out) == (0, "")


# --- the register ---------------------------------------------------------------------------------


def _status(capsys: pytest.CaptureFixture[str], query: str) -> dict[str, Any]:
    assert _run("status", "--json", query) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found: dict[str, Any] = json.loads(line)
    assert set(found) == {"query", "outcome", "entries", "as_of", "text"}
    assert found["query"] == query
    return found


def _load(tmp_path: Path, text: str) -> int:
    file = tmp_path / "register.csv"
    file.write_text(text, encoding="utf-8")
    return _run("register", "import", str(file))


def test_an_empty_register_cannot_confirm_and_never_says_no(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = _status(capsys, "123456785")

    assert (found["outcome"], found["entries"], found["as_of"]) == ("cannot_confirm", [], None)
    assert found["text"]


def test_what_was_imported_is_found_by_number_and_name_and_exported_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], today: str
) -> None:
    assert _load(tmp_path, REGISTER.format(today=today)) == 0
    assert "1 entry" in capsys.readouterr().out

    by_number = _status(capsys, "123 456 785")
    by_name = _status(capsys, "eksempel kundesenter as (testdata)")
    resembling = _status(capsys, "Eksempel Kundesenter")
    assert _run("register", "export") == 0
    exported = capsys.readouterr().out
    assert _load(tmp_path, exported) == 0

    assert by_number["outcome"] == by_name["outcome"] == "found"
    assert by_number["as_of"] == today
    assert by_number["entries"] == [
        {
            "org_number": "123456785",
            "name": "Eksempel Kundesenter AS (testdata)",
            "valid_from": "2026-01-02",
            "valid_to": "2099-01-01",
            "kind": "inbound",
            "source": "Testliste",
            "checked_on": today,
        }
    ]
    assert resembling["outcome"] == "ambiguous"


def test_export_to_a_file_says_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], today: str
) -> None:
    _load(tmp_path, REGISTER.format(today=today))
    target = tmp_path / "out.csv"

    status = _run("register", "export", str(target))

    assert status == 0
    assert "1 entry" in capsys.readouterr().out
    assert "123456785" in target.read_text(encoding="utf-8")


def test_a_wrong_list_is_refused_whole_with_every_line_that_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], today: str
) -> None:
    good = REGISTER.format(today=today)
    _load(tmp_path, good)
    wrong = good + "Uten nummer AS;123;2026-01-02;2099-01-01;inn;godkjent;Testliste;i dag\n"

    status = _load(tmp_path, wrong + "To;123456785;x;2029-01-01;inn;godkjent;T;2026-01-01\n")

    said = capsys.readouterr().err
    assert status == 1
    assert "line 3: org.nr" in said
    assert "line 3: sjekket_dato" in said
    assert "line 4: godkjent_fra" in said
    assert _status(capsys, "123456785")["outcome"] == "found"


def test_a_list_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    status = _run("register", "import", "nowhere.csv")

    assert status == 1
    assert "nowhere.csv" in capsys.readouterr().err


# --- the demo -------------------------------------------------------------------------------------


def test_the_demo_plays_to_its_end_and_keeps_the_dossier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = _run("demo")

    said = capsys.readouterr()
    assert status == 0, said.err
    *transcript, path = said.out.splitlines()  # a path is never wrapped
    assert max(map(len, transcript)) <= 100
    assert path.endswith(".pdf")
    (kept,) = (tmp_path / "var" / "demo").glob("*.pdf")
    assert kept.name == f"{REFERENCE}_123456785_soknad.pdf"
    assert kept.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("method", "where", "patience"),
    [
        ("sendMessage", "step 1 ", 1.0),  # the first thing that is waited for
        ("chat.postMessage", "Sent, once", 6.0),  # what comes before it has its time
    ],
)
def test_a_demo_that_goes_wrong_names_the_step(
    method: str, where: str, patience: float, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    async def trouble(sandbox: SandboxClient) -> None:
        await sandbox.fault(method, "500", times=1000)

    with pytest.raises(DemoError) as stopped:
        asyncio.run(perform(read_settings(), library, patience, trouble))

    assert where in str(stopped.value)
    assert capsys.readouterr().out


def test_a_demo_that_goes_wrong_ends_with_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def wrong(*_: object) -> None:
        raise DemoError("step 7 (The fee): something")

    monkeypatch.setattr(demo, "perform", wrong)

    status = _run("demo")

    assert status == 1
    assert "step 7" in capsys.readouterr().err
