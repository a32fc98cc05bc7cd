"""From a question nobody could answer to a bot that knows it, between Telegram and Slack."""

from __future__ import annotations

import asyncio

from bot.commands.knowledge import run as export
from bot.slack.names import Field, LessonButton
from storage.work import Work
from tests.e2e.house import House

QUESTION = "Gjelder papirlappen for chatboter? Ring 95 98 25 40."
KEPT = "Gjelder papirlappen for chatboter? Ring …."
TITLE, ANSWER, SOURCE = "Gjelder lappen chatboter?", "Nei, bare <b>telefon</b>.", "Sekretariatet"


async def _unanswered(house: House) -> None:
    await house.say(QUESTION, house.reader.text("answer.kept"))
    await house.office.wait_for_post(KEPT.removesuffix(" Ring …."))


async def _teach(house: House) -> None:
    await house.office.press(LessonButton.TEACH)
    await house.fill(
        "slack.modal.teach", {"new_title": TITLE, "new_answer": ANSWER, "source": SOURCE}
    )


async def test_the_asker_gets_the_answer_and_the_next_asker_too_without_a_restart(
    house: House,
) -> None:
    await _unanswered(house)

    await _teach(house)

    told = await house.kari.wait_for_message("Her er svaret fra sekretariatet.")
    assert ANSWER in told.text
    ola = await house.sandbox.add_applicant("Ola")
    await ola.say("gjelder papirlappen for chatboter? ring")
    await ola.wait_for_message(ANSWER)
    await house.office.wait_for_post("lærte boten svaret")


async def test_what_was_taught_is_still_known_after_a_restart(house: House) -> None:
    await _unanswered(house)
    await _teach(house)
    await house.kari.wait_for_message("Her er svaret")

    await house.stop()
    await house.start()

    await house.say("Gjelder lappen chatboter", ANSWER)


async def test_whoever_blocked_the_bot_hears_nothing_and_nothing_is_set_aside(
    house: House,
) -> None:
    await _unanswered(house)
    await house.kari.block()
    await house.until(lambda work: _nobody_waits(work) or None)

    await _teach(house)

    await house.office.wait_for_post("lærte boten svaret")
    await house.all_sent()
    assert await house.read(lambda work: work.outbox.put_aside()) == ()


def _nobody_waits(work: Work) -> bool:
    return not work.backlog.waiting(1)


async def test_an_answer_that_did_not_help_becomes_a_question(house: House) -> None:
    await house.say("Hva koster det?", "10 000 kr")

    await house.press("button.not_helped", house.reader.text("answer.not_helped"))

    post = await house.office.wait_for_post("Dette svaret hjalp ikke")
    assert "Hva koster det?" in post.shown


async def test_an_existing_answer_is_found_by_typing(house: House) -> None:
    await _unanswered(house)
    await house.office.press(LessonButton.TEACH)
    await house.office.wait_for_modal()

    found = await house.office.search_in_modal(Field.ENTRY, "første søknad")
    report = await house.office.submit_modal({Field.ENTRY: found[0]})

    assert found[0] == "Hva koster første søknad?"
    assert report == {"acked": True}
    await house.kari.wait_for_message("10 000 kr")


async def test_what_was_taught_is_written_as_content_files(house: House) -> None:
    await _unanswered(house)
    await _teach(house)
    await house.kari.wait_for_message("Her er svaret")
    folder = house.settings.var_dir / "learnt"

    class Options:
        folder = None

    assert await asyncio.to_thread(export, Options()) == 0  # type: ignore[arg-type]

    asking = (folder / "asking" / "nb" / "learnt.txt").read_text(encoding="utf-8")
    assert asking.splitlines()[:2] == ["[gjelder-lappen-chatboter]", TITLE]
    assert "Gjelder papirlappen for chatboter?" in asking
    assert "95" not in asking
    assert (folder / "faq" / "learnt.yaml").exists()
