"""The register's CSV: what a spreadsheet writes is read, and every mistake has its line."""

from __future__ import annotations

from datetime import date

import pytest

from storage.register_csv import CsvError, read_csv, write_csv
from tests.storage.samples import OTHER_TEST_ORG_NUMBER, TEST_ORG_NUMBER, entry

HEADER = "navn,org.nr,godkjent_fra,godkjent_til,type,status,kilde,sjekket_dato"
GOOD = f"Nordlys AS,{TEST_ORG_NUMBER},2025-01-01,2027-12-31,begge,godkjent,liste,2026-03-02"


def test_what_is_written_is_read_again() -> None:
    entries = (
        entry('Nordlys, "Nord" AS', kind="inbound"),
        entry("Fjordlyd AS", OTHER_TEST_ORG_NUMBER, kind=""),
    )
    assert read_csv(write_csv(entries)) == entries


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{GOOD}\n",
        f"\ufeff{HEADER}\r\n{GOOD}\r\n\r\n",
        f"{HEADER.replace(',', ';')}\n{GOOD.replace(',', ';')}",
        "name,org_number,valid_from,valid_to,source,checked_on,kind\n"
        "Nordlys AS,123 456 785,01.01.2025,31.12.2027,liste,02.03.2026,inn og ut",
    ],
)
def test_a_spreadsheets_ways_are_understood(text: str) -> None:
    (read,) = read_csv(text)
    assert (read.name, read.org_number, read.kind) == ("Nordlys AS", TEST_ORG_NUMBER, "both")
    assert (read.valid_to, read.checked_on) == (date(2027, 12, 31), date(2026, 3, 2))


def test_every_mistake_is_reported_with_its_line() -> None:
    text = "\n".join(
        (
            HEADER,
            GOOD,
            ",123456789,i fjor,2027-12-31,rundt,godkjent,,2026-03-02",
            GOOD,
            f"X,{OTHER_TEST_ORG_NUMBER},2027-01-01,2026-01-01,inn,trukket,liste,2026-03-02",
        )
    )

    with pytest.raises(CsvError) as caught:
        read_csv(text)

    assert [problem.split(":")[:2] for problem in caught.value.problems] == [
        ["line 3", " navn"],
        ["line 3", " org.nr"],
        ["line 3", " godkjent_fra"],
        ["line 3", " type"],
        ["line 3", " kilde"],
        ["line 4", " the same approval as in line 2"],
        ["line 5", " the approval ends before it begins"],
        ["line 5", " the status 'trukket' is no approval"],
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the file is empty"),
        (f"{HEADER},extra\n", "line 1: unknown column 'extra'"),
        (HEADER.replace(",kilde", "") + "\n", "line 1: the column kilde is missing"),
        (f"{HEADER},name\n", "line 1: the column name is there twice"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(text: str, problem: str) -> None:
    with pytest.raises(CsvError) as caught:
        read_csv(text)
    assert caught.value.problems == (problem,)


def test_nobodys_number_of_zeros_is_refused() -> None:
    with pytest.raises(CsvError, match="no organisation number"):
        read_csv(f"{HEADER}\n{GOOD.replace(TEST_ORG_NUMBER, '000000000')}")


@pytest.mark.parametrize(("ends", "fine"), [("2026-01-31", True), ("2027-01-31", False)])
def test_a_status_of_ended_has_to_agree_with_the_dates(ends: str, fine: bool) -> None:
    line = GOOD.replace("2027-12-31", ends).replace("godkjent", "utløpt")
    if fine:
        assert read_csv(f"{HEADER}\n{line}")[0].valid_to == date(2026, 1, 31)
    else:
        with pytest.raises(CsvError, match="the dates say that it has not"):
            read_csv(f"{HEADER}\n{line}")
