"""Depth 1: the core alone, with the real content, over the world in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.files import inspect
from bot.slack.cards import card
from bot.slack.inquiries import inquiry_post
from bot.slack.questions import question_post
from bot.slack.texts import Texts
from bot.telegram.commands import parse_command
from bot.telegram.keyboards import shorten
from bot.telegram.outbound import MAX_TOAST
from dialogs.dossier import attachment_name, dossier_name
from dialogs.effects import (
    Effect,
    PostAttachment,
    PostDossier,
    PostToThread,
    RefreshCard,
    RefreshInquiry,
    SendCopy,
    Tell,
    Toast,
    Whisper,
)
from dialogs.events import (
    Action,
    AddressedInGroup,
    Commanded,
    CommandName,
    Decided,
    Edited,
    Event,
    FileFetched,
    FileRefused,
    MediaKind,
    Pressed,
    Refusal,
    Replied,
    Said,
    SentMedia,
    SlashCommanded,
    Uploaded,
)
from dialogs.lesson_effects import RefreshQuestion
from dialogs.lesson_events import Dismissed, Instructed, Revised
from dialogs.lessons import RemoveEntry
from dialogs.messages import Message, say
from dialogs.scene import OSLO
from dialogs.state import Address, Attachment, Dossier, RemoteFile
from knowledge.library import Library
from knowledge.model import Language, Markup
from knowledge.renderer import ContentRenderer
from knowledge.taught import Overlay
from tests.dialogs.world import KARI, Shown, World
from tests.transcripts_runner.core_posts import MEMBER, inquiry_of
from tests.transcripts_runner.driving import (
    Answering,
    Dismissing,
    Forgetting,
    Line,
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
from tests.transcripts_runner.story import Story
from tests.transcripts_runner.wording import from_blocks, from_html, from_mrkdwn, tidy, with_file

GROUP = Address("telegram", "-100")


class CoreDriver:
    """Plays a story through `dialogs.step` alone."""

    patient = False

    def __init__(self, library: Library) -> None:
        self._library = library
        self._overlay = Overlay(library)
        self._renderer = ContentRenderer(library)
        self._texts = Texts(self._renderer)
        titled = self._renderer.title
        self._titles = {titled(each, Language.NB): each for each in library.entries}

    async def start(self, story: Story, clock: StoryClock) -> None:
        self._clock = clock
        self._language = Language(story.client_language)
        self._world = World(self._library, clock)
        self._world.listed = register_entries(story)
        self._worded: dict[Address, dict[int, Line]] = {KARI: {}, GROUP: {}}
        self._shown: dict[tuple[Address, int], Shown] = {}
        self._view = View()
        self._files: dict[str, bytes] = {}
        self._albums = 0
        self._pressed: tuple[int, Action] | None = None

    async def stop(self) -> None:
        """Nothing is left behind in memory."""

    async def restart(self) -> None:
        """There is no process to end at this depth."""

    # --- the applicant ----------------------------------------------------------------------------

    def _next(self) -> str:
        self._newest = str(self._world.chat(KARI).next_id())
        return self._newest

    async def say(self, text: str) -> None:
        command = parse_command(text)
        message = self._next()
        if command is None:
            self._take(Said(text, message))
        else:
            self._take(Commanded(command.name, command.argument, message))

    async def edit(self, text: str) -> None:
        self._take(Edited(text, self._newest))

    async def press(self, label: str) -> None:
        message, position = pick(self._chat(KARI), label)
        keyboard = self._world.chat(KARI).messages[message].keyboard
        action = [button.action for row in keyboard for button in row][position]
        self._pressed = message, action
        self._take(Pressed(action, str(message)))

    async def press_again(self) -> None:
        assert self._pressed is not None
        message, action = self._pressed
        self._take(Pressed(action, str(message)))

    async def upload(self, files: Sequence[SampleFile], caption: str, as_photo: bool) -> None:
        self._albums += 1
        album = f"album-{self._albums}" if len(files) > 1 else None
        for file in files:
            message = self._next()
            unique = hashlib.sha256(file.content + file.name.encode()).hexdigest()[:12]
            self._files[unique] = file.content
            name = f"bilde-{message}.jpg" if as_photo else file.name
            remote = RemoteFile(unique, unique, name, len(file.content))
            self._take(Uploaded(remote, message, caption, album))
            caption = ""

    def _fetch_all(self) -> None:
        while self._world.fetches:
            fetch = self._world.fetches.pop(0)
            content, name = self._files[fetch.file.id], fetch.file.name
            verdict = inspect(content, name)
            at = fetch.dossier, fetch.item
            if isinstance(verdict, Refusal):
                self._take(FileRefused(*at, fetch.upload, name, verdict))
                continue
            digest = hashlib.sha256(content).hexdigest()
            file = Attachment(fetch.upload, name, verdict, len(content), digest)
            self._take(FileFetched(*at, file))

    async def send(self, kind: MediaKind, caption: str) -> None:
        self._take(SentMedia(kind, self._next(), caption))

    async def say_in_group(self, text: str) -> None:
        command = parse_command(text)
        assert command is not None
        assert command.name is not CommandName.UNKNOWN
        self._take(AddressedInGroup(command.name, command.argument), GROUP)

    # --- the secretariat --------------------------------------------------------------------------

    async def act(self, act: SecretariatAct) -> None:
        match act:
            case Answering(text):
                number = max(self._world.inquiries)
                self._take(Replied(number, self._world.inquiries[number].asker, text, MEMBER))
            case Teaching():
                number = max(self._world.lessons.questions)
                text = self._world.lessons.questions[number].text
                self._take(Instructed(lesson_of(act, number, text, self._titles), MEMBER))
            case Forgetting(title):
                entries = self._world.lessons.taught.entries
                number = next(each.number for each in entries if each.title == title)
                self._take(Revised(RemoveEntry(number), MEMBER))
            case Dismissing():
                self._take(Dismissed(max(self._world.lessons.questions), MEMBER))
            case Slash(line):
                word, _, argument = line.partition(" ")
                self._take(SlashCommanded(word, argument, MEMBER))
            case _:
                dossier = max(d.id for d in self._world.dossiers.values() if d.reference)
                seen = self._world.dossiers[dossier].version
                self._take(Decided(dossier, act, MEMBER, seen))

    # --- what is seen -----------------------------------------------------------------------------

    async def view(self) -> View:
        self._fetch_all()
        self._view.chat.update(self._chat(KARI))
        self._view.group.update(self._chat(GROUP))
        return self._view

    def _chat(self, address: Address) -> dict[int, Line]:
        """As worded when it was sent; buttons that were taken away since are gone."""
        return {
            number: line if self._world.chat(address).messages[number].keyboard else Line(line.text)
            for number, line in self._worded[address].items()
        }

    def _take(self, event: Event, address: Address = KARI) -> None:
        known = self._world.lessons.taught.version
        taken = self._world.take(event, address, self._language)
        if self._world.lessons.taught.version != known:
            knowledge = self._overlay.with_taught(self._world.lessons.taught)
            self._world.knowledge = knowledge
            self._renderer = ContentRenderer(knowledge.library)
            self._texts = Texts(self._renderer)
        for effect in taken.effects:
            self._perform(effect)

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Tell(to=to):
                self._word(to)
            case SendCopy(to=to, dossier=dossier):
                self._send_copy(to, self._world.dossiers[dossier])
            case Toast(message):
                text = shorten(self._render(message, KARI, Markup.PLAIN), MAX_TOAST)
                self._view.toasts.append(text)
            case Whisper(message):
                self._view.whispers.append(from_mrkdwn(self._texts.message(message)))
            case RefreshCard(dossier):
                self._put_card(self._world.dossiers[dossier])
            case PostToThread(message=message):
                self._thread(from_mrkdwn(self._texts.message(message)))
            case PostDossier(dossier):
                name = dossier_name(self._world.dossiers[dossier], self._library.checklist)
                self._thread(with_file(name, ""))
            case PostAttachment(dossier, item, upload):
                self._post_attachment(self._world.dossiers[dossier], item, upload)
            case RefreshInquiry(inquiry):
                self._put_inquiry(inquiry)
            case RefreshQuestion(question):
                post = question_post(self._world.lessons.questions[question], self._texts)
                self._view.questions[str(question)] = from_blocks(post.blocks, post.text)
            case _:
                pass

    def _word(self, to: Address) -> None:
        for number, shown in self._world.chat(to).messages.items():
            # What is shown again anew is a new value, even where the words are the same.
            if self._shown.get((to, number)) is not shown:
                self._worded[to][number] = self._line(to, shown)
                self._shown[to, number] = shown

    def _line(self, to: Address, shown: Shown) -> Line:
        rows = tuple(
            tuple(shorten(self._render(button.label, to, Markup.PLAIN)) for button in row)
            for row in shown.keyboard
        )
        return Line(from_html(self._render(shown.message, to, Markup.TELEGRAM)), rows)

    def _render(self, message: Message, to: Address, markup: Markup) -> str:
        language = self._world.conversations[to].language
        return self._renderer.render_message(message, language, markup)

    def _send_copy(self, to: Address, dossier: Dossier) -> None:
        caption = say("submit.copy", reference=dossier.reference or "")
        text = from_html(self._render(caption, to, Markup.TELEGRAM))
        name = dossier_name(dossier, self._library.checklist)
        chat = self._world.chat(to)
        number = chat.next_id()
        self._shown[to, number] = chat.messages[number] = Shown(number, caption, ())
        self._worded[to][number] = Line(with_file(name, text))

    def _put_card(self, dossier: Dossier) -> None:
        today = self._clock().astimezone(OSLO).date()
        post = card(dossier, self._library.checklist, self._texts, today)
        self._view.cards[str(dossier.id)] = from_blocks(post.blocks, post.text)

    def _thread(self, text: str) -> None:
        self._view.threads[f"{len(self._view.threads):04d}"] = text

    def _post_attachment(self, dossier: Dossier, item: str, upload: str) -> None:
        file = next(each for each in dossier.answers[item].files if each.upload == upload)
        name = attachment_name(dossier, self._library.checklist, item, file)
        self._thread(with_file(name, ""))

    def _put_inquiry(self, number: int) -> None:
        stored = self._world.inquiries[number]
        dossier = self._world.dossiers.get(stored.dossier or 0)
        inquiry = inquiry_of(number, stored, dossier, self._library.checklist)
        post = inquiry_post(inquiry, self._texts)
        self._view.inquiries[str(number)] = tidy(from_blocks(post.blocks, post.text))
