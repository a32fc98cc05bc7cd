"""Depth 2: turns over a database and the real delivery, with channels that only remember."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from bot.aside import AsidePosts
from bot.channel import Inbound
from bot.delivery import Delivery
from bot.files import inspect
from bot.learning import Learning, LearntRenderer
from bot.lesson_posts import LessonPosts
from bot.performing import Performer
from bot.slack.texts import Texts
from bot.telegram.commands import parse_command
from bot.telegram.keyboards import shorten
from bot.telegram.outbound import MAX_TOAST
from bot.to_applicants import ToApplicants
from bot.to_secretariat import ToSecretariat
from bot.turn import Turn
from dialogs.effects import Toast, Whisper
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
from dialogs.lesson_events import Dismissed, Instructed, Revised
from dialogs.lessons import Lesson, RemoveEntry
from dialogs.state import Address, Dossier, RemoteFile
from knowledge.library import Library
from knowledge.model import Language, Markup
from storage.database import Database
from tests.dialogs.world import KARI
from tests.transcripts_runner.core_driver import GROUP
from tests.transcripts_runner.core_posts import MEMBER
from tests.transcripts_runner.driving import (
    Answering,
    Dismissing,
    Forgetting,
    SecretariatAct,
    Slash,
    StoryClock,
    Teaching,
    View,
    lesson_of,
    pick,
    register_entries,
)
from tests.transcripts_runner.files import SampleFile
from tests.transcripts_runner.remembering import RememberingChat, RememberingDesk
from tests.transcripts_runner.story import Story
from tests.transcripts_runner.wording import from_mrkdwn


def _pdf(dossier: Dossier, language: Language) -> bytes:
    """The document has tests of its own."""
    return b"%PDF-"


class TurnDriver:
    """Plays a story through `Turn`, a database and `Delivery`."""

    patient = False

    def __init__(self, library: Library, url: str) -> None:
        """`url` is that of a database without tables, or with no more than tables."""
        self._library = library
        self._learning = Learning(library)
        self._renderer = LearntRenderer(self._learning)
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
        look = self._learning.look
        self._turn = Turn(self._database, self._library, self._clock, look=look)
        channels = {self._chat.name: self._chat}
        applicants = ToApplicants(
            self._database, self._turn, self._library, self._clock, channels, inspect, _pdf, look
        )
        checklist = self._library.checklist
        secretariat = ToSecretariat(self._database, checklist, self._desk, _pdf)
        lessons = LessonPosts(self._database, look, self._desk)
        aside = AsidePosts(self._database, self._desk)
        performer = Performer(self._database, applicants, secretariat, lessons, aside)
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

    async def send(self, kind: MediaKind, caption: str) -> None:
        await self._take(SentMedia(kind, self._next(), caption))

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
            case Teaching():
                await self._take(Instructed(await self._lesson(act), MEMBER), None)
            case Forgetting(title):
                await self._database.read(self._learning.look)
                entries = self._learning.taught.entries
                number = next(each.number for each in entries if each.title == title)
                await self._take(Revised(RemoveEntry(number), MEMBER), None)
            case Dismissing():
                number = max(int(each) for each in self._view.questions)
                await self._take(Dismissed(number, MEMBER), None)
            case Slash(line):
                word, _, argument = line.partition(" ")
                await self._take(SlashCommanded(word, argument, MEMBER), None)
            case _:
                number = max(int(each) for each in self._view.cards)
                dossier = await self._database.read(lambda work: work.dossiers.load(number))
                assert dossier is not None
                await self._take(Decided(number, act, MEMBER, dossier.version), None)

    async def _lesson(self, act: Teaching) -> Lesson:
        number = max(int(each) for each in self._view.questions)
        question = await self._database.read(lambda work: work.backlog.load(number))
        assert question is not None
        titled = self._learning.renderer.title
        known = {titled(each, Language.NB): each for each in self._library.entries}
        return lesson_of(act, number, question.text, known)

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
