"""Every kind of update has its event, and some have none."""

from __future__ import annotations

import pytest
from telegram import Update

from bot.channel import Inbound
from bot.telegram.inbound import language_of, to_inbound
from bot.telegram.keyboards import encode
from dialogs.events import (
    Action,
    AddressedInGroup,
    Blocked,
    Commanded,
    CommandName,
    Edited,
    MediaKind,
    Op,
    Pressed,
    Said,
    SentMedia,
    Unblocked,
    Uploaded,
)
from dialogs.state import Address, RemoteFile
from knowledge.model import Language
from tests.bot.telegram import payloads
from tests.bot.telegram.payloads import CHANNEL, DOCUMENT, GROUP, PHOTO, Json


def read(payload: Json) -> Inbound | None:
    return to_inbound(Update.de_json(payload, None), 777, "test_bot")


def event_of(payload: Json) -> object:
    inbound = read(payload)
    return inbound.event if inbound else None


def test_a_text_is_said_in_its_chat_under_the_update_s_own_id() -> None:
    assert read(payloads.message(text="123 456 785")) == Inbound(
        "tg:777:9001", Said("123 456 785", "55"), Address("telegram", "4711"), Language.NB
    )


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/start", CommandName.START, ""),
        ("/start r_abc", CommandName.START, "r_abc"),
        ("/hjelp", CommandName.HELP, ""),
        ("/help", CommandName.HELP, ""),
        ("/sok", CommandName.APPLY, ""),
        ("/søk", CommandName.APPLY, ""),
        ("/APPLY", CommandName.APPLY, ""),
        ("/status@test_bot  Fjord  Svar AS ", CommandName.STATUS, "Fjord  Svar AS"),
        ("/status\n123456785", CommandName.STATUS, "123456785"),
        ("/kontakt", CommandName.CONTACT, ""),
        ("/språk", CommandName.LANGUAGE, ""),
        ("/settings", CommandName.LANGUAGE, ""),
        ("/personvern", CommandName.PRIVACY, ""),
        ("/pause", CommandName.PAUSE, ""),
        ("/slett", CommandName.DELETE, ""),
        ("/tull og tøys", CommandName.UNKNOWN, "/tull og tøys"),
        ("/010170_10170", CommandName.UNKNOWN, "/010170_10170"),
    ],
)
def test_a_command_is_known_by_any_of_its_names(
    text: str, name: CommandName, argument: str
) -> None:
    assert event_of(payloads.message(text=text)) == Commanded(name, argument, "55")


@pytest.mark.parametrize("text", ["/", "/ hei", "//", "/usr/bin", "ja/nei", "-/start"])
def test_a_slash_alone_makes_no_command(text: str) -> None:
    assert event_of(payloads.message(text=text)) == Said(text, "55")


def test_what_a_database_refuses_is_taken_out_of_a_text() -> None:
    assert event_of(payloads.message(text="a\x00b\ud800c 👍")) == Said("ab\ufffdc 👍", "55")


def test_an_edited_text_is_an_edit_even_if_it_looks_like_a_command() -> None:
    assert event_of(payloads.edited(text="/start")) == Edited("/start", "55")


def test_an_edited_caption_is_an_edit() -> None:
    assert event_of(payloads.edited(document=DOCUMENT, caption="ny")) == Edited("ny", "55")


def test_a_moving_location_says_nothing() -> None:
    place = {"latitude": 59.9, "longitude": 10.7, "live_period": 900}
    assert event_of(payloads.edited(location=place)) is None


def test_a_document_is_uploaded_under_its_own_name() -> None:
    assert event_of(
        payloads.message(document=DOCUMENT, caption="Her", media_group_id="g1")
    ) == Uploaded(RemoteFile("BQdoc", "udoc", "skatteattest.pdf", 12345), "55", "Her", album="g1")


