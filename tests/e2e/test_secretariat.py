"""The secretariat's side: what each button does, who may press it, and letters to and fro."""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox.client_secretariat import GUEST, OLAV, STRANGER
from dialogs.state import CaseState, Verdict
from tests.e2e.house import CENTRE, NUMBER, REFERENCE, House


async def _before_committee(house: House) -> None:
    await house.submit()
    await house.click("slack.button.take")
    await house.office.card("Siri Sekretær tok saken")
    await house.click("slack.button.committee")
    await house.office.card(house.reader.text("slack.state.before_committee"))


async def _decide(house: House, **values: object) -> None:
    await house.click("slack.button.decide")
    await house.fill("slack.modal.decision", values)
    await house.fill("slack.modal.confirm")


async def test_taking_a_case_shows_on_its_card_and_is_told_to_the_applicant(house: House) -> None:
    card = await house.submit()

    await house.click("slack.button.take")

    told = house.reader.text("case.taken", reference=REFERENCE).split("\n")[0]
    await house.kari.wait_for_message(told)
    shown = await house.office.card("Siri Sekretær")
    assert shown.ts == card.ts
    handler = (await house.dossier()).handler
    assert handler is not None
    assert handler.name == "Siri Sekretær"


async def test_a_colleague_may_take_a_case_over(house: House) -> None:
    await house.submit()
    await house.click("slack.button.take")
    await house.office.card("Siri Sekretær tok saken")

    await house.click("slack.button.take_over", by=OLAV)

    await house.office.card("Olav")
    assert [line.what for line in (await house.dossier()).history] == ["submit", "take", "take"]


async def test_the_fee_is_a_dated_fact_and_not_a_state(house: House) -> None:
    await house.submit()
    paid_on = house.reader.text("slack.modal.fee.paid_on")

    await house.click("slack.button.fee")
    await house.office.wait_for_modal(house.reader.text("slack.modal.fee.title"))
    refused = await house.office.submit_modal({paid_on: "2099-01-01"})
    await house.office.submit_modal({paid_on: "2026-11-02"})

    assert list(refused["errors"].values()) == [house.reader.text("slack.error.in_the_future")]
    await house.kari.wait_for_message("2. november 2026")
    stored = await house.dossier()
    assert stored.state is CaseState.SUBMITTED
    assert stored.fee_paid_on is not None
    assert stored.fee_paid_on.isoformat() == "2026-11-02"


async def test_an_approval_is_confirmed_registered_told_and_found(house: House) -> None:
    await _before_committee(house)

    await house.click("slack.button.decide")
    await house.fill("slack.modal.decision", {"verdict": "approved", "reason": "Alt på plass."})
    # Nothing is registered before the second step.
    assert (await house.dossier()).state is CaseState.BEFORE_COMMITTEE
    await house.fill("slack.modal.confirm")

    await house.kari.wait_for_message("Alt på plass.")
    decision = (await house.dossier()).decision
    assert decision is not None
    assert decision.verdict is Verdict.APPROVED
    assert decision.registered_by.name == "Siri Sekretær"
    await house.say(f"/status {NUMBER}", CENTRE)
    await house.office.command(f"/godkjent status {CENTRE}")
    await house.office.wait_for_ephemeral(CENTRE)


async def test_undo_takes_a_decision_back_from_everywhere(house: House) -> None:
    await _before_committee(house)
    await _decide(house, verdict="approved")
    await house.office.card("Godkjent* av nemnda")

    await house.click("slack.button.undo")

    await house.kari.wait_for_message("trukket tilbake")
    await house.office.card(house.reader.text("slack.state.before_committee"))
    stored = await house.dossier()
    assert (stored.state, stored.decision) == (CaseState.BEFORE_COMMITTEE, None)
    assert await house.read(lambda work: work.register.export()) == ()


async def test_a_refusal_needs_a_reason_and_the_applicant_reads_it(house: House) -> None:
    await _before_committee(house)
    await house.click("slack.button.decide")
    title = house.reader.text("slack.modal.decision.title")
    await house.office.wait_for_modal(title)
    verdict = house.reader.text("slack.modal.decision.verdict")

    refused = await house.office.submit_modal({verdict: "refused"})
    await house.fill("slack.modal.decision", {"verdict": "refused", "reason": "Mangler manus."})
    await house.fill("slack.modal.confirm")

    assert list(refused["errors"].values()) == [house.reader.text("slack.error.reason_missing")]
    await house.kari.wait_for_message("Mangler manus.")
    assert (await house.dossier()).state is CaseState.REFUSED


async def test_guests_and_other_workspaces_may_not_act(house: House) -> None:
    await house.submit()

    for person, why in (
        (GUEST, "slack.denied.guest"),
        (STRANGER, "slack.denied.other_workspace"),
    ):
        await house.click("slack.button.take", by=person)
        await house.office.wait_for_ephemeral(house.reader.text(why), by=person)

    assert (await house.dossier()).state is CaseState.SUBMITTED


async def test_somebody_who_left_the_channel_may_not_act(house: House) -> None:
    await house.submit()
    await house.office.set_member(OLAV, False)

    await house.click("slack.button.take", by=OLAV)

    # The press was acknowledged, so it has been dealt with. Slack shows no notes to outsiders.
    assert (await house.dossier()).handler is None


async def test_a_letter_to_the_secretariat_is_answered_in_the_chat(house: House) -> None:
    await house.say("/sekretariat", house.reader.text("contact.invite").split("\n")[0].strip("*"))
    await house.say("Når kommer fakturaen?", house.reader.text("contact.sent"))
    post = await house.office.wait_for_post("Når kommer fakturaen?")

    await house.click("slack.button.reply")
    await house.fill("slack.modal.reply", {"answer": "I neste uke, <b>trolig</b>."})

    answer = await house.kari.wait_for_message("I neste uke, <b>trolig</b>.")
    assert house.reader.label("button.reply") in answer.labels
    answered = await house.office.wait_for_post("Siri Sekretær svarte")
    assert answered.ts == post.ts


async def test_what_an_applicant_writes_can_never_mention_or_link_anybody(house: House) -> None:
    await house.say("/sekretariat", "sekretariatet")
    await house.kari.say("<!channel> <@U0SANDSIRI1> <https://example.no|her> @here")

    post = await house.office.wait_for_post("example.no")

    sent = "\n".join([post.text, *_live_texts(post.raw["blocks"])])
    for live in ("<!channel>", "<@U0SANDSIRI1>", "<https://example.no|her>", "@here"):
        assert live not in sent


def _live_texts(found: object) -> Iterator[str]:
    """Every text in which Slack would make a mention or a link of something."""
    if isinstance(found, list):
        for each in found:
            yield from _live_texts(each)
    elif isinstance(found, dict):
        if found.get("type") == "mrkdwn":
            yield found["text"]
        for each in found.values():
            yield from _live_texts(each)


async def test_a_slash_command_explains_itself(house: House) -> None:
    await house.office.command("/godkjent hjelp")

    note = await house.office.wait_for_ephemeral("/godkjent")

    assert "status" in note.shown
