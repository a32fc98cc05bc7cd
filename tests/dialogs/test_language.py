"""The language: chosen by button, or asked for in words."""

from __future__ import annotations

from dialogs.events import CommandName, Op
from dialogs.state import Stage
from knowledge.model import Language
from tests.dialogs.playing import Applicant


def test_a_language_that_is_asked_for_in_words_is_chosen(kari: Applicant) -> None:
    taken = kari.say("English please")

    assert taken.keys == ["language.chosen"]
    assert (kari.conversation.language, kari.conversation.language_chosen) == (Language.EN, True)
    assert kari.world.lessons.counted == []


def test_a_language_that_there_is_not_is_not_chosen(kari: Applicant) -> None:
    assert kari.say("på nynorsk, takk").keys == ["language.choose"]
    assert not kari.conversation.language_chosen


def test_in_the_application_it_goes_on_in_the_other_language(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A3")  # a number: words are no answer to it

    taken = kari.say("english please")

    assert taken.keys == ["language.chosen", "ask.item"]
    assert (kari.progress.stage, kari.progress.item) == (Stage.ASKING, "A3")


def test_where_a_text_is_asked_for_it_is_the_answer(kari: Applicant) -> None:
    kari.begin()
    kari.go_to("A2")

    kari.say("english please")

    assert kari.value("A2") == "english please"
    assert kari.conversation.language is Language.NB


def test_the_command_offers_every_language(kari: Applicant) -> None:
    assert kari.command(CommandName.LANGUAGE).keys == ["language.choose"]
    assert kari.press(Op.LANGUAGE, "en").keys == ["language.chosen"]
    assert kari.conversation.language is Language.EN
