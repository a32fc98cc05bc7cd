"""Conversations: made on first sight, saved when they change, guarded by their revision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.state import Album, Conversation, Interlude, Progress, Stage
from knowledge.model import Language
from storage.database import Database
from storage.errors import StaleRevisionError
from storage.work import Work
from tests.storage.samples import KARI

FULL = Conversation(
    address=KARI,
    revision=1,
    language=Language.NN,
    language_chosen=True,
    dossier=7,
    progress=Progress(Stage.ASKING, item="B2", tries=2, rejected="12", doubt="hva?", page=3),
    interlude=Interlude.WRITING,
    album=Album("g", "B4"),
    screen="44",
)


async def test_an_unknown_chat_gets_a_conversation_in_its_language(database: Database) -> None:
    made = await database.turn(lambda work: work.conversations.load(KARI, Language.EN))
    again = await database.turn(lambda work: work.conversations.load(KARI, Language.NB))
    assert (made.language, made.revision) == (Language.EN, 0)
    assert again == made


async def test_looking_for_an_unknown_chat_makes_nothing(database: Database) -> None:
    assert await database.read(lambda work: work.conversations.find(KARI)) is None


async def test_everything_about_a_conversation_comes_back(database: Database) -> None:
    def write(work: Work) -> None:
        work.conversations.load(KARI)
        work.conversations.save(FULL)

    await database.turn(write)

    assert await database.read(lambda work: work.conversations.find(KARI)) == FULL


async def test_a_conversation_of_another_revision_is_not_saved(database: Database) -> None:
    def write(work: Work) -> None:
        loaded = work.conversations.load(KARI)
        work.conversations.save(replace(loaded, language=Language.EN))  # its revision not counted

    with pytest.raises(StaleRevisionError):
        await database.turn(write)


async def test_a_conversation_that_somebody_else_saved_is_not_overwritten(
    database: Database,
) -> None:
    await database.turn(lambda work: work.conversations.load(KARI))

    def write(work: Work) -> None:
        ours, theirs = work.conversations, Work(work.conversations._connection, True).conversations
        loaded = ours.load(KARI)
        theirs.load(KARI)
        theirs.save(replace(loaded, revision=1, language=Language.EN))
        ours.save(replace(loaded, revision=1, language=Language.NN))

    with pytest.raises(StaleRevisionError):
        await database.turn(write)


async def test_a_delivered_screen_is_remembered_beside_the_cores_own_view(
    database: Database,
) -> None:
    def deliver(work: Work) -> None:
        work.conversations.load(KARI)
        work.conversations.show(KARI, "41")

    def ask_anew(work: Work) -> None:
        loaded = work.conversations.load(KARI)
        work.conversations.save(replace(loaded, revision=loaded.revision + 1, screen=None))

    await database.turn(deliver)
    await database.turn(ask_anew)
    conversation = await database.read(lambda work: work.conversations.find(KARI))

    assert conversation is not None
    assert conversation.screen is None
    assert await database.read(lambda work: work.conversations.reader(KARI)) == (Language.NB, "41")


async def test_an_unknown_chat_reads_bokmaal(database: Database) -> None:
    assert await database.read(lambda work: work.conversations.reader(KARI)) == (Language.NB, None)
