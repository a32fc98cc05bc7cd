"""A national identity number is refused and stored nowhere: not in a file, a row or a log."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from stdnum.no import fodselsnummer

from bot.demo.papers import paper
from bot.sandbox.client_applicant import File
from tests.e2e.house import REFERENCE, House


def _invented() -> str:
    """A number with right check digits and a date of birth that nobody has: month 81."""
    for individual in range(100, 999):
        start = f"018199{individual}"
        first = fodselsnummer.calc_check_digit1(start + "00")
        second = fodselsnummer.calc_check_digit2(f"{start}{first}0")
        if len(first) == len(second) == 1:  # else there is no such number
            return f"{start}{first}{second}"
    raise AssertionError("there is always one")


NUMBER = _invented()
SPACED = f"{NUMBER[:6]} {NUMBER[6:]}"
SLASHED = f"{NUMBER[:6]}/{NUMBER[6:]}"
BROKEN = f"{NUMBER[:6]}\n{NUMBER[6:]}"


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.mark.parametrize(
    "written", [NUMBER, f"Jeg er Kari, {SPACED}.", f"Født {SLASHED}", f"Kari\n{BROKEN}\n"]
)
async def test_it_is_not_kept_when_it_is_written(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture, written: str
) -> None:
    await house.say("/sok", house.reader.text("notice.unofficial"))
    await house.press("button.begin")
    await house.form.skip_to("A2")

    said = await house.kari.say(written)

    await house.kari.wait_for_message(house.reader.text("refuse.national_id")[:30])
    await house.kari.wait_until_gone(said.id)
    await _is_nowhere(house, tmp_path, caplog)


async def test_it_is_not_kept_when_it_is_a_command_or_a_caption_or_a_files_name(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await house.say("/sok", house.reader.text("notice.unofficial"))
    await house.press("button.begin")
    await house.form.skip_to("B4")
    refusal = house.reader.text("refuse.national_id")[:30]

    await house.say(f"/status {NUMBER}", refusal)
    await house.kari.upload([paper("attest.pdf")], caption=f"Attest for {NUMBER}")
    await house.kari.wait_for_message(refusal)
    await house.kari.upload([File(f"{NUMBER}.pdf", paper("attest.pdf").content)])

    await house.until(lambda work: (found := work.dossiers.load(1)) and "B4" in found.answers)
    stored = (await house.dossier()).answers["B4"]
    assert NUMBER not in stored.files[0].name
    await _is_nowhere(house, tmp_path, caplog)


@pytest.mark.parametrize("kind", ["video", "voice"])
async def test_it_is_not_kept_when_it_is_a_caption_of_what_the_bot_cannot_use(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    await house.say("/start", "Veiviser")

    sent = await house.kari.other(kind, f"Fødselsnummeret mitt:\n{SLASHED}")

    await house.kari.wait_for_message(house.reader.text("refuse.national_id")[:30])
    await house.kari.wait_until_gone(sent.id)
    await _is_nowhere(house, tmp_path, caplog)


async def test_it_is_not_kept_when_it_is_meant_for_the_secretariat(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await house.say("/sekretariat", "sekretariatet")

    await house.say(f"Mitt nummer er {SPACED}", house.reader.text("refuse.national_id")[:30])

    assert await house.office.messages() == []
    await _is_nowhere(house, tmp_path, caplog)


async def test_it_is_not_kept_when_the_turn_fails(
    house: House,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(NUMBER)

    monkeypatch.setattr("dialogs.router._refuse_national_id", broken)
    monkeypatch.setattr("bot.telegram.taking.RETRY_SECONDS", 0.01)
    await house.say("/start", "Veiviser")

    await house.say(NUMBER, "gikk galt")

    assert len(await house.read(lambda work: work.set_aside.all())) == 1
    await _is_nowhere(house, tmp_path, caplog)


async def test_log_lines_hold_nothing_that_an_applicant_wrote(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "Hemmelig Kundesenter AS (testdata)"
    await house.submit({"B1": secret})
    await house.say("/sekretariat", "sekretariatet")
    await house.say("Et hemmelig spørsmål", house.reader.text("contact.sent"))
    await house.all_sent()

    logged = caplog.text

    assert await house.read(lambda work: work.dossiers.find(REFERENCE)) is not None
    assert "hemmelig" not in logged.casefold()
    assert house.settings.telegram_token not in logged
    assert house.settings.slack_bot_token not in logged


async def _is_nowhere(house: House, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    await house.all_sent()
    escaped = BROKEN.replace("\n", "\\n")  # as JSON has it
    forms = [form.encode() for form in (NUMBER, SPACED, SLASHED, BROKEN, escaped)]
    looked_at = sorted((folder / "var").glob("veiviser.db*"))
    assert any(path.name.endswith("-wal") for path in looked_at)
    contents = {path.name: path.read_bytes() for path in looked_at}
    # What was stored can be seen this way: the chat's own number is there.
    assert any(str(house.kari.id).encode() in content for content in contents.values())
    for name, content in contents.items():
        assert not [form for form in forms if form in content], name
    assert not [form for form in forms if form.decode() in caplog.text]
