"""What was taught, in this process: noticed as soon as it is committed, by whichever process.

`look` reads one number inside somebody's own transaction, at every turn and before every message.
When it is another, what was taught is read, laid over the content and swapped in as one value, so a
turn sees all of it or nothing. No process waits for another, and none has to be told.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from knowledge.library import Library
from knowledge.model import Asked, Language, Markup, Taught
from knowledge.renderer import ContentRenderer
from knowledge.taught import Overlay, TaughtLibrary
from storage.work import Work

log = logging.getLogger(__name__)


class OnTaught(Protocol):
    """Told in every process when it has noticed that something was taught, or taken back.

    Called in a storage thread, inside a transaction: it returns at once and works elsewhere, for
    example refits a model from `knowledge.phrasings`.
    """

    def __call__(self, taught: Taught, knowledge: TaughtLibrary) -> None: ...


@dataclass(frozen=True, slots=True)
class _Now:
    taught: Taught
    knowledge: TaughtLibrary
    renderer: ContentRenderer


class Learning:
    """The content with what was taught. Any thread may look and read."""

    def __init__(self, library: Library, on_taught: OnTaught | None = None) -> None:
        self._on_taught = on_taught
        self._lock = threading.Lock()
        self._overlay = Overlay(library)
        self._now = self._laid(Taught())

    @property
    def knowledge(self) -> TaughtLibrary:
        """The content as it is now."""
        return self._now.knowledge

    @property
    def renderer(self) -> ContentRenderer:
        """Renders the content as it is now."""
        return self._now.renderer

    @property
    def taught(self) -> Taught:
        """What was taught, as far as this process has noticed."""
        return self._now.taught

    def look(self, work: Work) -> TaughtLibrary:
        """The content with what is committed, as this transaction sees it."""
        if work.taught.version() == self._now.taught.version:
            return self._now.knowledge
        taught = work.taught.load()
        with self._lock:
            # Any other version counts, not just a later one: a database may have been restored.
            different = taught.version != self._now.taught.version
            if different:
                self._now = self._laid(taught)
            now = self._now
        if different:
            self._tell(now)
        return now.knowledge

    def _laid(self, taught: Taught) -> _Now:
        knowledge = self._overlay.with_taught(taught)
        return _Now(taught, knowledge, ContentRenderer(knowledge.library))

    def _tell(self, now: _Now) -> None:
        if self._on_taught is None:
            return
        try:
            self._on_taught(now.taught, now.knowledge)
        except Exception as error:  # the turn that noticed it has nothing to do with that
            log.error("what was taught was not passed on: %s", type(error).__name__)


class LearntRenderer:
    """Renders with whatever was taught by then. Implements `model.Renderer`."""

    def __init__(self, learning: Learning) -> None:
        self._learning = learning

    def render(
        self, key: str, params: Mapping[str, object], language: Language, markup: Markup
    ) -> str:
        """The text of a key; raises what `ContentRenderer.render` raises."""
        return self._learning.renderer.render(key, params, language, markup)

    def render_message(self, message: Asked, language: Language, markup: Markup) -> str:
        """A message of the core; raises what `ContentRenderer.render_message` raises."""
        return self._learning.renderer.render_message(message, language, markup)
