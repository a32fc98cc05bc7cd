"""What members do about what could not be sent: look at it, and have it sent again.

Sending again changes no case and no conversation, so it is no turn: it puts a row back into the
queue. Pressed twice, it does so once.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.slack.blocks import Post
from bot.slack.desk import TURN_SECONDS, Desk
from bot.slack.inbound import Command, Press
from bot.slack.names import OutboxButton
from bot.slack.outbox_list import outbox_list

WORD = "utboks"


@dataclass(frozen=True, slots=True)
class OutboxDesk:
    """Answers what members do about the outbox."""

    desk: Desk

    async def listed(self, command: Command) -> Post | None:
        """The list of what was set aside, when it is asked for."""
        if command.word != WORD:
            return None
        rows = await self.desk.shell.outbox.aside()
        return outbox_list(rows, command.page(), self.desk.texts)

    async def pressed(self, press: Press, button: OutboxButton) -> None:
        """Send one again, or all.

        Raises:
            TimeoutError: the database did not answer in time.
        """
        row = press.subject if button is OutboxButton.SEND_AGAIN else None
        async with asyncio.timeout(TURN_SECONDS):
            count = await self.desk.shell.outbox.send_again(row)
        if count:
            self.desk.note(press.source, "slack.notice.sent_again", count=count)
        else:
            self.desk.note(press.source, "slack.notice.nothing_aside")
