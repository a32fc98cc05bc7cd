"""Channels that show nothing to anybody and remember everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.channel import Inquiry, Parcel, Sending
from bot.slack.cards import card
from bot.slack.inquiries import inquiry_post
from bot.slack.questions import question_post
from bot.slack.texts import Texts
from bot.telegram.keyboards import shorten
from dialogs.effects import Keyboard
from dialogs.lessons import MonthSummary, OpenQuestion
from dialogs.messages import Message
from dialogs.scene import OSLO
from dialogs.state import Address, Dossier, RemoteFile
from knowledge.library import Library
from knowledge.model import Entry, Language, Markup, Renderer
from storage.aside import AsideRow
from tests.transcripts_runner.core_driver import GROUP
from tests.transcripts_runner.driving import (
    Line,
    StoryClock,
    View,
)
from tests.transcripts_runner.wording import from_blocks, from_html, from_mrkdwn, with_file


@dataclass(slots=True)
class RememberingChat:
    """An applicant channel that shows nothing to anybody."""

    renderer: Renderer
    view: View
    name: str = "telegram"
    last: int = 100
    keyboards: dict[int, Keyboard] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def next_id(self) -> int:
        self.last += 1
        return self.last

    async def tell(
        self,
        to: Address,
        message: Message,
        keyboard: Keyboard,
        language: Language,
        edit: str | None,
        sending: Sending,
    ) -> str:
        chat = self._chat(to)
        number = int(edit) if edit is not None and int(edit) in chat else self.next_id()
        text = self.renderer.render_message(message, language, Markup.TELEGRAM)
        rows = tuple(
            tuple(
                shorten(self.renderer.render_message(each.label, language, Markup.PLAIN))
                for each in row
            )
            for row in keyboard
        )
        chat[number] = Line(from_html(text), rows)
        self.keyboards[number] = keyboard
        return str(number)

    async def drop_keyboard(self, to: Address, message: str) -> None:
        chat = self._chat(to)
        chat[int(message)] = Line(chat[int(message)].text)

    async def send_file(
        self, to: Address, parcel: Parcel, caption: Message, language: Language, sending: Sending
    ) -> str:
        text = self.renderer.render_message(caption, language, Markup.TELEGRAM)
        number = self.next_id()
        self._chat(to)[number] = Line(with_file(parcel.name, from_html(text)))
        return str(number)

    async def delete(self, to: Address, message: str, sending: Sending) -> None:
        assert int(message) not in self._chat(to), "only the applicant's messages are removed"

    async def download(self, file: RemoteFile) -> bytes:
        return self.files[file.id]

    def _chat(self, to: Address) -> dict[int, Line]:
        return self.view.group if to == GROUP else self.view.chat


@dataclass(slots=True)
class RememberingDesk:
    """A secretariat channel that shows nothing to anybody."""

    library: Library
    texts: Texts
    clock: StoryClock
    view: View

    async def put_card(self, dossier: Dossier, card_: str | None, sending: Sending) -> str:
        today = self.clock().astimezone(OSLO).date()
        post = card(dossier, self.library.checklist, self.texts, today)
        self.view.cards[str(dossier.id)] = from_blocks(post.blocks, post.text)
        return str(dossier.id)

    async def post_text(self, card_: str, message: Message, sending: Sending) -> None:
        self._thread(from_mrkdwn(self.texts.message(message)))

    async def post_file(self, card_: str, parcel: Parcel, sending: Sending) -> None:
        self._thread(with_file(parcel.name, ""))

    async def put_inquiry(self, inquiry: Inquiry, post: str | None, sending: Sending) -> str:
        made = inquiry_post(inquiry, self.texts)
        self.view.inquiries[str(inquiry.id)] = from_blocks(made.blocks, made.text)
        return str(inquiry.id)

    async def put_question(self, question: OpenQuestion, post: str | None, sending: Sending) -> str:
        made = question_post(question, self.texts)
        self.view.questions[str(question.id)] = from_blocks(made.blocks, made.text)
        return str(question.id)

    async def post_summary(self, summary: MonthSummary, sending: Sending) -> None:
        raise AssertionError("no story waits for the first of a month")

    async def post_aside(self, rows: Sequence[AsideRow], sending: Sending) -> None:
        raise AssertionError("in no story is anything set aside")

    async def post_overdue(self, entries: Sequence[Entry], sending: Sending) -> None:
        raise AssertionError("no story waits for the first of a month")

    def _thread(self, text: str) -> None:
        self.view.threads[f"{len(self.view.threads):04d}"] = text
