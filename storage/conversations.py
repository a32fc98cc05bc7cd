"""Conversations: one row for each address, saved column by column as it changes."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Update, and_, bindparam, select, update

from dialogs.state import Address, Album, Conversation, Interlude, Progress
from knowledge.model import Language
from storage.codec import decode_some, encode_some
from storage.errors import StaleRevisionError
from storage.tables import conversations
from storage.upsert import insert_if_absent

Columns = dict[str, Any]

_HERE = and_(
    conversations.c.channel == bindparam("at_channel"), conversations.c.chat == bindparam("at_chat")
)
_LOAD: Select[Any] = select(conversations).where(_HERE)
_LOCK = _LOAD.with_for_update()
_SAVE: Update = update(conversations).where(
    _HERE, conversations.c.revision == bindparam("at_revision")
)
_READER: Select[Any] = select(conversations.c.language, conversations.c.shown).where(_HERE)
_SHOW: Update = (
    update(conversations)
    .where(_HERE)
    .values(screen=bindparam("message"), shown=bindparam("message"))
)


@cache
def _saving(columns: tuple[str, ...]) -> Update:
    """The statement that changes some columns, built once: there are few kinds of changes."""
    return _SAVE.values({name: bindparam(name) for name in columns})


def _at(address: Address) -> Columns:
    return {"at_channel": address.channel, "at_chat": address.chat}


class Conversations:
    """The conversations. What was loaded is remembered, so that `save` writes only changes."""

    def __init__(self, connection: Connection, writes: bool) -> None:
        self._connection = connection
        self._load = _LOCK if writes else _LOAD
        self._loaded: dict[Address, Conversation] = {}

    def load(self, address: Address, language: Language = Language.NB) -> Conversation:
        """The conversation at an address, locked; made in `language` on the first sight."""
        conversation = self.find(address)
        if conversation is not None:
            return conversation
        conversation = Conversation(address=address, revision=0, language=language)
        row = {"channel": address.channel, "chat": address.chat, **_columns(conversation)}
        if insert_if_absent(self._connection, conversations, row):
            self._loaded[address] = conversation
            return conversation
        # Another replica met the chat at the same moment: what it committed holds.
        found = self.find(address)
        assert found is not None, "conversations are never deleted"
        return found

    def find(self, address: Address) -> Conversation | None:
        """The conversation at an address, locked when the transaction writes; None if unknown."""
        row = self._connection.execute(self._load, _at(address)).one_or_none()
        if row is None:
            return None
        conversation = self._loaded[address] = _conversation(row)
        return conversation

    def save(self, conversation: Conversation) -> None:
        """Store what changed since it was loaded. The core counts its revisions.

        Raises:
            StaleRevisionError: it was not loaded here, its revision did not grow with its
                content, or somebody else saved it meanwhile.
        """
        loaded = self._loaded.get(conversation.address)
        if loaded == conversation:
            return
        if loaded is None or conversation.revision <= loaded.revision:
            raise StaleRevisionError("conversation")
        before, after = _columns(loaded), _columns(conversation)
        changes = {name: value for name, value in after.items() if before[name] != value}
        key = {**_at(conversation.address), "at_revision": loaded.revision}
        statement = _saving(tuple(changes))
        if self._connection.execute(statement, {**key, **changes}).rowcount != 1:
            raise StaleRevisionError("conversation")
        self._loaded[conversation.address] = conversation

    def reader(self, address: Address) -> tuple[Language, str | None]:
        """The language that a chat reads, and the delivered message that has its buttons."""
        row = self._connection.execute(_READER, _at(address)).one_or_none()
        return (Language(row.language), row.shown) if row else (Language.NB, None)

    def show(self, address: Address, message: str) -> None:
        """Note that a message which was just delivered has the buttons now."""
        self._connection.execute(_SHOW, {**_at(address), "message": message})


def _columns(conversation: Conversation) -> Columns:
    return {
        "revision": conversation.revision,
        "language": conversation.language.value,
        "language_chosen": conversation.language_chosen,
        "dossier": conversation.dossier,
        "progress": encode_some(conversation.progress),
        "interlude": conversation.interlude.value if conversation.interlude else None,
        "album": encode_some(conversation.album),
        "screen": conversation.screen,
        "last_question": conversation.last_question,
        "last_entry": conversation.last_entry,
    }


def _conversation(row: Row[Any]) -> Conversation:
    return Conversation(
        address=Address(row.channel, row.chat),
        revision=row.revision,
        language=Language(row.language),
        language_chosen=row.language_chosen,
        dossier=row.dossier,
        progress=decode_some(Progress, row.progress),
        interlude=Interlude(row.interlude) if row.interlude else None,
        album=decode_some(Album, row.album),
        screen=row.screen,
        last_question=row.last_question,
        last_entry=row.last_entry,
    )
