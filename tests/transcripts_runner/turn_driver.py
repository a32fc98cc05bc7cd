"""Depth 2: turns over a database and the real delivery, with channels that only remember."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.channel import Inbound, Inquiry, Parcel, Sending
from bot.delivery import Delivery
from bot.files import inspect
from bot.performing import Performer
from bot.slack.cards import card
from bot.slack.inquiries import inquiry_post
from bot.slack.texts import Texts
from bot.telegram.commands import parse_command
from bot.telegram.keyboards import shorten
from bot.telegram.outbound import MAX_TOAST
from bot.to_applicants import ToApplicants
from bot.to_secretariat import ToSecretariat
from bot.turn import Turn
from dialogs.effects import Keyboard, Toast, Whisper
from dialogs.events import (
    Action,
    AddressedInGroup,
    Commanded,
    Decided,
    Edited,
    Event,
    MediaKind,
    Pressed,
    Replied,
    Said,
    SentMedia,
    SlashCommanded,
    Uploaded,
)
from dialogs.messages import Message
from dialogs.scene import OSLO
from dialogs.state import Address, Dossier, RemoteFile
from knowledge.library import Library
from knowledge.model import Language, Markup
from knowledge.renderer import ContentRenderer
from storage.database import Database
from tests.dialogs.world import KARI
from tests.transcripts_runner.core_driver import GROUP, MEMBER
from tests.transcripts_runner.driving import (
    Answering,
    Line,
    SecretariatAct,
    Slash,
    StoryClock,
    View,
    pick,
    register_entries,
)
from tests.transcripts_runner.files import SampleFile
from tests.transcripts_runner.story import Story
from tests.transcripts_runner.wording import from_blocks, from_html, from_mrkdwn, with_file


@dataclass(slots=True)
class RememberingChat:
    """An applicant channel that shows nothing to anybody."""

    renderer: ContentRenderer
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

    def _thread(self, text: str) -> None:
        self.view.threads[f"{len(self.view.threads):04d}"] = text


def _pdf(dossier: Dossier, language: Language) -> bytes:
    """The document has tests of its own."""
    return b"%PDF-"


class TurnDriver:
    """Plays a story through `Turn`, a database and `Delivery`."""

    patient = False

    def __init__(self, library: Library, url: str) -> None:
        """`url` is that of a database without tables, or with no more than tables."""
        self._library = library
        self._renderer = ContentRenderer(library)
        self._texts = Texts(self._renderer)
        self._url = url

    async def start(self, story: Story, clock: StoryClock) -> None:
        self._clock = clock
        self._language = Language(story.client_language)
        self._view = View()
        self._chat = RememberingChat(self._renderer, self._view)
        self._desk = RememberingDesk(self._library, self._texts, clock, self._view)
        self._events = self._albums = 0
        self._pressed: tuple[int, Action] | None = None
        await self._open()
        entries = register_entries(story)
        await self._database.turn(lambda work: work.register.import_(entries))

    async def _open(self) -> None:
        self._database = Database.open(self._url)
        await self._database.migrate()
        self._turn = Turn(self._database, self._library, self._clock)
        channels = {self._chat.name: self._chat}
        applicants = ToApplicants(
            self._database, self._turn, self._library, self._clock, channels, inspect, _pdf
        )
        checklist = self._library.checklist
        secretariat = ToSecretariat(self._database, checklist, self._desk, _pdf)
        performer = Performer(self._database, applicants, secretariat)
        self._delivery = Delivery(self._database, self._turn, performer, self._clock)
        await self._delivery.start()

    async def stop(self) -> None:
        await self._delivery.stop()
        await self._database.close()

    async def restart(self) -> None:
        await self.stop()
        await self._open()

    # --- the applicant ----------------------------------------------------------------------------

    def _next(self) -> str:
        self._newest = str(self._chat.next_id())
        return self._newest

    async def say(self, text: str) -> None:
        command, message = parse_command(text), self._next()
        if command is None:
            await self._take(Said(text, message))
        else:
            await self._take(Commanded(command.name, command.argument, message))

    async def edit(self, text: str) -> None:
        await self._take(Edited(text, self._newest))

    async def press(self, label: str) -> None:
        message, position = pick(self._view.chat, label)
        actions = [each.action for row in self._chat.keyboards[message] for each in row]
        self._pressed = message, actions[position]
        await self.press_again()

    async def press_again(self) -> None:
        assert self._pressed is not None
        message, action = self._pressed
        await self._take(Pressed(action, str(message)))

    async def upload(self, files: Sequence[SampleFile], caption: str, as_photo: bool) -> None:
        self._albums += 1
        album = f"album-{self._albums}" if len(files) > 1 else None
        for file in files:
            message = self._next()
            unique = hashlib.sha256(file.content + file.name.encode()).hexdigest()[:12]
            self._chat.files[unique] = file.content
            name = f"bilde-{message}.jpg" if as_photo else file.name
            remote = RemoteFile(unique, unique, name, len(file.content))
            await self._take(Uploaded(remote, message, caption, album))
            caption = ""

    async def send(self, kind: MediaKind) -> None:
        await self._take(SentMedia(kind, self._next()))

    async def say_in_group(self, text: str) -> None:
        command = parse_command(text)
        assert command is not None
        await self._take(AddressedInGroup(command.name, command.argument), GROUP)

    # --- the secretariat --------------------------------------------------------------------------

    async def act(self, act: SecretariatAct) -> None:
        match act:
            case Answering(text):
                number = max(int(each) for each in self._view.inquiries)
                await self._take(Replied(number, KARI, text, MEMBER), None)
            case Slash(line):
                word, _, argument = line.partition(" ")
                await self._take(SlashCommanded(word, argument, MEMBER), None)
            case _:
                number = max(int(each) for each in self._view.cards)
                dossier = await self._database.read(lambda work: work.dossiers.load(number))
                assert dossier is not None
                await self._take(Decided(number, act, MEMBER, dossier.revision), None)

    # --- what is seen -----------------------------------------------------------------------------

    async def view(self) -> View:
        """Once nothing is on its way any more."""
        while await self._database.read(lambda work: work.outbox.depth()):
            await asyncio.sleep(0.002)
        return self._view

    async def _take(self, event: Event, address: Address | None = KARI) -> None:
        """Each event waits for what came before it, as a person who reads before going on."""
        self._events += 1
        inbound = Inbound(f"story:{self._events}", event, address, self._language)
        result = await self._turn(inbound)
        for each in result.ephemerals:
            match each:
                case Toast(message):
                    text = self._renderer.render_message(message, result.language, Markup.PLAIN)
                    self._view.toasts.append(shorten(text, MAX_TOAST))
                case Whisper(message):
                    self._view.whispers.append(from_mrkdwn(self._texts.message(message)))
        await self.view()
