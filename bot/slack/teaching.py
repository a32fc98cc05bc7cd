"""What members do about learning: teach, dismiss, change, take back, and look at the lists.

The order is `listeners`' own: may this person do this, the turn, the acknowledgement. Lists and
modals only read. A member is asked for anew at every submit and every search.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from slack_bolt.async_app import AsyncAck

from bot.channel import Inbound
from bot.slack import inbound, lesson_forms, lesson_modals, questions
from bot.slack.blocks import Json, Post
from bot.slack.desk import Desk
from bot.slack.forms import Mistakes
from bot.slack.inbound import Body, Command, Press, Submission
from bot.slack.names import LessonButton, Modal
from bot.slack.permission import Denied
from dialogs.lessons import QuestionState, RemoveEntry, RemovePhrasing
from dialogs.state import Person

FOUND = 60.0
"""From 0 to 100: the least likeness of a title to what is typed, where no word of it fits."""

Words = Callable[[int], Awaitable[Post]]


@dataclass(frozen=True, slots=True)
class Teaching:
    """Answers what members do about learning."""

    desk: Desk

    async def pressed(self, press: Press, button: LessonButton, by: Person) -> None:
        """A button under a question, or in the list of what was taught."""
        match button:
            case LessonButton.TEACH:
                await self._open_question(press)
            case LessonButton.EDIT_ENTRY | LessonButton.EDIT_PHRASING:
                await self._open_taught(press, button)
            case LessonButton.DISMISS:
                await self._turn(press, inbound.dismissed(press.subject, by, press.source))
            case LessonButton.REMOVE_ENTRY:
                change = RemoveEntry(press.subject)
                await self._turn(press, inbound.revised(change, by, press.source))
            case LessonButton.REMOVE_PHRASING:
                gone = RemovePhrasing(press.subject)
                await self._turn(press, inbound.revised(gone, by, press.source))

    def read(self, form: Submission, by: Person) -> Inbound | Mistakes:
        """What a submitted modal asks for, or what is wrong in it."""
        if form.modal is Modal.TEACH:
            lesson = lesson_forms.lesson(form)
            if isinstance(lesson, Mistakes):
                return lesson
            return inbound.instructed(lesson, by, form.source)
        entry = form.modal is Modal.EDIT_ENTRY
        change = (lesson_forms.changed_entry if entry else lesson_forms.changed_phrasing)(form)
        if isinstance(change, Mistakes):
            return change
        return inbound.revised(change, by, form.source)

    async def listed(self, command: Command) -> Post | None:
        """The list that a command asks for; None when it asks for something else."""
        lists: dict[str, Words] = {
            "kø": self._queue,
            "ko": self._queue,
            "lært": self._taught,
            "lart": self._taught,
            "frister": self._overdue,
        }
        make = lists.get(command.word)
        return await make(command.page()) if make else None

    async def suggested(self, ack: AsyncAck, body: Body) -> None:
        """Somebody types into the select of entries."""
        by = await self.desk.admit(inbound.source(body))
        found: list[Json] = []
        if not isinstance(by, Denied):
            entries = await self.desk.shell.lessons.entries()
            found = lesson_modals.options(matching(inbound.looked_for(body), entries))
        await ack(options=found)

    async def _open_question(self, press: Press) -> None:
        desk = self.desk
        question = await desk.shell.lessons.question(press.subject)
        if question is None:
            desk.note(press.source, "slack.notice.gone")
        elif question.state is not QuestionState.OPEN:
            by = question.closed_by.name if question.closed_by else ""
            desk.note(press.source, "slack.notice.answered", by=by)
        else:
            await desk.open(press.source, lesson_modals.teach(question, desk.texts))

    async def _open_taught(self, press: Press, button: LessonButton) -> None:
        desk = self.desk
        taught = await desk.shell.lessons.taught()
        if button is LessonButton.EDIT_ENTRY:
            views = {
                each.number: lesson_modals.change_entry(each, desk.texts)
                for each in taught.entries
                if each.number == press.subject
            }
        else:
            views = {
                each.number: lesson_modals.change_phrasing(each, desk.texts)
                for each in taught.phrasings
                if each.number == press.subject
            }
        view = views.get(press.subject)
        if view is None:
            desk.note(press.source, "slack.notice.gone")
        else:
            await desk.open(press.source, view)

    async def _turn(self, press: Press, event: Inbound) -> None:
        result = await self.desk.turn(event)
        self.desk.show(press.source, result.ephemerals)

    async def _queue(self, page: int) -> Post:
        found = await self.desk.shell.lessons.queue()
        return questions.queue(found, page, self.desk.texts)

    async def _taught(self, page: int) -> Post:
        taught = await self.desk.shell.lessons.taught()
        return questions.taught_list(taught, page, self.desk.texts)

    async def _overdue(self, page: int) -> Post:
        late = await self.desk.shell.lessons.overdue(self.desk.today())
        return questions.overdue_list(late, page, self.desk.texts)


def matching(typed: str, entries: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The entries whose titles fit what was typed, the best first; all of them for nothing."""
    words = typed.casefold().split()
    if not words:
        return list(entries)

    def score(pair: tuple[str, str]) -> float:
        title = pair[1].casefold()
        if all(word in title for word in words):
            return 200.0
        return fuzz.partial_ratio(" ".join(words), title)

    scored = sorted(((score(pair), pair) for pair in entries), key=lambda each: -each[0])
    return [pair for points, pair in scored if points >= FOUND]
