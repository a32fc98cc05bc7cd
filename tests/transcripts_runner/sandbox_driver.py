"""Depth 3: the whole bot with its real adapters, against the sandbox on loopback.

What follows from an act comes in its own time here, so the player waits for what the story
expects. People go on only when the bot has answered: each act starts where the last one ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from bot.app import App
from bot.app import running as running_bot
from bot.commands.run import against
from bot.sandbox import SandboxClient
from bot.sandbox import running as running_sandbox
from bot.sandbox.client_applicant import Applicant, File
from bot.sandbox.client_values import Message, Post
from bot.settings import Settings
from bot.slack.names import REPLY_BUTTON, CardButton, Field, LessonButton
from dialogs.events import (
    MediaKind,
    ReceiveFee,
    RecordDecision,
    RequestChanges,
    SendToCommittee,
    TakeCase,
    UndoDecision,
    UndoFee,
)
from dialogs.state import Verdict
from knowledge.library import Library
from tests.models import for_one_bot
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
    pick,
    register_entries,
)
from tests.transcripts_runner.files import SampleFile
from tests.transcripts_runner.story import Story
from tests.transcripts_runner.wording import from_blocks, from_mrkdwn, tidy, with_file


class SandboxDriver:
    """Plays a story through the page's own door: as the applicant and as Siri."""

    patient = True

    def __init__(self, library: Library, folder: Path) -> None:
        self._library = for_one_bot(library)
        self._folder = folder

    async def start(self, story: Story, clock: StoryClock) -> None:
        self._clock = clock
        self._stack = AsyncExitStack()
        url = await self._stack.enter_async_context(running_sandbox(self._folder / "sandbox"))
        self._sandbox = await self._stack.enter_async_context(SandboxClient(url))
        self._settings = against(
            Settings(var_dir=self._folder, database_url="", rate_limits=False), url
        )
        person = await self._sandbox.add_applicant("Kari", language_code=story.client_language)
        self._kari = person
        self._group: Applicant | None = None
        self._pressed: tuple[Message, str] | None = None
        self._own: int | None = None
        await self._start_bot()
        entries = register_entries(story)
        await self._app.database.turn(lambda work: work.register.import_(entries))

    async def _start_bot(self) -> None:
        self._bot = AsyncExitStack()
        self._app: App = await self._bot.enter_async_context(
            running_bot(self._settings, self._library, self._clock)
        )
        self._polling = asyncio.create_task(self._app.poller.run())

    async def _stop_bot(self) -> None:
        self._app.poller.stop()
        await self._polling
        await self._bot.aclose()

    async def stop(self) -> None:
        await self._stop_bot()
        await self._stack.aclose()

    async def restart(self) -> None:
        await self._stop_bot()
        await self._start_bot()

    # --- the applicant ----------------------------------------------------------------------------

    async def say(self, text: str) -> None:
        self._own = (await self._kari.say(text)).id

    async def edit(self, text: str) -> None:
        assert self._own is not None
        await self._kari.edit(self._own, text)

    async def press(self, label: str) -> None:
        messages = {each.id: each for each in await self._kari.messages() if each.from_bot}
        number, position = pick({key: _line(each) for key, each in messages.items()}, label)
        self._pressed = messages[number], messages[number].labels[position]
        await self.press_again()

    async def press_again(self) -> None:
        assert self._pressed is not None
        await self._files_are_in()
        message, label = self._pressed
        query = await self._kari.press(label, message=message)
        await self._kari.wait_for_answer(query)

    async def _files_are_in(self) -> None:
        """A story reads one after the other: a file has arrived before a button is pressed."""
        async with asyncio.timeout(30):
            while await self._app.database.read(lambda work: work.outbox.depth()):
                await asyncio.sleep(0.02)

    async def upload(self, files: Sequence[SampleFile], caption: str, as_photo: bool) -> None:
        sent = [File(each.name, each.content, each.media_type) for each in files]
        await self._kari.upload(sent, caption=caption, as_photo=as_photo)

    async def send(self, kind: MediaKind, caption: str) -> None:
        await self._kari.other(kind, caption)

    async def say_in_group(self, text: str) -> None:
        if self._group is None:
            self._group = await self._sandbox.add_group("Testgruppen", [self._kari])
        await self._group.say(text)

    # --- the secretariat --------------------------------------------------------------------------

    async def act(self, act: SecretariatAct) -> None:
        siri = self._sandbox.secretariat
        match act:
            case TakeCase():
                await siri.press(CardButton.TAKE)
            case SendToCommittee():
                await siri.press(CardButton.COMMITTEE)
            case UndoDecision():
                await siri.press(CardButton.UNDO)
            case UndoFee():
                await siri.press(CardButton.UNDO_FEE)
            case ReceiveFee(paid_on):
                await siri.press(CardButton.FEE)
                await self._fill({Field.PAID_ON: paid_on.isoformat()})
            case RequestChanges(items, note):
                await siri.press(CardButton.CHANGES)
                await self._fill({Field.ITEMS: list(items), Field.NOTE: note})
            case RecordDecision():
                await siri.press(CardButton.DECIDE)
                await self._decide(act)
            case Answering(text):
                await siri.press(REPLY_BUTTON)
                await self._fill({Field.ANSWER: text})
            case Teaching():
                await siri.press(LessonButton.TEACH)
                await self._teach(act)
            case Forgetting(title):
                await siri.command("/godkjent lært")
                listed = await siri.wait_for_ephemeral(title)
                await siri.press(LessonButton.REMOVE_ENTRY, post=listed)
            case Dismissing():
                await siri.press(LessonButton.DISMISS)
            case Slash(line):
                await siri.command(f"/godkjent {line}")

    async def _teach(self, act: Teaching) -> None:
        if act.entry:
            await self._sandbox.secretariat.wait_for_modal()
            await self._sandbox.secretariat.search_in_modal(Field.ENTRY, act.entry)
            await self._fill({Field.ENTRY: act.entry})
        else:
            new: dict[str, object] = {
                Field.TITLE: act.title,
                Field.NEW_ANSWER: act.answer,
                Field.SOURCE: act.source,
            }
            await self._fill(new)

    async def _fill(self, values: dict[str, object]) -> None:
        await self._sandbox.secretariat.wait_for_modal()
        answer = await self._sandbox.secretariat.submit_modal(values)
        assert not answer.get("errors"), answer

    async def _decide(self, act: RecordDecision) -> None:
        values: dict[str, object] = {
            Field.VERDICT: act.verdict,
            Field.DECIDED_ON: act.decided_on.isoformat(),
            Field.REASON: act.reason,
        }
        if act.verdict is Verdict.APPROVED and act.valid_from and act.valid_to:
            values[Field.VALID_FROM] = act.valid_from.isoformat()
            values[Field.VALID_TO] = act.valid_to.isoformat()
        await self._fill(values)
        await self._fill({})  # read once more, and confirmed

    # --- what is seen -----------------------------------------------------------------------------

    async def view(self) -> View:
        siri = self._sandbox.secretariat
        posts = await siri.messages()
        cards = [post for post in posts if _is_card(post)]
        threads: dict[str, str] = {}
        for card in posts:
            for post in await siri.thread(card.ts):
                threads[post.ts] = _reply(post)
        return View(
            chat=await self._chat(self._kari),
            group=await self._chat(self._group) if self._group else {},
            toasts=[tidy(text) for text in await self._kari.toasts()],
            whispers=[from_mrkdwn(post.text) for post in await siri.ephemerals() if _is_note(post)],
            cards={post.ts: _post(post) for post in cards},
            threads=threads,
            inquiries={post.ts: _post(post) for post in posts if _is_inquiry(post)},
            questions={post.ts: _post(post) for post in posts if _is_question(post)},
        )

    async def _chat(self, chat: Applicant) -> dict[int, Line]:
        return {each.id: _line(each) for each in await chat.messages() if each.from_bot}


def _line(message: Message) -> Line:
    text = tidy(message.text)
    shown = with_file(message.document.name, text) if message.document else text
    return Line(shown, tuple(tuple(button.label for button in row) for row in message.rows))


def _is_card(post: Post) -> bool:
    """Every card of a case begins with a header, and nothing else does."""
    blocks = post.raw.get("blocks", [])
    return bool(blocks) and bool(blocks[0]["type"] == "header")


def _is_note(post: Post) -> bool:
    """A list with buttons was asked for as a way to press them, and is no news."""
    return not post.buttons


def _is_question(post: Post) -> bool:
    blocks = post.raw.get("blocks", [])
    return bool(blocks) and bool(blocks[0].get("block_id") == "question")


def _is_inquiry(post: Post) -> bool:
    return not _is_card(post) and not _is_question(post)


def _post(post: Post) -> str:
    return from_blocks(post.raw.get("blocks", []), post.text)


def _reply(post: Post) -> str:
    """What is said in a thread, or the file that is put there."""
    if post.files:
        return "\n".join(with_file(file.name, "") for file in post.files)
    return from_mrkdwn(post.text)