def test_an_image_sent_as_a_file_is_a_document() -> None:
    image = {**DOCUMENT, "file_name": "kurs.PNG", "mime_type": "image/png"}
    event = event_of(payloads.message(document=image))
    assert isinstance(event, Uploaded)
    assert event.file.name == "kurs.PNG"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, "fil-55"),
        ("01017010170" + "x" * 114 + ".pdf", "…" + "x" * 114 + ".pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\skatt\\attest.pdf", "attest.pdf"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_document_s_name_is_made_safe(given: str | None, kept: str) -> None:
    event = event_of(payloads.message(document={**DOCUMENT, "file_name": given}))
    assert isinstance(event, Uploaded)
    assert event.file.name == kept


def test_of_a_photo_the_largest_size_is_taken() -> None:
    assert event_of(payloads.message(photo=PHOTO)) == Uploaded(
        RemoteFile("AAbig", "ubig", "bilde-55.jpg", 99), "55"
    )


@pytest.mark.parametrize("kind", payloads.MEDIA)
def test_media_is_named_by_its_kind(kind: str) -> None:
    fields, expected = payloads.MEDIA[kind]
    event = event_of(payloads.message(**fields))
    assert isinstance(event, SentMedia)
    assert (event.kind, event.message) == (MediaKind(expected), "55")


@pytest.mark.parametrize("kind", [kind for kind in payloads.MEDIA if kind not in payloads.WORDED])
def test_without_words_media_says_nothing(kind: str) -> None:
    fields, _ = payloads.MEDIA[kind]
    event = event_of(payloads.message(**fields))
    assert isinstance(event, SentMedia)
    assert event.text == ""


@pytest.mark.parametrize("kind", payloads.MEDIA)
def test_media_comes_with_its_caption(kind: str) -> None:
    fields, _ = payloads.MEDIA[kind]
    event = event_of(payloads.message(**fields, caption="Se her\x00"))
    assert isinstance(event, SentMedia)
    assert event.text.splitlines()[0] == "Se her"


@pytest.mark.parametrize("kind", payloads.WORDED)
def test_media_comes_with_what_was_written_in_it(kind: str) -> None:
    fields, words = payloads.WORDED[kind]
    event = event_of(payloads.message(**fields))
    assert isinstance(event, SentMedia)
    assert event.text.splitlines() == words


def test_an_edited_caption_of_a_video_is_an_edit() -> None:
    video = payloads.MEDIA["video"][0]
    assert event_of(payloads.edited(**video, caption="ny")) == Edited("ny", "55")


def test_a_quote_belongs_to_the_message_that_it_is_from() -> None:
    quote = {"text": "sitat", "position": 0}
    assert event_of(payloads.message(text="Hei", quote=quote)) == Said("Hei", "55")


@pytest.mark.filterwarnings("ignore:.*timedelta")
@pytest.mark.parametrize("kind", payloads.REPORTS)
def test_a_report_about_the_chat_is_passed_over(kind: str) -> None:
    assert read(payloads.message(**payloads.REPORTS[kind])) is None


def test_a_press_carries_its_action() -> None:
    action = Action(Op.ANSWER, "B8.both", dossier=12, revision=7)
    assert event_of(payloads.pressed(encode(action))) == Pressed(action, "55")


@pytest.mark.parametrize("data", [None, "", "old:form", "1|zz|1|1|"])
def test_a_foreign_press_carries_no_action(data: str | None) -> None:
    assert event_of(payloads.pressed(data)) == Pressed(None, "55")


def test_a_press_under_a_message_that_telegram_does_not_show_any_more_still_counts() -> None:
    payload = payloads.pressed("1|m|||ask")
    payload["callback_query"]["message"] = {"message_id": 55, "date": 0, "chat": payloads.PRIVATE}
    assert event_of(payload) == Pressed(Action(Op.MENU, "ask"), "55")


def test_a_press_without_a_message_or_in_a_group_is_passed_over() -> None:
    inline = payloads.pressed("1|m|||ask")
    del inline["callback_query"]["message"]
    assert read(inline) is None
    assert read(payloads.pressed("1|m|||ask", GROUP)) is None


def test_a_blocked_and_an_unblocked_bot_is_told() -> None:
    assert event_of(payloads.membership("kicked")) == Blocked()
    assert event_of(payloads.membership("member")) == Unblocked()
    assert event_of(payloads.membership("kicked", GROUP)) is None


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/status 123456785", AddressedInGroup(CommandName.STATUS, "123456785")),
        ("/sok@Test_Bot", AddressedInGroup(CommandName.APPLY)),
        ("/tull@test_bot", AddressedInGroup(CommandName.UNKNOWN, "/tull@test_bot")),
        ("/tull", None),
        ("/status@another_bot 123456785", None),
        ("Er Fjord Svar godkjent?", None),
    ],
)
def test_in_a_group_only_commands_for_this_bot_count(
    text: str, event: AddressedInGroup | None
) -> None:
    assert event_of(payloads.message(GROUP, text=text)) == event


def test_other_things_in_groups_and_everything_in_channels_are_passed_over() -> None:
    assert read(payloads.message(GROUP, document=DOCUMENT)) is None
    assert read(payloads.edited(GROUP, text="/status")) is None
    assert read(payloads.message(CHANNEL, text="/status")) is None
    assert read({"update_id": 1, "channel_post": payloads.message(CHANNEL)["message"]}) is None


@pytest.mark.parametrize("code", ["nb", "no", "da", "sv", "nb-NO", "NO", None, ""])
def test_who_reads_bokmal_begins_in_bokmal(code: str | None) -> None:
    assert language_of(code) is Language.NB


@pytest.mark.parametrize("code", ["nn", "nn-NO", "NN"])
def test_a_nynorsk_client_begins_in_nynorsk(code: str) -> None:
    assert language_of(code) is Language.NN


@pytest.mark.parametrize("code", ["en", "en-GB", "de", "pl", "uk", "fi"])
def test_everybody_else_begins_in_english(code: str) -> None:
    assert language_of(code) is Language.EN
