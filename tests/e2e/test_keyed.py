"""Reference numbers: one a case, whatever is delivered twice, and without a gap."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from storage.outbox import Outbox
from tests.e2e.house import REFERENCE, House

SECOND = REFERENCE.replace("0001", "0002")


async def _submit_as_ola(house: House) -> None:
    ola = await house.sandbox.add_applicant("Ola")
    await house.prepare_draft({"B1": "Annet Senter AS (testdata)", "B2": "123456785"}, ola.id)
    await ola.say("/sok")
    await ola.wait_for_message(house.reader.text("apply.welcome_back"))
    await ola.press(house.reader.label("button.send"))
    await ola.press(house.reader.label("button.submit"))
    await ola.wait_for_message(SECOND)


async def test_a_submit_that_is_delivered_again_takes_no_second_number(house: House) -> None:
    await house.submit()

    await house.sandbox.deliver_again()
    await _submit_as_ola(house)

    assert await house.read(lambda work: work.dossiers.find(SECOND)) is not None


async def test_a_submit_that_is_undone_leaves_no_gap(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.taking.RETRY_SECONDS", 0.01)
    add, failures = Outbox.add, iter((OperationalError("INSERT", {}, Exception()),))

    def full(outbox: Outbox, *what: object, **how: object) -> object:
        if type(what[0]).__name__ == "RefreshCard" and (error := next(failures, None)):
            raise error
        return add(outbox, *what, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Outbox, "add", full)

    await house.submit()
    await _submit_as_ola(house)

    assert next(failures, None) is None


async def test_a_receipt_is_there_once_although_its_sending_was_never_heard_of(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courier.FIRST_PAUSE", 0.05)
    await house.to_review()
    await house.press("button.send")
    await house.sandbox.fault("editMessageText", "drop_after")
    await house.press("button.submit", REFERENCE)
    await house.all_sent()

    receipts = [each for each in await house.kari.messages() if f"inn: {REFERENCE}" in each.text]
    assert len(receipts) == 1
