"""Acts the story out: does what a scene says, and waits until everything in it can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from bot.demo.filling import Form
from bot.demo.papers import paper
from bot.demo.reading import Reader
from bot.demo.story import Act, Answers, Clicks, Part, Presses, Says, Scene, Seen, Sends, Submits
from bot.demo.story import Types as TypesCommand
from bot.demo.transcript import Transcript
from bot.sandbox import SandboxClient
from bot.sandbox.client_values import Post

APPLICANT, MEMBER = "Kari", "Siri"


class DemoError(Exception):
    """The story stopped; the message names the step and says what was there instead."""


class Players:
    """The applicant and the secretariat. `patience`: seconds for everything that is waited for."""

    def __init__(
        self,
        sandbox: SandboxClient,
        reader: Reader,
        transcript: Transcript,
        patience: float,
    ) -> None:
        self._reader = reader
        self._kari = sandbox.applicant()
        self._office = sandbox.secretariat
        self._form = Form(self._kari, reader, patience)
        self._transcript = transcript
        self._patience = patience
        self._card = ""

    async def play(self, parts: Sequence[Part]) -> None:
        """Everything, in order.

        Raises:
            DemoError: a step did not have its outcome.
        """
        number = 0
        for part in parts:
            self._transcript.title(part.title)
            for scene in part.scenes:
                number += 1
                try:
                    await self._scene(scene)
                except Exception as error:  # whatever it is, the step is what one needs to know
                    await self._show()
                    step = f"step {number} ({part.title}): {scene.act}"
                    raise DemoError(f"{step}\n{type(error).__name__}: {error}") from error

    async def dossier(self) -> Post:
        """The newest post in the card's thread with the dossier itself."""
        thread = await self._office.thread(self._card)
        named = [post for post in thread if any("soknad" in file.name for file in post.files)]
        if not named:
            raise DemoError("the dossier is not in the card's thread")
        return named[-1]

    async def _scene(self, scene: Scene) -> None:
        posts = await self._posts()
        newest = max((post.revision for post in posts), default=0)
        if isinstance(scene.act, Clicks | Submits):
            # What Siri does shows in the chat too, and Kari has not acted since.
            self._kari.mark = max(m.revision for m in await self._kari.messages())
        await self._act(scene.act)
        await self._wait(scene.seen, newest)
        await self._show()

    # --- acting -----------------------------------------------------------------------------------

    async def _act(self, act: Act) -> None:
        match act:
            case Says(text):
                self._transcript.applicant(APPLICANT, text)
                await self._kari.say(text)
            case Presses():
                await self._press(act)
            case Answers(item, value):
                self._transcript.applicant(APPLICANT, self._answer_as_read(item, value))
                await self._form.answer(item, value)
            case Sends(item, files):
                self._transcript.applicant(APPLICANT, " ".join(f"<{name}>" for name in files))
                await self._form.send(item, [paper(name) for name in files])
            case Clicks(key):
                label = self._reader.text(key)
                self._transcript.member(MEMBER, f"[{label}]")
                self._acknowledged(await self._office.press(label, timeout=self._patience))
            case Submits(values):
                await self._submit(values)
            case TypesCommand(line):
                self._transcript.member(MEMBER, line)
                self._acknowledged(await self._office.command(line))
            case _:
                assert_never(act)

    async def _press(self, act: Presses) -> None:
        if act.key == "section":
            labels = (await self._form.screen()).labels
            label = self._reader.section(act.params["section"], labels)
        else:
            label = self._reader.label(act.key, **act.params)
        self._transcript.applicant(APPLICANT, f"[{label}]")
        await self._kari.press(label, timeout=self._patience)

    def _answer_as_read(self, item: str, value: str) -> str:
        label = self._reader.choice(self._reader.checklist.items[item], value)
        return f"[{label}]" if label else value

    async def _submit(self, values: object) -> None:
        assert isinstance(values, dict)
        filled = {self._reader.text(key): value for key, value in values.items()}
        modal = await self._office.modal()
        pressed = modal.raw["submit"]["text"] if modal else ""
        shown = [f"{label} » {_written(value)}" for label, value in filled.items()]
        self._transcript.member(MEMBER, "\n".join([*shown, f"[{pressed}]"]))
        answer = await self._office.submit_modal(filled)
        self._acknowledged(answer)
        if errors := answer.get("errors"):
            raise AssertionError(f"the form was refused: {errors}")

    def _acknowledged(self, answer: dict[str, object]) -> None:
        if not answer.get("acked"):
            raise AssertionError(f"the bot did not acknowledge: {answer}")

    # --- seeing -----------------------------------------------------------------------------------

    async def _wait(self, seen: Seen, after: int) -> None:
        patience = self._patience
        if seen.bot:
            await self._kari.wait_for_message(seen.bot, timeout=patience)
        if seen.card:
            card = await self._office.wait_for_post(seen.card, after=after, timeout=patience)
            self._card = self._card or card.ts
        if seen.thread:
            await self._office.wait_for_post(
                lambda post: seen.thread in _all(post),
                thread=self._card,
                wanted=f"{seen.thread!r} in the thread",
                timeout=patience,
            )
        if seen.modal:
            title = self._reader.text(seen.modal)
            modal = await self._office.wait_for_modal(title, timeout=patience)
            self._transcript.secretariat("form", f"{modal.title}\n{modal.shown}")
        if seen.note:
            await self._office.wait_for_ephemeral(seen.note, timeout=patience)

    async def _show(self) -> None:
        self._transcript.chat(await self._kari.messages())
        self._transcript.channel(await self._posts())

    async def _posts(self) -> list[Post]:
        """The channel, the case's thread and what only Siri sees."""
        posts = await self._office.messages()
        posts += await self._office.thread(self._card) if self._card else []
        return [*posts, *await self._office.ephemerals()]


def _all(post: Post) -> str:
    return "\n".join([post.shown, post.text, *(file.name for file in post.files)])


def _written(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
