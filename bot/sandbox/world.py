"""Everything the sandbox is made of, put together once per server."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from .calls import CallLog
from .changes import Changes
from .faults import Faults
from .slack.api import SlackApi
from .slack.people import Workplace
from .slack.responses import Responses
from .slack.socket_mode import SocketMode
from .slack.state import SlackState
from .store import Store
from .telegram.api import TelegramApi
from .telegram.people import People
from .telegram.state import TelegramState
from .telegram.updates import UpdateQueue


@dataclass(frozen=True, slots=True)
class World:
    """One sandbox: two services, the people who use them, and what is remembered."""

    store: Store
    changes: Changes
    faults: Faults
    calls: CallLog
    telegram: TelegramState
    updates: UpdateQueue
    telegram_api: TelegramApi
    people: People
    slack: SlackState
    socket: SocketMode
    slack_api: SlackApi
    responses: Responses
    workplace: Workplace

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The world remembered in ``folder``, or a new one; needs a running event loop."""
        store, changes, faults, calls = Store(folder), Changes(), Faults(), CallLog()
        telegram = TelegramState.open(store, changes)
        updates = UpdateQueue(store, telegram)
        slack = SlackState.open(store, changes)
        socket = SocketMode(changes)
        responses = Responses(slack, calls)
        return cls(
            store,
            changes,
            faults,
            calls,
            telegram,
            updates,
            TelegramApi(telegram, updates, faults, calls),
            People(telegram, updates),
            slack,
            socket,
            SlackApi(slack, socket, faults, calls),
            responses,
            Workplace(slack, socket, responses),
        )

    def release(self) -> None:
        """Let every waiting call go, so that the server can stop at once."""
        self.updates.release()
        self.changes.release()
